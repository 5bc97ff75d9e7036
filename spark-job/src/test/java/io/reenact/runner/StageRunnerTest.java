package io.reenact.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.stage.CountingStage;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageRunnerTest {
  private final SparkSession spark = LocalSpark.session();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void fresh() {
    CountingStage.CALLS.clear();
    CountingStage.MISBEHAVE.clear();
    workspace = Workspace.at(folder.resolve("w s").toString(), new Configuration());
  }

  private StageSummary run(Stage<?> stage) {
    return run(stage, 0.5);
  }

  private StageSummary run(Stage<?> stage, double maxFailures) {
    Settings settings =
        Settings.defaults()
            .with(
                Json.mapper().valueToTree(Map.of("job", Map.of("max_failures", maxFailures))),
                "test");
    Console console = new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    return new StageRunner(new StageContext(spark, workspace, settings, console)).run(stage);
  }

  private List<Row> rows(String query) {
    Tables.views(spark, workspace);
    return spark.sql(query).collectAsList();
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void publishesWholeUnitsThatPlainReadersOpen() throws IOException {
    StageSummary summary = run(new CountingStage("a", "x", "yy", "zzz"));

    assertThat(summary.done()).isEqualTo(3);
    assertThat(spark.read().parquet(workspace.table(Table.LATENTS).toString()).count())
        .isEqualTo(15);
    assertThat(
            rows("SELECT offset, losses['l1'] FROM latents WHERE cohort = 'yy' AND frame = 3")
                .get(0)
                .getList(0)
                .toString())
        .isEqualTo("[1.0, 3.0, 0.1]");
    Row person = rows("SELECT weights_uri, weights_sha256 FROM persons WHERE cohort = 'x'").get(0);
    try (InputStream in =
        workspace.store(new Configuration()).open(workspace.resolve(person.getString(0)))) {
      assertThat(Hashes.of(in)).isEqualTo(person.getString(1));
    }
    assertThat(rows("SELECT * FROM runs WHERE status = 'done' AND stage = 'invert'")).hasSize(3);
    assertThat(Files.exists(folder.resolve("w s/_staging"))).isTrue();
    assertThat(folder.resolve("w s/_publish")).isEmptyDirectory();
  }

  @Test
  void everyRowNamesAllSettingsThatItWasMadeWith() {
    run(new CountingStage("a", "x", "yy"), 0.5);
    run(new CountingStage("a", "x", "yy", "zzz"), 0.25);

    String of = "(SELECT settings FROM persons WHERE cohort = '%s')";
    assertThat(
            rows("SELECT value, set_by FROM settings WHERE name = 'job.max_failures' AND hash = "
                    + String.format(Locale.ROOT, of, "x"))
                .toString())
        .isEqualTo("[[0.5,test]]");
    assertThat(
            rows("SELECT value FROM settings WHERE name = 'job.max_failures' AND hash = "
                    + String.format(Locale.ROOT, of, "zzz"))
                .toString())
        .isEqualTo("[[0.25]]");
    assertThat(rows("SELECT DISTINCT settings FROM runs")).hasSize(2);
    assertThat(rows("SELECT hash FROM settings GROUP BY hash, kind, name HAVING count(*) > 1"))
        .isEmpty();
    for (String kind : List.of("setting", "version", "model", "machine")) {
      assertThat(rows("SELECT DISTINCT hash FROM settings WHERE kind = '" + kind + "'"))
          .as(kind)
          .hasSize(2);
    }
    assertThat(rows("SELECT DISTINCT name FROM settings WHERE kind = 'setting'"))
        .hasSize(Settings.defaults().all().size());
    assertThat(rows("SELECT DISTINCT device FROM runs").toString()).isEqualTo("[[cpu]]");
    assertThat(rows("SELECT * FROM runs WHERE phases['starting'] > seconds + 0.1")).isEmpty();
    assertThat(rows("SELECT * FROM runs WHERE phases['starting'] IS NULL")).isEmpty();
    // A JVM with Spark in it: over 100 MB, and less than a machine has.
    assertThat(rows("SELECT * FROM runs WHERE memory_bytes BETWEEN 1e8 AND 1e11"))
        .hasSameSizeAs(rows("SELECT * FROM runs"));
  }

  @Test
  void aWorkspaceThatTakesNoRowsShowsBeforeAnyUnitRuns() throws IOException {
    Files.createDirectories(folder.resolve("w s"));
    Files.writeString(folder.resolve("w s/settings"), "a file where a table belongs");

    assertThatThrownBy(() -> run(new CountingStage("a", "x"))).isInstanceOf(UserError.class);
    assertThat(CountingStage.calls("x")).isZero();
  }

  @Test
  void doesNoWorkTwiceAndDuplicatesNothing() {
    run(new CountingStage("a", "x", "yy"));
    StageSummary again = run(new CountingStage("a", "x", "yy", "zzz"));

    assertThat(again.skipped()).isEqualTo(2);
    assertThat(again.done()).isEqualTo(1);
    assertThat(CountingStage.calls("x")).isEqualTo(1);
    assertThat(rows("SELECT cohort, frame FROM latents GROUP BY ALL HAVING count(*) > 1"))
        .isEmpty();
    assertThat(rows("SELECT * FROM latents")).hasSize(15);
    assertThat(rows("SELECT * FROM runs")).hasSize(3);
  }

  @Test
  void newSettingsReplaceRowsOfTheSameSubjectOnly() {
    run(new CountingStage("a", "x", "yy"));
    run(new CountingStage("bbb", "x"));

    assertThat(rows("SELECT DISTINCT offset[0] FROM latents WHERE cohort = 'x'").toString())
        .isEqualTo("[[3.0]]");
    assertThat(rows("SELECT DISTINCT offset[0] FROM latents WHERE cohort = 'yy'").toString())
        .isEqualTo("[[1.0]]");
    assertThat(rows("SELECT * FROM latents")).hasSize(10);
    assertThat(rows("SELECT * FROM persons")).hasSize(2);
  }

  @Test
  void aFailedUnitLeavesALineARowAndNothingElse() throws IOException {
    CountingStage.MISBEHAVE.put("yy", "throw");
    StageSummary summary = run(new CountingStage("a", "x", "yy", "zzz"));

    assertThat(summary.failed()).isEqualTo(1);
    assertThat(said()).contains("invert: yy: IllegalStateException: broken on purpose");
    assertThat(said()).doesNotContain("second line");
    assertThat(rows("SELECT * FROM latents WHERE cohort = 'yy'")).isEmpty();
    assertThat(rows("SELECT error FROM runs WHERE status = 'failed'").get(0).getString(0))
        .contains("broken on purpose");

    CountingStage.MISBEHAVE.clear();
    StageSummary again = run(new CountingStage("a", "x", "yy", "zzz"));
    assertThat(again.done()).isEqualTo(1);
    assertThat(rows("SELECT attempt FROM runs WHERE label = 'yy' ORDER BY attempt").toString())
        .isEqualTo("[[1], [2]]");
    UnitStore units = new UnitStore(workspace, new Configuration());
    UnitKey key = new CountingStage("a", "yy").plan(null).get(0).key();
    assertThat(units.committed("invert", key)).map(Attempt::attempt).contains(2);
  }

  @Test
  void executorsFindTheSameCommitsAsTheDriver() throws IOException {
    CountingStage.MISBEHAVE.putAll(Map.of("yy", "bad", "zzz", "throw"));
    run(new CountingStage("a", "x", "yy", "zzz", "u", "v"));
    UnitStore units = new UnitStore(workspace, new Configuration());
    List<UnitKey> keys =
        new CountingStage("a", "x", "yy", "zzz", "u", "v", "later")
            .plan(null).stream().map(Unit::key).toList();

    Map<String, Packed> byDriver =
        Commits.find(spark.sparkContext(), units, "invert", keys, Integer.MAX_VALUE);
    Map<String, Packed> byExecutors = Commits.find(spark.sparkContext(), units, "invert", keys, 1);
    assertThat(byDriver).hasSize(4);
    assertThat(byExecutors).containsOnlyKeys(byDriver.keySet());
    for (Packed p : byDriver.values()) {
      assertThat(p.attempt()).isEqualTo(1);
      assertThat(p.unpacked())
          .isEqualTo(byExecutors.get(p.unit()).unpacked())
          .isEqualTo(units.committed("invert", new UnitKey(p.unit())).orElseThrow());
    }
    assertThat(byDriver.values())
        .extracting(Packed::status)
        .containsOnlyOnce("bad")
        .contains("done");
  }

  @Test
  void badInputIsKeptAndCounted() {
    CountingStage.MISBEHAVE.put("yy", "bad");
    assertThat(run(new CountingStage("a", "x", "yy", "zzz")).failed()).isEqualTo(1);
    assertThat(run(new CountingStage("a", "x", "yy", "zzz")).failed()).isEqualTo(1);

    assertThat(CountingStage.calls("yy")).isEqualTo(1);
    assertThat(rows("SELECT status FROM runs WHERE label = 'yy'").toString()).isEqualTo("[[bad]]");
  }

  @Test
  void failsPastTheAllowedShareAndWhenNothingSucceeds() {
    CountingStage.MISBEHAVE.putAll(Map.of("x", "user", "yy", "user"));
    assertThatThrownBy(() -> run(new CountingStage("a", "x", "yy", "zzz"), 0.1))
        .isInstanceOf(StageFailed.class)
        .hasMessageContaining("2 of 3 units failed")
        .hasMessageContaining("job.max_failures");
    assertThatThrownBy(() -> run(new CountingStage("a", "x", "yy")))
        .isInstanceOf(StageFailed.class)
        .hasMessageContaining("all 2 units failed");
    assertThat(rows("SELECT * FROM latents WHERE cohort = 'zzz'")).hasSize(5);
  }

  @Test
  void ofFewUnitsOneMayFailUnlessNoneMay() {
    CountingStage.MISBEHAVE.put("x", "user");
    assertThatThrownBy(() -> run(new CountingStage("a", "x", "yy", "zzz"), 0))
        .isInstanceOf(StageFailed.class)
        .hasMessageContaining("1 of 3");
    assertThat(run(new CountingStage("a", "x", "yy", "zzz"), 0.1).failed()).isEqualTo(1);
  }

  @Test
  void equalFailuresAreToldOnceWithTheirCount() {
    CountingStage.MISBEHAVE.putAll(Map.of("x", "user", "yy", "user", "zzz", "bad", "u", "bad"));
    run(new CountingStage("a", "x", "yy", "zzz", "u", "v"), 1);
    assertThat(said().lines().filter(l -> l.contains("no usable frame")))
        .hasSize(2)
        .last()
        .asString()
        .contains(" and 1 more: no usable frame; film the face");
    said.reset();
    CountingStage.MISBEHAVE.clear();
    // What is bad stays bad, and says why again.
    assertThat(run(new CountingStage("a", "x", "yy", "zzz", "u", "v"), 1).failed()).isEqualTo(2);
    assertThat(said().lines().filter(l -> l.contains("the clip shows no face"))).hasSize(2);
  }

  @Test
  void statusStillKnowsWhatEarlierRequestsMade() throws IOException {
    run(new CountingStage("a", "x", "yy", "zzz"));
    CountingStage.MISBEHAVE.put("u", "user");
    assertThatThrownBy(() -> run(new CountingStage("bbb", "u"))).isInstanceOf(StageFailed.class);
    StageStatus status = StageStatus.all(workspace, new Configuration(), List.of()).get(0);
    assertThat(status.planned()).isEqualTo(1);
    assertThat(status.failed()).hasSize(1);
    assertThat(status.earlier()).isEqualTo(3);
    run(new CountingStage("a", "x"));
    status = StageStatus.all(workspace, new Configuration(), List.of()).get(0);
    assertThat(status.failed()).as("of a request that is no more").isEmpty();
    assertThat(status.earlier()).isEqualTo(2);
  }

  @Test
  void statusTellsDoneFailedAndToDo() throws IOException {
    CountingStage.MISBEHAVE.put("yy", "user");
    run(new CountingStage("a", "x", "yy", "zzz"));

    StageStatus status = StageStatus.all(workspace, new Configuration(), List.of()).get(0);
    assertThat(status.stage()).isEqualTo("invert");
    assertThat(status.planned()).isEqualTo(3);
    assertThat(status.done()).isEqualTo(2);
    assertThat(status.reasons()).containsExactly("yy: no usable frame; film the face");
    assertThat(status.earlier()).isZero();
  }
}
