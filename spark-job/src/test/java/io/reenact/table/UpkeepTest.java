package io.reenact.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.publish.PublishLock;
import io.reenact.publish.Publisher;
import io.reenact.publish.Repair;
import io.reenact.publish.Vacuum;
import io.reenact.publish.Verification;
import io.reenact.row.MetricRow;
import io.reenact.row.PersonRow;
import io.reenact.row.TestRows;
import io.reenact.stage.LocalSpark;
import io.reenact.unit.Attempt;
import io.reenact.unit.Attempts;
import io.reenact.unit.Packed;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a workspace whole: one winner a unit, one publisher, verify, vacuum. */
class UpkeepTest {
  private final Configuration conf = new Configuration();
  private final SparkSession spark = LocalSpark.session();
  @TempDir private Path folder;
  private Workspace workspace;
  private UnitStore store;

  @BeforeEach
  void open() throws IOException {
    workspace = Workspace.at(folder.toString(), conf);
    store = new UnitStore(workspace, conf);
  }

  private Attempt write(String cohort, int number) throws IOException {
    UnitKey key = UnitKey.of("invert", 1, Map.of("cohort", cohort));
    UnitWriter writer = store.begin("invert", key, number, null);
    Path local = Files.writeString(folder.resolve("local"), "weights of " + cohort);
    UnitFile weights = writer.file("weights", cohort, "", "bin", local);
    Files.delete(local);
    writer.rows(
        PersonRow.class,
        TestRows.rows(
            PersonRow.class,
            List.of(
                Map.of(
                    "identity",
                    cohort,
                    "cohort",
                    cohort,
                    "weights_uri",
                    weights.path(),
                    "seed",
                    1))));
    return Attempts.done("invert", key, cohort, number, writer.files());
  }

  private List<Attempt> publishTwo() throws IOException {
    List<Attempt> attempts = List.of(store.commit(write("a", 1)), store.commit(write("b", 1)));
    new Publisher(spark, workspace).publish("invert", attempts.stream().map(Packed::of).toList());
    return attempts;
  }

  @Test
  void theFirstOfTwinsCounts() throws Exception {
    List<Attempt> twins = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      twins.add(write("a", i));
    }
    ExecutorService pool = Executors.newFixedThreadPool(twins.size());
    try {
      List<Future<Attempt>> winners = new ArrayList<>();
      for (Attempt twin : twins) {
        winners.add(pool.submit(() -> store.commit(twin)));
      }
      int winner = winners.get(0).get().attempt();
      for (Future<Attempt> w : winners) {
        assertThat(w.get().attempt()).isEqualTo(winner);
      }
      assertThat(store.committed("invert", new UnitKey(twins.get(0).unit())))
          .map(Attempt::attempt)
          .contains(winner);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void onePublisherAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            pool.submit(
                () -> {
                  try (PublishLock lock = PublishLock.take(workspace, store.store())) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    lock.check();
                    inside.decrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(most).hasValue(1);
    assertThat(folder.resolve("_locks")).isEmptyDirectory();
  }

  @Test
  void aDeadPublishersTicketIsRemoved() throws IOException {
    Path dead = folder.resolve("_locks/ticket-000000000001-deadbeef");
    Files.createDirectories(dead.getParent());
    Files.writeString(dead, "deadbeef");
    Files.setLastModifiedTime(
        dead, FileTime.from(Instant.now().minus(PublishLock.LEASE.multipliedBy(2))));
    try (PublishLock lock = PublishLock.take(workspace, store.store())) {
      lock.check();
      assertThat(dead).doesNotExist();
    }
  }

  @Test
  void verifyFindsWhatIsGoneChangedOrTwice() throws IOException {
    List<Attempt> attempts = publishTwo();
    Verification fine = Verification.of(spark, workspace);
    assertThat(fine.problems()).isEmpty();
    assertThat(fine.units()).isEqualTo(2);
    assertThat(fine.files()).isEqualTo(6);

    Path weights = folder.resolve(attempts.get(0).files().get(0).path());
    Files.writeString(weights, "weights of X");
    assertThat(Verification.of(spark, workspace).problems())
        .singleElement()
        .satisfies(p -> assertThat(p).contains("of invert a was changed"));
    Files.delete(weights);
    assertThat(Verification.of(spark, workspace).problems())
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).contains("of invert a is gone"))
        .anySatisfy(p -> assertThat(p).contains("table persons names files/weights/"));
    Files.writeString(weights, "weights of a");
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();

    try (var files = Files.list(folder.resolve("persons"))) {
      Path published = files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
      Files.copy(published, folder.resolve("persons/twice.parquet"));
    }
    assertThat(Verification.of(spark, workspace).problems())
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).contains("twice.parquet was not published"))
        .anySatisfy(p -> assertThat(p).contains("has 2 rows of unit"));
    Files.writeString(folder.resolve("persons/twice.parquet"), "no parquet");
    assertThat(Verification.of(spark, workspace).problems())
        .anySatisfy(p -> assertThat(p).contains("table persons can't be read"));
  }

  @Test
  void aDamagedTableFileIsNamedAndMendedAsItSays() throws IOException {
    List<Attempt> attempts = publishTwo();
    List<Row> before = persons();
    Path persons = folder.resolve("persons");
    Path file;
    try (var files = Files.list(persons)) {
      file = files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    // The name of the program that wrote the file: nothing that readers would notice.
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("parquet-mr");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    String line = "table file persons/" + file.getFileName();
    assertThat(Verification.of(spark, workspace).problems())
        .singleElement()
        .satisfies(
            p ->
                assertThat(p)
                    .startsWith(line + " was changed after it was published: run ./submit.sh"));
    Files.delete(file);
    assertThat(Verification.of(spark, workspace).problems())
        .singleElement()
        .satisfies(p -> assertThat(p).startsWith(line + " is gone"));

    Files.delete(persons);
    new Publisher(spark, workspace).publish("invert", attempts.stream().map(Packed::of).toList());
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
    assertThat(persons()).isEqualTo(before);
  }

  private List<Row> persons() {
    return Tables.orEmpty(spark, workspace, Table.PERSONS).orderBy("identity").collectAsList();
  }

  @Test
  void vacuumLeavesWhatARunTakesOverMeanwhile() throws IOException {
    // Three runs were killed before their commits, a day ago.
    List<Attempt> killed = List.of(write("a", 1), write("b", 1), write("c", 1));
    List<Path> weights = new ArrayList<>();
    for (Attempt attempt : killed) {
      for (UnitFile file : attempt.files()) {
        Path path = folder.resolve(file.path());
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        weights.add(path);
      }
    }
    weights.removeIf(p -> !p.toString().contains("files/weights"));
    Vacuum found = Vacuum.find(workspace, conf, Duration.ofHours(24), System.currentTimeMillis());
    assertThat(found.paths()).hasSize(6);

    // Now a is being done again, and b's own attempt turns out to be alive and commits.
    write("a", 2);
    store.commit(killed.get(1));
    Vacuum removed = found.remove(workspace, conf);

    assertThat(weights.get(0)).hasContent("weights of a");
    assertThat(weights.get(1)).hasContent("weights of b");
    assertThat(weights.get(2)).doesNotExist();
    // Of a and c the rows of the dead attempts, and what c wrote.
    assertThat(removed.paths()).hasSize(3);
    killed
        .get(1)
        .files()
        .forEach(file -> assertThat(folder.resolve(file.path())).as(file.path()).exists());
  }

  @Test
  void aFlippedBitInAResultIsMendedAsVerifySays() throws IOException {
    List<Attempt> attempts = publishTwo();
    List<Row> before = persons();
    Path weights = folder.resolve(attempts.get(0).files().get(0).path());
    byte[] bytes = Files.readAllBytes(weights);
    bytes[3] ^= 1;
    Files.write(weights, bytes);
    String unit = attempts.get(0).unit();
    assertThat(Verification.of(spark, workspace).problems())
        .singleElement()
        .satisfies(
            p -> assertThat(p).contains("run ./submit.sh repair, then the stage invert again"));

    Repair repair = Repair.find(spark, workspace);
    assertThat(repair.steps()).singleElement().asString().contains("unit " + unit);
    assertThat(repair.stages()).containsExactly("invert");
    assertThat(store.committed("invert", new UnitKey(unit))).isPresent();
    repair.mend();
    // Its rows are still there, and nobody knows how many it wrote: only the stage can help.
    assertThat(Verification.of(spark, workspace).problems())
        .singleElement()
        .asString()
        .contains(unit + " of stage invert has no commit record; run the stage again");
    List<Attempt> again = List.of(store.commit(write("a", 1)), attempts.get(1));
    new Publisher(spark, workspace).publish("invert", again.stream().map(Packed::of).toList());
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
    assertThat(persons()).isEqualTo(before);
  }

  @Test
  void repairBringsBackAllRowsOfAllStages() throws IOException {
    publishTwo();
    // A later stage, whose units nobody runs again, and one whose rows newer ones have replaced.
    Publisher publisher = new Publisher(spark, workspace);
    publisher.publish("evaluate", List.of(Packed.of(evaluated("x", 1))));
    publisher.publish("evaluate", List.of(Packed.of(evaluated("x", 2))));
    List<List<Row>> before = rows();

    Files.delete(file("runs"));
    byte[] bytes = Files.readAllBytes(file("persons"));
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("parquet-mr")] ^= 1;
    Files.write(file("persons"), bytes);
    Files.copy(file("metrics"), folder.resolve("metrics/twice.parquet"));
    assertThat(Verification.of(spark, workspace).problems())
        .isNotEmpty()
        .allMatch(p -> p.contains("./submit.sh repair"));
    Repair repair = Repair.find(spark, workspace);
    assertThat(repair.steps())
        .hasSize(3)
        .anySatisfy(s -> assertThat(s).startsWith("runs/").contains("is gone"))
        .anySatisfy(s -> assertThat(s).startsWith("persons/").contains("was changed"))
        .anySatisfy(s -> assertThat(s).startsWith("metrics/twice.parquet"));
    repair.mend();
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void aFolderThatIsGoneComesBackWithTheRowsOfEveryStageThatRuns() throws IOException {
    List<Packed> invert = publishTwo().stream().map(Packed::of).toList();
    List<Packed> evaluate = List.of(Packed.of(evaluated("x", 2)));
    Publisher publisher = new Publisher(spark, workspace);
    publisher.publish("evaluate", evaluate);
    List<List<Row>> before = rows();

    store.store().delete(workspace.table(Table.RUNS));
    publisher.publish("invert", invert);
    publisher.publish("evaluate", evaluate);
    assertThat(rows()).isEqualTo(before);
    assertThat(publisher.publish("invert", invert)).isEmpty();
  }

  private Attempt evaluated(String item, int value) throws IOException {
    return evaluated(item, value, Instant.now());
  }

  private Attempt evaluated(String item, int value, Instant started) throws IOException {
    UnitKey key = UnitKey.of("evaluate", 1, Map.of("item", item, "value", value));
    UnitWriter writer = store.begin("evaluate", key, 1, null);
    writer.rows(
        MetricRow.class,
        List.of(new MetricRow(item, "m", (double) value, null, null, null, null, null)).iterator());
    return store.commit(
        Attempts.of("evaluate", key, item, 1, Attempt.DONE, started, writer.files()));
  }

  private Path file(String table) throws IOException {
    try (var files = Files.list(folder.resolve(table))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow();
    }
  }

  private List<List<Row>> rows() {
    List<List<Row>> all = new ArrayList<>();
    for (Table table : List.of(Table.PERSONS, Table.METRICS, Table.RUNS)) {
      all.add(Tables.orEmpty(spark, workspace, table).orderBy(Table.UNIT).collectAsList());
    }
    return all;
  }

  @Test
  void vacuumRemovesOrphansAndNothingElse() throws IOException {
    List<Attempt> attempts = publishTwo();
    String unit = "_units/invert/" + attempts.get(0).unit();
    List<String> orphans =
        List.of(
            unit + "/7-0123abcd/persons.jsonl.gz",
            unit + "/checkpoint/tuning",
            unit + "/.commit.json.0123abcd",
            "_units/invert/0123456789abcdef0123456789abcdef/checkpoint/tuning",
            "files/weights/lost-0123456789ab.bin",
            "_staging/20250101-x/persons/part.parquet");
    for (String orphan : orphans) {
      Path file = folder.resolve(orphan);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "orphan");
    }
    long now = System.currentTimeMillis() + 1000;
    assertThat(Vacuum.find(workspace, conf, Duration.ofHours(1), now).paths()).isEmpty();
    Vacuum found = Vacuum.find(workspace, conf, Duration.ZERO, now);
    assertThat(found.paths()).hasSize(6);
    assertThat(found.bytes()).isEqualTo(36);
    assertThat(found.remove(workspace, conf)).isEqualTo(found);
    for (String orphan : orphans) {
      assertThat(folder.resolve(orphan)).doesNotExist();
    }
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
    assertThat(Vacuum.find(workspace, conf, Duration.ZERO, now).paths()).isEmpty();
  }

  /** As after SIGSTOP and SIGCONT: the unit was done again, published and vacuumed meanwhile. */
  @Test
  void anAttemptThatWakesAfterItsUnitWasDoneAgainChangesNothing() throws IOException {
    Attempt stopped = write("a", 1);
    Attempt winner = store.commit(write("a", 2));
    Publisher publisher = new Publisher(spark, workspace);
    publisher.publish("invert", List.of(Packed.of(winner)));
    Vacuum.find(workspace, conf, Duration.ZERO, System.currentTimeMillis() + 1000)
        .remove(workspace, conf);
    List<Row> before = persons();
    assertThat(folder.resolve(stopped.files().get(1).path())).doesNotExist();

    assertThat(store.commit(stopped)).isEqualTo(winner);
    assertThat(publisher.publish("invert", List.of(Packed.of(winner)))).isEmpty();
    assertThat(persons()).isEqualTo(before);
    // It may as well wake before its rows are written, or fail for want of what is gone.
    assertThat(store.commit(write("a", 3))).isEqualTo(winner);
    assertThat(publisher.publish("invert", List.of(Packed.of(winner)))).isEmpty();
    assertThat(persons()).isEqualTo(before);
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
  }

  @Test
  void nothingIsCommittedThatIsGone() throws IOException {
    Attempt attempt = write("a", 1);
    Files.delete(folder.resolve(attempt.files().get(0).path()));
    assertThatThrownBy(() -> store.commit(attempt)).isInstanceOf(NoSuchFileException.class);
    assertThat(store.committed("invert", new UnitKey(attempt.unit()))).isEmpty();
  }

  @Test
  void settingsChangedThereAndBackGiveTheRowsOfTheLastRun() throws IOException {
    Publisher publisher = new Publisher(spark, workspace);
    Packed one = Packed.of(evaluated("x", 1));
    Packed two = Packed.of(evaluated("x", 2));
    for (Packed packed : List.of(one, two, one)) {
      publisher.publish("evaluate", List.of(packed));
      assertThat(Tables.orEmpty(spark, workspace, Table.METRICS).select(Table.UNIT).collectAsList())
          .singleElement()
          .asString()
          .contains(packed.unit());
    }
    assertThat(publisher.publish("evaluate", List.of(one))).isEmpty();
  }

  @Test
  void repairTakesTheLastPlanWhereAClockWasSetBack() throws IOException {
    Publisher publisher = new Publisher(spark, workspace);
    publisher.publish("evaluate", List.of(Packed.of(evaluated("x", 1, Instant.now()))));
    Attempt later = evaluated("x", 2, Instant.now().minus(Duration.ofHours(1)));
    Plans.write(
        workspace, store.store(), "evaluate", List.of(new Plans.Planned(later.unit(), "x", 1)));
    publisher.publish("evaluate", List.of(Packed.of(later)));
    List<List<Row>> before = rows();
    Files.delete(file("metrics"));
    Repair.find(spark, workspace).mend();
    assertThat(rows()).isEqualTo(before);
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
  }

  /** A run takes over what a killed one left long ago, while vacuum removes what is old. */
  @Test
  void vacuumAndARunAtTheSameTime() throws Exception {
    List<Packed> ended = new ArrayList<>();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    for (int i = 0; i < 15; i++) {
      for (UnitFile left : write("c" + i, 1).files()) {
        Files.setLastModifiedTime(folder.resolve(left.path()), old);
      }
    }
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> vacuum =
          pool.submit(
              () -> {
                int removed = 0;
                while (!Thread.currentThread().isInterrupted() && removed < 30) {
                  long now = System.currentTimeMillis();
                  Vacuum found = Vacuum.find(workspace, conf, Duration.ofDays(1), now);
                  removed += found.remove(workspace, conf).paths().size();
                  if (found.paths().isEmpty()) {
                    return removed;
                  }
                }
                return removed;
              });
      for (int i = 0; i < 15; i++) {
        ended.add(Packed.of(done("c" + i)));
      }
      assertThat(vacuum.get()).isPositive();
    } finally {
      pool.shutdownNow();
    }
    new Publisher(spark, workspace).publish("invert", ended);
    assertThat(Verification.of(spark, workspace).problems()).isEmpty();
    assertThat(persons()).hasSize(15);
  }

  /** As a task does a unit: one whose file went away meanwhile fails, and is tried again. */
  private Attempt done(String cohort) throws IOException {
    for (int number = 2; ; number++) {
      try {
        return store.commit(write(cohort, number));
      } catch (NoSuchFileException | FileNotFoundException e) {
        assertThat(number).isLessThan(5);
      }
    }
  }
}
