package io.reenact.stage.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.cli.Main;
import io.reenact.console.Console;
import io.reenact.plan.Clip;
import io.reenact.plan.TrackedClip;
import io.reenact.runner.StageContext;
import io.reenact.settings.Settings;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTruthsTest {
  private final SparkSession spark = LocalSpark.session();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);

  @TempDir private Path folder;

  private void run(String... arguments) {
    assertThat(Main.run(console, arguments)).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private CorpusTruths truths() {
    Workspace workspace =
        Workspace.at(
            folder.resolve("workspace").toString(), spark.sparkContext().hadoopConfiguration());
    return new CorpusTruths(new StageContext(spark, workspace, Settings.defaults(), console));
  }

  private static TrackedClip clip(String identity) {
    return new TrackedClip(
        new Clip(identity, "c00", "c00.mp4", null, null), "content", 5, 5, 0.16, null, "unit");
  }

  /** The file of the corpus's table. */
  private Path table() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("corpus/_truth/synth_clips"))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  /** The table as another version had written it, whose people are drawn from other seeds. */
  private void anotherVersion() throws IOException {
    Path file = table();
    Path other = folder.resolve("other");
    spark
        .read()
        .parquet(file.toString())
        .withColumn("person_seed", col("person_seed").plus(1))
        .coalesce(1)
        .write()
        .parquet(other.toString());
    try (Stream<Path> files = Files.list(other)) {
      Path made = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.copy(made, file, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  @Test
  void whatAnotherVersionMadeIsNotComparedWith() throws IOException {
    String corpus = folder.resolve("corpus").toString();
    run("synth", "--out", corpus, "--identities", "2", "--seconds", "0.2", "--size", "64");
    run("index", "--corpus", corpus, "--workspace", folder.resolve("workspace").toString());

    CorpusTruths known = truths();
    assertThat(known.made()).hasSize(1);
    CorpusTruths.Truth truth = known.of(clip("s0001"), clip("s0000"));
    assertThat(truth.source()).isZero();
    assertThat(truth.driver()).isEqualTo(1);
    assertThat(truth.clip()).isZero();
    assertThat(known.of(clip("s0001"), clip("somebody"))).isNull();

    anotherVersion();
    said.reset();
    CorpusTruths unknown = truths();
    assertThat(unknown.made()).isEmpty();
    assertThat(unknown.of(clip("s0001"), clip("s0000"))).isNull();
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("evaluate: the truth of ")
        .contains("is not compared with: it was made by another version, or of another head model")
        .endsWith("s0000 would look otherwise; make the corpus anew with synth");
  }
}
