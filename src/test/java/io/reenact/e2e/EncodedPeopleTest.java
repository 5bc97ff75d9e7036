package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People without optimisation, through the job: each alone, all in one latent space. */
@Tag("draws")
class EncodedPeopleTest {
  @TempDir private Path folder;

  private Job.Outcome run(String stage, String... more) throws IOException {
    Stream<String> command =
        Stream.concat(
            Stream.of(
                stage,
                "--workspace",
                folder.resolve("workspace").toString(),
                "--profile",
                "quick",
                "--set",
                "inversion.lift_frames=2",
                "--set",
                "inversion.lift_rounds=4",
                "--set",
                "inversion.analysis_steps=1",
                "--set",
                "inversion.pivot_steps=3"),
            Stream.of(more));
    return Job.run(command.toArray(String[]::new));
  }

  /** Clips as identity/name, or identity/name/strategy. */
  private void corpus(String... clips) throws IOException {
    StringBuilder rows = new StringBuilder("identity,clip,uri,start,end,strategy\n");
    for (String c : clips) {
      String[] name = c.split("/");
      rows.append(name[0])
          .append(',')
          .append(name[1])
          .append(',')
          .append(Path.of(System.getProperty("reenact.root"), "samples/corpus", name[0], "c00.mp4"))
          .append(name[1].equals("talk") ? ",0,0.2," : ",0.2,0.3,")
          .append(name.length > 2 ? name[2] : "")
          .append("\n");
    }
    Path file = Files.writeString(folder.resolve("corpus.csv"), rows);
    for (String stage : List.of("index", "track")) {
      Job.Outcome done =
          stage.equals("index") ? run(stage, "--corpus", file.toString()) : run(stage);
      assertThat(done.code()).as(done.said()).isZero();
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whoAndWhatComesLaterCostsItsOwnFramesOnly() throws Exception {
    corpus("s0001/talk");
    Job.Outcome one = run("invert", "--set", "inversion.strategy=encode");
    assertThat(one.code()).as(one.said()).isZero();
    assertThat(one.said()).contains("1 encoded, each person alone");

    // What a manifest asks for is what the setting would have done.
    corpus("s0001/talk/encode", "s0001/more", "s0002/talk/pivot");
    Job.Outcome two = run("invert");
    assertThat(two.code()).as(two.said()).isZero();
    assertThat(two.said()).contains("1 encoded, each person alone, 1 tuned around a pivot");
    assertThat(two.said()).as("clips").contains("1 done, 1 done before, 0 failed");
    assertThat(two.said()).as("people").contains("2 done, 2 done before, 0 failed");
    Path workspace = folder.resolve("workspace");
    List<Row> persons =
        Job.rows(
            workspace,
            "persons",
            "SELECT count(*), count(distinct cohort), count(distinct weights_uri),"
                + " sort_array(collect_set(strategy)), sum(given), max(steps) FROM persons");
    assertThat(persons).hasToString("[[2,1,2,ArraySeq(encode, pivot),13,3]]");
    assertThat(Job.rows(workspace, "latents", "SELECT min(psnr) > 20 FROM latents"))
        .hasToString("[[true]]");

    Job.Outcome reenact = run("reenact", "--set", "reenact.pairs=s0001:s0002");
    assertThat(reenact.code()).as(reenact.said()).isZero();
    assertThat(reenact.said()).contains("1 done, 0 done before, 0 failed");
  }
}
