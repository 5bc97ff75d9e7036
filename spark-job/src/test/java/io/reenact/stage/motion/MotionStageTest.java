package io.reenact.stage.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import io.reenact.motion.Capture;
import io.reenact.motion.LiveLinkReader;
import io.reenact.runner.StageSummary;
import io.reenact.stage.RenderWorkspace;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.stage.reenact.RenderRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table motion, of people whose latents and tracks are known. */
class MotionStageTest {
  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder);
  }

  @Test
  void picturesAndLatentsAreReadAndKept() {
    StageSummary done = w.run(new MotionStage());
    assertThat(done.done()).as("two clips, each from pictures and from latents").isEqualTo(4);
    assertThat(w.run(new MotionStage()).skipped()).isEqualTo(4);
    assertThat(
            w.rows(
                    "SELECT identity, origin, count(*), count(expression), count(head) FROM motion"
                        + " GROUP BY 1, 2 ORDER BY 1, 2")
                .toString())
        .isEqualTo(
            "[[anna,pair,11,11,11], [anna,pictures,11,10,10], [ben,pair,11,11,11],"
                + " [ben,pictures,11,10,10]]");
    // The tracked camera goes round the head to its left, which then looks to its right.
    List<Row> turned =
        w.rows(
            "SELECT head FROM motion WHERE identity = 'anna' AND origin = 'pair' AND frame = 10");
    assertThat(turned.get(0).<Float>getList(0).get(0))
        .isCloseTo((float) -RenderWorkspace.camera(10).yawPitch()[0], within(1e-3f))
        .isNegative();
    List<Row> heads =
        w.rows(
            "SELECT position, mouth FROM motion WHERE identity = 'anna' AND origin = 'pictures' AND"
                + " expression IS NOT NULL ORDER BY frame");
    // The picture is the crop: the head is in its middle, as far as a phone would be.
    List<Float> place = heads.get(0).getList(0);
    assertThat(place.get(0)).isCloseTo(0, within(0.5f));
    assertThat(place.get(1)).isCloseTo(0, within(0.5f));
    assertThat(place.get(2)).isBetween(30f, 45f);
    assertThat(heads.get(1).getFloat(1)).isEqualTo(0.1f);
    assertThat(
            w.rows("SELECT confidence FROM motion WHERE frame = 4 AND origin = 'pair'").toString())
        .isEqualTo("[[0.0], [0.0]]");
    // Half way between two key frames whose offsets differ, each counts half.
    List<Row> jaw =
        w.rows(
            "SELECT expression_raw['jawOpen'] FROM motion WHERE identity = 'anna' AND origin ="
                + " 'pair' AND frame IN (0, 5, 10) ORDER BY frame");
    assertThat(jaw.get(1).getFloat(0))
        .isCloseTo((jaw.get(0).getFloat(0) + jaw.get(2).getFloat(0)) / 2, within(1e-5f));
  }

  @Test
  void aMotionGoesOutAndComesBack() throws IOException {
    w.run(new MotionStage());
    Path out = folder.resolve("out");
    List<String> files =
        w.with(
            c ->
                new MotionExport(c)
                    .write(
                        new MotionExport.Choice("anna", null, "pair", false),
                        List.of(MotionExport.Format.CSV, MotionExport.Format.NPZ),
                        out.toString()));
    assertThat(files)
        .containsExactly(
            out.resolve("anna_one_pair.csv") + "", out.resolve("anna_one_pair.npz") + "");
    assertThat(out.resolve("anna_one_pair.npz")).isNotEmptyFile();
    Capture capture = LiveLinkReader.parse(Files.readString(Path.of(files.get(0))), "it");
    assertThat(capture.rows()).hasSize(RenderWorkspace.FRAMES);
    StageSummary done =
        w.run(new CaptureStage(new CaptureStage.Spec(files.get(0), "carl", "take1")));
    assertThat(done.done()).isEqualTo(1);
    String columns =
        "pts_us, round(expression['jawOpen'], 4), round(gaze[0], 4), round(gaze[1], 4),"
            + " round(head[0], 4) FROM motion WHERE identity = ";
    assertThat(w.rows("SELECT " + columns + "'carl' ORDER BY frame").toString())
        .isEqualTo(
            w.rows(
                    "SELECT pts_us, round(greatest(0f, expression['jawOpen']), 4), round(gaze[0], 4),"
                        + " round(gaze[1], 4), round(head[0], 4) FROM motion WHERE identity ="
                        + " 'anna' AND origin = 'pair' ORDER BY frame")
                .toString());
    String npz = files.get(1);
    assertThat(w.run(new CaptureStage(new CaptureStage.Spec(npz, "carl", "take2"))).done())
        .isEqualTo(1);
    String values =
        "pts_us, expression, gaze, head FROM motion WHERE identity = '%s' AND clip = '%s' AND origin"
            + " <> 'pictures' ORDER BY frame";
    assertThat(w.rows("SELECT " + String.format(Locale.ROOT, values, "carl", "take2")).toString())
        .isEqualTo(
            w.rows("SELECT " + String.format(Locale.ROOT, values, "anna", "one")).toString());
    assertThatThrownBy(
            () ->
                w.with(
                    c ->
                        new MotionExport(c)
                            .write(
                                new MotionExport.Choice("dora", null, null, false),
                                List.of(MotionExport.Format.CSV),
                                out.toString())))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("table motion has nothing of dora");
  }

  private static final String CAPTURE =
      """
      Timecode,BlendShapeCount,EyeBlinkLeft,JawOpen,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw
      10:00:00:00.000,61,0,0,0,0,0,0
      10:00:00:12.000,61,0,0.9,0.2,0,0,0
      10:00:00:24.000,61,1,0,0.4,0,0,0
      """;

  @Test
  void aCaptureDrivesEverybody() throws IOException {
    Path file = Files.writeString(folder.resolve("capture.csv"), CAPTURE);
    StageSummary done = w.run(new ReenactStage(), "driver", "file:" + file);
    assertThat(done.done()).isEqualTo(2);
    assertThat(
            w.rows(
                    "SELECT source, driver, cameras, frames, seconds, look FROM renders ORDER BY"
                        + " source")
                .toString())
        .isEqualTo(
            "[[anna,null,path,10,0.4,camera=path, expression: capture.csv, path=capture.csv],"
                + " [ben,null,path,10,0.4,camera=path, expression: capture.csv,"
                + " path=capture.csv]]");
    Path request = folder.resolve("r.csv");
    Files.writeString(
        request,
        "source,driver,camera,expression\nanna,file:"
            + file
            + ",fixed,\nben,file:"
            + file
            + ",,jawOpen=1\n");
    StageSummary rows =
        w.run(
            new ReenactStage(new RenderRequest.Listed(request.toString())),
            "job.max_failures",
            "1");
    assertThat(rows.done()).isEqualTo(1);
    assertThat(rows.failed()).isEqualTo(1);
    assertThat(
            w.rows("SELECT error FROM runs WHERE stage = 'reenact' AND error IS NOT NULL")
                .toString())
        .contains("both say how faces move; give one");
  }

  @Test
  void aPersonOrAClipDrivesEverybody() {
    assertThat(w.run(new ReenactStage(), "driver", "ben/one").done()).isEqualTo(2);
    assertThat(w.rows("SELECT source, driver, driver_clip FROM renders ORDER BY 1").toString())
        .isEqualTo("[[anna,ben,one], [ben,ben,one]]");
    assertThat(w.run(new ReenactStage(), "driver", "ben").skipped()).isEqualTo(2);
    assertThatThrownBy(() -> w.run(new ReenactStage(), "driver", "bem"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("driver bem has no latents")
        .hasMessageContaining("did you mean ben");
  }

  @Test
  void aCaptureThatCantBeReadStopsBeforeAnythingIsRendered() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), "Timecode,JawOpen\n1,2\n");
    assertThatThrownBy(() -> w.run(new ReenactStage(), "driver", "file:" + file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("line 2 of expression file")
        .hasMessageContaining("bad.csv")
        .hasMessageContaining("not a time code");
    assertThatThrownBy(() -> w.run(new ReenactStage(), "driver", "file:" + file + "x"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist");
  }
}
