package io.reenact.stage.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.flow.FlowStage;
import io.reenact.publish.Repair;
import io.reenact.publish.Verification;
import io.reenact.report.ReportFiles;
import io.reenact.stage.LocalSpark;
import io.reenact.stage.RenderWorkspace;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long clips: rendered in pieces, joined. */
@Tag("draws")
class JoinStageTest {
  private static final String[] IN_PIECES = {
    "pairs", "anna:ben", "segment_frames", "4", "outputs", "frames"
  };

  @TempDir private Path folder;
  private RenderWorkspace w;

  @BeforeEach
  void prepare() throws IOException {
    w = RenderWorkspace.in(folder);
  }

  private String joined() {
    assertThat(w.run(new ReenactStage(), IN_PIECES).done()).isEqualTo(3);
    assertThat(w.run(new JoinStage(), IN_PIECES).done()).isEqualTo(1);
    return w.rows(
            "SELECT uri FROM renders WHERE unit IN (SELECT unit FROM runs WHERE stage='join')")
        .get(0)
        .getString(0);
  }

  @Test
  void piecesAreJoinedWithoutSeam() throws IOException {
    w.run(new ReenactStage(), "pairs", "anna:ben");
    Row whole = w.rows("SELECT uri FROM renders").get(0);
    String other = joined();
    // One sequence, whatever piece a frame was rendered in.
    assertThat(w.files("frames"))
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.toFile().list())
                    .containsExactlyInAnyOrderElementsOf(w.numbered("png")));
    assertThat(w.rows("SELECT outputs['frames'] FROM renders WHERE outputs['frames'] IS NOT NULL"))
        .extracting(r -> r.getString(0))
        .containsExactly("files/frames/" + w.files("frames").get(0).getFileName());
    assertThat(w.rows("SELECT outputs['head'] FROM renders"))
        .hasSize(2)
        .allSatisfy(
            r ->
                assertThat(w.workspace().resolve(r.getString(0)).toUri().getPath())
                    .satisfies(p -> assertThat(Path.of(p)).isNotEmptyFile()));
    try (VideoReader a = w.open(whole.getString(0));
        VideoReader b = w.open(other)) {
      assertThat(b.presentationTimesUs()).containsExactly(a.presentationTimesUs());
      for (int i = 0; i < RenderWorkspace.FRAMES; i++) {
        RgbImage x = a.next().image();
        RgbImage y = b.next().image();
        assertThat(RenderWorkspace.difference(x, y)).as("frame %d", i).isLessThan(4);
      }
    }
    assertThat(w.run(new ReenactStage(), IN_PIECES).skipped()).isEqualTo(3);
    assertThat(w.run(new JoinStage(), IN_PIECES).skipped()).isEqualTo(1);
  }

  /** Two stages write the table: what is published again must be the rows of both. */
  @Test
  void whatIsDeletedOfRendersComesBack() throws IOException {
    w.run(new ReenactStage(), "pairs", "anna:anna", "segment_frames", "1000");
    String video = joined();
    List<Row> before = w.rows("SELECT * FROM renders ORDER BY unit");
    assertThat(before).hasSize(2);
    // Of the joined video the pieces are still there.
    Files.delete(Path.of(w.workspace().resolve(video).toUri()));
    for (Path file : parquet()) {
      Files.delete(file);
    }
    Repair repair = Repair.find(LocalSpark.session(), w.workspace());
    assertThat(repair.stages()).containsExactly("join");
    assertThat(repair.steps()).hasSize(3).anyMatch(step -> step.matches("renders/.* is gone: .*"));
    repair.mend();
    // What the other stage wrote is back; the joined one's unit is done again.
    assertThat(before).containsAll(w.rows("SELECT * FROM renders")).isNotEmpty();
    assertThat(w.run(new JoinStage(), IN_PIECES).done()).isEqualTo(1);
    assertThat(w.rows("SELECT * FROM renders ORDER BY unit")).isEqualTo(before);
    assertThat(Verification.of(LocalSpark.session(), w.workspace()).problems()).isEmpty();
  }

  private List<Path> parquet() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("ws/renders"))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).toList();
    }
  }

  @Test
  void aRenderThatLacksAPieceWaits() throws IOException {
    w.run(new ReenactStage(), IN_PIECES);
    String unit =
        w.rows("SELECT unit FROM runs WHERE label LIKE '%, part 2 of 3'").get(0).getString(0);
    Path commit = folder.resolve("ws/_units/reenact").resolve(unit).resolve("commit.json");
    byte[] record = Files.readAllBytes(commit);
    Files.delete(commit);
    assertThat(w.run(new JoinStage(), IN_PIECES).planned()).isZero();
    Files.write(commit, record);
    assertThat(w.run(new JoinStage(), IN_PIECES).done()).isEqualTo(1);
    assertThat(ReportFiles.overview(ReportFiles.write(w.workspace())).get("stages"))
        .extracting(stage -> stage.get("name").asText())
        .containsExactlyElementsOf(
            FlowStage.titles().subList(0, FlowStage.titles().indexOf("join") + 1));
  }

  @Test
  void theDriversSoundStaysInTime() throws Exception {
    String joined = joined();
    try (VideoReader video = w.open(joined)) {
      assertThat(video.info().audio()).isTrue();
    }
    Path ffmpeg = Path.of("/usr/bin/ffmpeg");
    assumeTrue(Files.isExecutable(ffmpeg), "no " + ffmpeg + " to listen with");
    Path raw = folder.resolve("sound.raw");
    String file = Path.of(w.workspace().resolve(joined).toUri()).toString();
    List<String> command =
        List.of(
            ffmpeg.toString(),
            "-nostdin",
            "-v",
            "error",
            "-i",
            file,
            "-vn",
            "-af",
            "aresample=async=1:first_pts=0",
            "-ac",
            "1",
            "-ar",
            "8000",
            "-f",
            "s16le",
            raw.toString());
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    int loud = 0;
    while (samples.remaining() >= 2 && Math.abs(samples.getShort()) < 3000) {
      loud++;
    }
    assertThat(loud / 8000.0)
        .as("begin of the tone, s")
        .isBetween(RenderWorkspace.SILENCE - 0.03, RenderWorkspace.SILENCE + 0.03);
    assertThat((loud + samples.remaining() / 2) / 8000.0)
        .as("length of the sound, s")
        .isBetween(0.4, 0.5);
  }
}
