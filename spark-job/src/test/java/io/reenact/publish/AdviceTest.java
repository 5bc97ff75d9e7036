package io.reenact.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.error.UserError;
import io.reenact.row.PersonRow;
import io.reenact.row.TestRows;
import io.reenact.stage.LocalSpark;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Attempts;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does what verify says, whatever was damaged, ends with a clean verify and all rows. */
class AdviceTest {
  private static final int ROUNDS = 4;
  private static final List<String> COHORTS = List.of("a", "b");
  private static final Pattern FILE =
      Pattern.compile("record (\\S+\\.json) is damaged.*delete that file");
  private static final Pattern UNIT =
      Pattern.compile("record (\\S+)/commit\\.json is damaged.*delete that unit's folder");
  private static final Pattern STAGE = Pattern.compile("stage (\\w+ )?again");

  private final Configuration conf = new Configuration();
  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path folder;
  private Workspace workspace;
  private UnitStore store;

  /** Something to do to a file. */
  private interface Harm {
    void to(Path file) throws IOException;
  }

  /** What may happen to a workspace. */
  enum Damage {
    TABLE_FILE_GONE("persons/.*parquet", Files::delete),
    TABLE_FILE_CHANGED("persons/.*parquet", Damage::flip),
    TABLE_FILE_UNREADABLE("persons/.*parquet", f -> Files.writeString(f, "no parquet")),
    TABLE_FILE_TWICE(
        "persons/.*parquet", f -> Files.copy(f, f.resolveSibling("copy.zstd.parquet"))),
    RUNS_GONE("runs/.*parquet", Files::delete),
    RUNS_UNREADABLE("runs/.*parquet", f -> Files.writeString(f, "no parquet")),
    RESULT_GONE("files/weights/.*", Files::delete),
    RESULT_CHANGED("files/weights/.*", Damage::flip),
    ROWS_GONE("_units/.*/persons\\.jsonl\\.gz", Files::delete),
    ROWS_CHANGED("_units/.*/persons\\.jsonl\\.gz", Damage::flip),
    COMMIT_CUT_SHORT("_units/.*/commit\\.json", f -> Files.writeString(f, "{\"stage\": \"inv")),
    COMMIT_OF_ANOTHER("_units/.*/commit\\.json", f -> Files.writeString(f, "{\"stage\": \"x\"}")),
    RECORD_GONE("_published/persons/.*json", Files::delete),
    RECORD_DAMAGED("_published/persons/.*json", f -> Files.writeString(f, "{\"path\": 1}"));

    private final Pattern file;
    private final Harm harm;

    Damage(String file, Harm harm) {
      this.file = Pattern.compile(file);
      this.harm = harm;
    }

    private static void flip(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }

    void on(Path folder) throws IOException {
      try (Stream<Path> all = Files.walk(folder)) {
        Path first =
            all.filter(Files::isRegularFile)
                .filter(f -> file.matcher(folder.relativize(f).toString()).matches())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        harm.to(first);
      }
    }
  }

  @BeforeEach
  void open() throws IOException {
    workspace = Workspace.at(folder.toString(), conf);
    store = new UnitStore(workspace, conf);
    runStage();
  }

  /** Does the units that are not done, and publishes. */
  private void runStage() throws IOException {
    List<Packed> ended = new ArrayList<>();
    for (String cohort : COHORTS) {
      UnitKey key = UnitKey.of("invert", 1, Map.of("cohort", cohort));
      if (store.committed("invert", key).isEmpty()) {
        commit(cohort, key, store.state("invert", key).attempts() + 1);
      }
      ended.add(Packed.of(store.committed("invert", key).orElseThrow()));
    }
    new Publisher(spark, workspace).publish("invert", ended);
  }

  private void commit(String cohort, UnitKey key, int number) throws IOException {
    UnitWriter writer = store.begin("invert", key, number, null);
    Path local = Files.writeString(folder.resolve("local"), "weights of " + cohort);
    UnitFile weights = writer.file("weights", cohort, "", "bin", local);
    Files.delete(local);
    Map<String, Object> row =
        Map.of("identity", cohort, "cohort", cohort, "weights_uri", weights.path(), "seed", 1);
    writer.rows(PersonRow.class, TestRows.rows(PersonRow.class, List.of(row)));
    store.commit(Attempts.done("invert", key, cohort, number, writer.files()));
  }

  private List<Row> persons() {
    return Tables.orEmpty(spark, workspace, Table.PERSONS).orderBy("identity").collectAsList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TABLE_FILE_GONE RESULT_CHANGED RUNS_GONE RECORD_GONE",
        "TABLE_FILE_UNREADABLE ROWS_GONE RUNS_UNREADABLE RESULT_GONE",
        "TABLE_FILE_TWICE COMMIT_CUT_SHORT RECORD_DAMAGED",
        "TABLE_FILE_CHANGED ROWS_CHANGED COMMIT_OF_ANOTHER"
      })
  void followedToTheEndItLeadsToACleanVerify(String damages) throws IOException {
    List<Row> before = persons();
    for (String damage : damages.split(" ")) {
      Damage.valueOf(damage).on(folder);
    }
    List<String> said = problems();
    assertThat(said).as("what verify finds").isNotEmpty();
    for (int round = 0; round < ROUNDS && !said.isEmpty(); round++) {
      Optional<String> refused = follow(said);
      said = refused.isPresent() ? List.of(refused.get()) : problems();
    }
    assertThat(said).isEmpty();
    assertThat(persons()).isEqualTo(before);
    assertThat(Tables.orEmpty(spark, workspace, Table.RUNS).select(Table.UNIT).distinct().count())
        .isEqualTo(COHORTS.size());
  }

  private List<String> problems() throws IOException {
    try {
      return Verification.of(spark, workspace).problems();
    } catch (UserError e) {
      return List.of(e.getMessage());
    }
  }

  /**
   * Does what the lines say, and nothing that none of them says.
   *
   * @return what repair said if it refused
   */
  private Optional<String> follow(List<String> lines) throws IOException {
    boolean repair = false;
    boolean stage = false;
    for (String line : lines) {
      Matcher unit = UNIT.matcher(line);
      Matcher file = FILE.matcher(line);
      if (unit.find()) {
        store.store().delete(new org.apache.hadoop.fs.Path(unit.group(1)));
        stage = true;
      } else if (file.find()) {
        store.store().delete(new org.apache.hadoop.fs.Path(file.group(1)));
      }
      repair |= line.contains("./submit.sh repair");
      stage |= STAGE.matcher(line).find();
      assertThat(repair || stage).as("advice: %s", line).isTrue();
    }
    if (repair) {
      try {
        Publisher.recover(workspace, conf);
        Repair mending = Repair.find(spark, workspace);
        mending.mend();
        // As the command says it in the end.
        stage |= !mending.stages().isEmpty();
      } catch (UserError e) {
        return Optional.of(e.getMessage());
      }
    }
    if (stage) {
      runStage();
    }
    return Optional.empty();
  }
}
