package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.video.Images;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One picture of a person, through all stages, as source and as driver. */
class StillImageTest {
  @TempDir private Path folder;

  private Job.Outcome run(String stage, Path workspace, String... more) throws IOException {
    Stream<String> command =
        Stream.concat(
            Stream.of(stage, "--workspace", workspace.toString(), "--profile", "quick"),
            Stream.concat(
                Stream.of(more),
                LeastWork.settings().stream().flatMap(s -> Stream.of("--set", s))));
    return Job.run(command.toArray(String[]::new));
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aPictureIsDrivenAndDrives() throws Exception {
    Path samples = Path.of(System.getProperty("reenact.root"), "samples", "corpus");
    Path png = folder.resolve("portrait.png");
    try (VideoReader video =
        VideoReader.open(
            MediaSource.of(InputFiles.uri(samples.resolve("s0002/c00.mp4"))),
            new Configuration())) {
      Files.write(png, Images.png(video.next().image()));
    }
    Path corpus =
        Files.writeString(
            folder.resolve("corpus.csv"),
            String.format(
                Locale.ROOT,
                "identity,clip,uri,start,end\nclip,talk,%s,0,0.3\nstill,portrait,%s,,\n",
                samples.resolve("s0001/c00.mp4"),
                png));
    Path workspace = folder.resolve("workspace");
    for (String stage : List.of("index", "track", "invert")) {
      Job.Outcome done =
          stage.equals("index")
              ? run(stage, workspace, "--corpus", corpus.toString())
              : run(stage, workspace);
      assertThat(done.code()).as(done.said()).isZero();
    }
    assertThat(
            Job.rows(
                workspace,
                "latents",
                "SELECT identity, count(*) FROM latents WHERE identity = 'still' GROUP BY 1"))
        .hasToString("[[still,1]]");

    Job.Outcome reenact =
        run(
            "reenact",
            workspace,
            "--set",
            "reenact.pairs=still:clip,clip:still,still:still",
            "--set",
            "reenact.seconds=0.4",
            "--set",
            "reenact.outputs=comparison");
    assertThat(reenact.code()).as(reenact.said()).isZero();
    List<Row> renders =
        Job.rows(
            workspace,
            "renders",
            "SELECT concat(source, ' by ', driver), frames, uri FROM renders ORDER BY 1");
    assertThat(renders)
        .extracting(r -> r.getString(0))
        .containsExactly("clip by still", "still by clip", "still by still");
    // 0.4 s at 25 frames a second where the driver is a picture, else the clip's own frames.
    assertThat(renders.get(0).getInt(1)).isEqualTo(10);
    assertThat(renders.get(1).getInt(1)).isBetween(7, 8);
    assertThat(renders.get(2).getInt(1)).isEqualTo(10);
    for (Row r : renders) {
      try (VideoReader video =
          VideoReader.open(
              MediaSource.of(InputFiles.uri(workspace.resolve(r.getString(2)))),
              new Configuration())) {
        assertThat(video.info().frames()).isEqualTo(r.getInt(1));
      }
    }
  }
}
