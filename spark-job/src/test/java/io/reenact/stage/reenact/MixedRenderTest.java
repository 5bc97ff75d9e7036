package io.reenact.stage.reenact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import io.reenact.stage.RenderWorkspace;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.stage.join.JoinStage;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renders of mixed and retimed drivers, from requests. */
@Tag("draws")
class MixedRenderTest {
  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder, "zoe");
  }

  private List<RgbImage> pictures(String uri) {
    List<RgbImage> all = new ArrayList<>();
    try (VideoReader video = w.open(uri)) {
      for (var f = video.next(); f != null; f = video.next()) {
        all.add(f.image());
      }
    }
    return all;
  }

  @Test
  void rowsMixAndRetime() throws IOException {
    Path weights = Files.writeString(folder.resolve("w.csv"), "seconds,weight\n0,1\n1,1\n");
    Path file = folder.resolve("renders.csv");
    Files.writeString(
        file,
        "source,driver,camera,audio,speed,start,loop,seconds,blend,blend_weight,expression\n"
            + "anna,ben,,,,,,,,,\n"
            + "anna,anna,,,,,,,,,\n"
            + "anna,ben,clip:zoe/one,clip:anna/one,,,,,,,\n"
            + "anna,ben,,,0.5,,,,,,\n"
            + "anna,ben,,,,0.2,,0.16,,,\n"
            + "anna,ben,,,,0.2,loop,0.8,,,\n"
            + "anna,ben,,,,,ping-pong,0.8,,,\n"
            + "anna,ben,,,,,,,anna/one,w.csv,\n".replace("w.csv", weights.toString())
            + "anna,ben,,,,,,,anna/one,0,\n"
            + "anna,,clip:ben/one,clip:ben/one,,,,0.4,,,jawOpen=0.5\n"
            + "anna,ben,clip:zo/one,,,,,,,,\n"
            + "anna,ben,,,,3,,,,,\n"
            + "anna,ben,,,,,loop,,,,\n"
            + "anna,ben,,,,,,,zoe/one,,\n"
            + "anna,,,,2,,,0.4,,,jawOpen=0.5\n");
    RenderRequest request = new RenderRequest.Listed(file.toString());
    var summary = w.run(new ReenactStage(request), "job.max_failures", "1");
    assertThat(summary.done()).as("every row is a unit of its own").isEqualTo(10);
    assertThat(
            w.rows("SELECT error FROM runs WHERE stage='reenact' AND error IS NOT NULL ORDER BY 1"))
        .extracting(r -> r.getString(0))
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("no tracked clip zo/one; did you mean zoe/one?"),
            e -> assertThat(e).contains("the last frame of ben/one is at 0.40 s; start before"),
            e -> assertThat(e).contains("reenact.loop=loop needs reenact.seconds"),
            e -> assertThat(e).contains("only drivers of one cohort can be mixed"),
            e -> assertThat(e).contains("need a driver that moves"));

    Map<String, Row> found = new HashMap<>();
    w.rows("SELECT look, frames, seconds, cameras, timing, blend, uri, driver FROM renders")
        .forEach(r -> found.put(r.getString(7) + ": " + r.getString(0), r));
    Map<String, Integer> frames = new HashMap<>();
    found.forEach((look, r) -> frames.put(look, r.getInt(1)));
    assertThat(frames)
        .containsEntry("ben: ", 11)
        .containsEntry("ben: audio=clip:anna/one, camera=clip:zoe/one", 11)
        .containsEntry("ben: speed=0.5", 21)
        .containsEntry("ben: seconds=0.16, start=0.2", 4)
        .containsEntry("ben: loop=loop, seconds=0.8, start=0.2", 20)
        .containsEntry("ben: loop=ping-pong, seconds=0.8", 20)
        .containsEntry("ben: blend=anna/one, blend_weight=w.csv", 11)
        .containsEntry("ben: blend=anna/one, blend_weight=0", 11);
    assertThat(found.get("ben: speed=0.5").getString(4)).isEqualTo("speed=0.5");
    assertThat(found.get("ben: ").getString(4)).isEmpty();
    assertThat(found.get("ben: blend=anna/one, blend_weight=0").getString(5)).isEqualTo("anna/one");

    List<RgbImage> own = pictures(found.get("ben: ").getString(6));
    // Frames that are the driver's own look as they do in its own time.
    List<RgbImage> loop =
        pictures(found.get("ben: loop=loop, seconds=0.8, start=0.2").getString(6));
    List<RgbImage> back = pictures(found.get("ben: loop=ping-pong, seconds=0.8").getString(6));
    List<RgbImage> slow = pictures(found.get("ben: speed=0.5").getString(6));
    for (int i = 0; i < 20; i++) {
      alike(loop.get(i), own.get(5 + i % 6));
      alike(back.get(i), own.get(i <= 10 ? i : 20 - i));
      alike(slow.get(i / 2 * 2), own.get(i / 2));
    }
    // All of the other's expression, with the first one's pose, and nothing of it.
    List<RgbImage> other = pictures(found.get("anna: ").getString(6));
    List<RgbImage> all =
        pictures(found.get("ben: blend=anna/one, blend_weight=w.csv").getString(6));
    List<RgbImage> none = pictures(found.get("ben: blend=anna/one, blend_weight=0").getString(6));
    assertThat(RenderWorkspace.difference(other.get(0), own.get(0))).isGreaterThan(5);
    for (int i = 0; i < 11; i++) {
      alike(all.get(i), other.get(i));
      alike(none.get(i), own.get(i));
    }
    // What runs in the driver's time is measured; what does not has no frame to compare with.
    assertThat(w.plan(new EvaluateStage())).hasSize(5);
    assertThat(sound(found.get("ben: speed=0.5"))).isFalse();
    assertThat(sound(found.get("ben: loop=ping-pong, seconds=0.8"))).isFalse();
    assertThat(sound(found.get("ben: loop=loop, seconds=0.8, start=0.2"))).isTrue();
    String numbers =
        "audio=clip:ben/one, camera=clip:ben/one, expression: jawOpen=0.5, seconds=0.4";
    assertThat(sound(found.get("null: " + numbers))).isTrue();
    assertThat(w.run(new ReenactStage(request), "job.max_failures", "1").done()).isZero();
  }

  private boolean sound(Row render) {
    try (VideoReader video = w.open(render.getString(6))) {
      return video.info().audio();
    }
  }

  private static void alike(RgbImage a, RgbImage b) {
    assertThat(RenderWorkspace.difference(a, b)).isLessThan(4);
  }

  @Test
  void piecesOfARetimedRenderAreJoined() throws IOException {
    String[] slow = {"pairs", "anna:ben", "speed", "0.5", "audio", "clip:zoe/one"};
    w.run(new ReenactStage(), slow);
    Row whole = w.rows("SELECT uri, frames, fps FROM renders").get(0);
    String[] pieces = new String[slow.length + 2];
    System.arraycopy(slow, 0, pieces, 0, slow.length);
    pieces[slow.length] = "segment_frames";
    pieces[slow.length + 1] = "8";
    assertThat(w.run(new ReenactStage(), pieces).done()).isEqualTo(3);
    assertThat(w.run(new JoinStage(), pieces).done()).isEqualTo(1);
    Row joined =
        w.rows(
                "SELECT uri, frames, fps, timing FROM renders WHERE unit IN (SELECT unit FROM runs"
                    + " WHERE stage='join')")
            .get(0);
    assertThat(joined.getInt(1)).isEqualTo(whole.getInt(1)).isEqualTo(21);
    assertThat(joined.getDouble(2)).isCloseTo(whole.getDouble(2), within(1e-6));
    assertThat(joined.getString(3)).isEqualTo("speed=0.5");
    try (VideoReader a = w.open(whole.getString(0));
        VideoReader b = w.open(joined.getString(0))) {
      assertThat(b.presentationTimesUs()).containsExactly(a.presentationTimesUs());
      assertThat(b.info().audio()).isTrue();
      for (int i = 0; i < 21; i++) {
        alike(a.next().image(), b.next().image());
      }
    }
  }

  @Test
  void settingsThatNoRenderCanUseAreRefusedBeforePlanning() {
    assertThatThrownBy(() -> w.run(new ReenactStage(), "camera", "clip:zoe/ones"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "reenact.camera: there is no tracked clip zoe/ones; did you mean zoe/one?; see table"
                + " clips");
    assertThat(w.rows("SELECT * FROM runs WHERE stage = 'reenact'")).isEmpty();
  }
}
