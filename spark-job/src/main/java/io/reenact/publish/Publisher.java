package io.reenact.publish;

import static io.reenact.row.Columns.name;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;

import io.reenact.error.UserError;
import io.reenact.row.Columns;
import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Ids;
import io.reenact.text.Json;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitRows;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Turns rows of committed units into published, compacted Parquet.
 *
 * <p>A publication writes new files of all its tables under {@code _staging}, records what it is
 * about to do under {@code _publish}, and only then moves the files to their tables, all within
 * moments of each other. Published files never change. A publication that was cut short before the
 * record had no effect; one that was cut short after it is finished by {@link #recover}, which
 * every command that writes calls first. So it works the same on file systems that rename and on
 * object stores that don't, and a reader of the folder never sees half of a unit, nor one twice.
 * Rows of a subject (a clip, a cohort) that was computed anew replace its older rows: the files
 * that hold those are rewritten without them, all others stay.
 */
public final class Publisher {
  private static final long BYTES_A_FILE = 256L << 20;
  private static final String PUBLISHED = "-published.json";
  private static final String UNIT = Table.UNIT;

  /** A column of queries here: the file that a row came from. */
  private static final String FILE = "_file";

  private record Counted(String batch, long rows) {}

  private record Begun(String batch, Instant started) {}

  private final SparkSession spark;
  private final Configuration conf;
  private final Workspace workspace;
  private final Store store;
  private final Intents intents;
  private final Consumer<String> tell;

  /**
   * @throws IOException if the workspace's file system can't be reached
   */
  public Publisher(SparkSession spark, Workspace workspace) throws IOException {
    this(spark, workspace, line -> {});
  }

  /**
   * @param tell hears a line where it has to wait for another driver
   * @throws IOException if the workspace's file system can't be reached
   */
  public Publisher(SparkSession spark, Workspace workspace, Consumer<String> tell)
      throws IOException {
    this.tell = tell;
    this.spark = spark;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.workspace = workspace;
    this.store = workspace.store(conf);
    this.intents = new Intents(workspace, store);
  }

  /**
   * Finishes publications that were cut short. Only commands that write call it.
   *
   * @throws UserError if a record is damaged or not this job's
   */
  public static void recover(Workspace workspace, Configuration conf) throws IOException {
    recover(workspace, conf, line -> {});
  }

  /** The same; {@code tell} hears a line where it has to wait for another driver. */
  public static void recover(Workspace workspace, Configuration conf, Consumer<String> tell)
      throws IOException {
    Store store = workspace.store(conf);
    Intents intents = new Intents(workspace, store);
    if (intents.files().isEmpty()) {
      return;
    }
    try (PublishLock lock = PublishLock.take(workspace, store, tell)) {
      lock.check();
      intents.finish();
    }
  }

  /**
   * Whether publications were cut short, so that tables may lack rows until a writing command
   * finishes them. Changes nothing.
   */
  public static boolean unfinished(Workspace workspace, Configuration conf) throws IOException {
    return !new Intents(workspace, workspace.store(conf)).files().isEmpty();
  }

  /**
   * Makes the rows of these ended attempts visible, if they are not.
   *
   * @param stage whose they are
   * @param attempts committed ones give their rows; all give a row in {@link Table#RUNS}
   * @return rows published now, by table; tables without new rows are left out
   */
  public Map<Table, Long> publish(String stage, Collection<Packed> attempts) throws IOException {
    return publish(stage, attempts, (done, of, what) -> {});
  }

  /** The same, telling how far it is. */
  public Map<Table, Long> publish(String stage, Collection<Packed> attempts, Listener listener)
      throws IOException {
    try (PublishLock lock = PublishLock.take(workspace, store, tell)) {
      intents.finish();
      return publish(stage, attempts, lock, listener);
    }
  }

  /** Hears how far a publication is. */
  public interface Listener {
    /**
     * @param done steps
     * @param of steps in all
     * @param what is being done
     */
    void at(int done, int of, String what);
  }

  private Map<Table, Long> publish(
      String stage, Collection<Packed> attempts, PublishLock lock, Listener listener)
      throws IOException {
    Ids ids = new Ids();
    Set<Table> tables = EnumSet.noneOf(Table.class);
    for (Packed packed : attempts) {
      Attempt attempt = packed.unpacked();
      for (Table table : Table.values()) {
        if (UnitRows.batch(attempt, table).isPresent()) {
          tables.add(table);
        }
      }
      ids.add(packed.unit() + "/" + packed.attempt() + "/" + attempt.started());
    }
    byte[] mark = mark(ids, tables);
    Path marker = new Path(workspace.plans(), stage + PUBLISHED);
    if (unchanged(marker, mark, tables)) {
      return Map.of();
    }
    String generation = generation();
    Set<String> again = computedAgain(attempts);
    List<String> removes = new ArrayList<>();
    List<Intent.Move> adds = new ArrayList<>();
    Map<Table, Long> published = new LinkedHashMap<>();
    int done = 0;
    for (Table table : tables) {
      listener.at(done++, tables.size() + 1, "publishing " + table.folder());
      stage(table, attempts, again, generation, removes, adds)
          .ifPresent(rows -> published.put(table, rows));
    }
    listener.at(done, tables.size() + 1, "publishing");
    intents.carryOut(generation, removes, adds, lock);
    store.writeAtomic(marker, mark(ids, tables));
    return published;
  }

  /**
   * Takes all rows of some units out of the tables, as a publication of what stays.
   *
   * @return rows taken out, by table; tables without such rows are left out
   */
  Map<Table, Long> withdraw(Collection<String> units) throws IOException {
    try (PublishLock lock = PublishLock.take(workspace, store, tell)) {
      intents.finish();
      Dataset<Row> named = spark.createDataset(List.copyOf(units), Encoders.STRING()).toDF(UNIT);
      String generation = generation();
      List<String> removes = new ArrayList<>();
      List<Intent.Move> adds = new ArrayList<>();
      Map<Table, Long> gone = new LinkedHashMap<>();
      for (Table table : Table.values()) {
        Optional<Dataset<Row>> old = Tables.published(spark, workspace, table);
        List<Path> touched =
            old.map(rows -> files(table, rows, named, new String[] {UNIT})).orElse(List.of());
        if (!touched.isEmpty()) {
          Dataset<Row> rows = Tables.files(spark, table, touched);
          gone.put(table, rows.join(named, new String[] {UNIT}, "left_semi").count());
          Dataset<Row> kept = rows.join(named, new String[] {UNIT}, "left_anti");
          kept =
              kept.select(
                  Arrays.stream(table.schema().fieldNames())
                      .map(c -> col(c))
                      .toArray(Column[]::new));
          if (!kept.isEmpty()) {
            write(table, kept, touched.size(), generation, adds);
          }
          touched.forEach(file -> removes.add(workspace.relative(file)));
        }
      }
      // Units that are computed again have the same names: their rows must count as new.
      for (FileStatus file : store.list(workspace.plans())) {
        if (file.getPath().getName().endsWith(PUBLISHED)) {
          store.delete(file.getPath());
        }
      }
      intents.carryOut(generation, removes, adds, lock);
      return gone;
    }
  }

  private static String generation() {
    return Instant.now().toString().replaceAll("[^0-9]", "").substring(0, 14)
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /** The files of a table that hold rows which agree with some of {@code which}. */
  private List<Path> files(Table table, Dataset<Row> rows, Dataset<Row> which, String[] columns) {
    Path folder = workspace.table(table);
    return rows
        .withColumn(FILE, input_file_name())
        .join(which, columns, "left_semi")
        .select(col(FILE))
        .distinct()
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .map(file -> new Path(folder, new Path(URI.create(file)).getName()))
        .toList();
  }

  /**
   * Sets damaged files aside and publishes what the tables then lack.
   *
   * @param attempts all that ended, of every stage, the newest last
   */
  Map<Table, Long> repair(PublishedFiles.Damage damage, List<Packed> attempts) throws IOException {
    try (PublishLock lock = PublishLock.take(workspace, store, tell)) {
      intents.finish();
      String generation = generation();
      PublishedFiles files = new PublishedFiles(workspace, store);
      for (List<String> paths : List.of(damage.changed(), damage.unknown())) {
        for (String path : paths) {
          // Their records stay until the rows are published again: a kill here leaves a file that
          // is gone, which verify finds.
          store.move(intents.inside(path), new Path(new Path(workspace.aside(), generation), path));
        }
      }
      List<String> removes = new ArrayList<>();
      List<Intent.Move> adds = new ArrayList<>();
      Map<Table, Long> published = new LinkedHashMap<>();
      for (Table table : Table.values()) {
        restore(table, attempts, generation, removes, adds)
            .ifPresent(rows -> published.put(table, rows));
      }
      intents.carryOut(generation, removes, adds, lock);
      for (String path : damage.gone()) {
        files.remove(path);
      }
      for (String path : damage.changed()) {
        files.remove(path);
      }
      return published;
    }
  }

  private Optional<Long> restore(
      Table table,
      List<Packed> attempts,
      String generation,
      List<String> removes,
      List<Intent.Move> adds)
      throws IOException {
    Optional<Dataset<Row>> old = Tables.published(spark, workspace, table);
    Map<String, Long> there = batches(table, old);
    List<Packed> candidates = new ArrayList<>();
    long bytes = 0;
    for (Packed attempt : attempts) {
      Optional<UnitRows.Batch> batch = attempt.batch(table);
      if (batch.isPresent() && there.getOrDefault(batch.get().id(), 0L) < batch.get().rows()) {
        candidates.add(attempt);
        bytes += batch.get().bytes();
      }
    }
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> lacking =
        Lacking.rows(spark, workspace, table, Tables.orEmpty(spark, workspace, table), candidates);
    long count = lacking.count();
    if (count == 0) {
      return Optional.empty();
    }
    if (old.isEmpty()) {
      begin(table);
    }
    replace(table, old, lacking, bytes, generation, removes, adds);
    return Optional.of(count);
  }

  /** How many rows of each batch there are. */
  private static Map<String, Long> batches(Table table, Optional<Dataset<Row>> old) {
    Map<String, Long> there = new HashMap<>();
    old.ifPresent(
        rows ->
            RowCodec.of(Counted.class)
                .list(
                    rows.groupBy(batchId(table).as(name(Counted::batch)))
                        .agg(count(lit(1)).as(name(Counted::rows))))
                .forEach(row -> there.put(row.batch(), row.rows())));
    return there;
  }

  /**
   * The units that were computed again, under the same number of attempt, since their rows were
   * published. What they wrote may be named otherwise.
   */
  private Set<String> computedAgain(Collection<Packed> attempts) {
    Map<String, Instant> started = new HashMap<>();
    Tables.published(spark, workspace, Table.RUNS)
        .ifPresent(
            runs ->
                RowCodec.of(Begun.class)
                    .list(
                        runs.select(
                                batchId(Table.RUNS).as(name(Begun::batch)),
                                Columns.col(RunRow::started))
                            .na()
                            .drop())
                    .forEach(r -> started.put(r.batch(), r.started())));
    Set<String> again = new HashSet<>();
    for (Packed packed : attempts) {
      Instant before = started.get(packed.unit() + "/" + packed.attempt());
      if (before != null
          && !before.equals(
              Instant.parse(packed.unpacked().started()).truncatedTo(ChronoUnit.MICROS))) {
        again.add(packed.unit());
      }
    }
    return again;
  }

  /** A table that has no files begins anew, and every stage has to look what it lacks. */
  private void begin(Table table) throws IOException {
    store.writeAtomic(epoch(table), UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    new PublishedFiles(workspace, store).clear(table);
  }

  private Path epoch(Table table) {
    return new Path(workspace.published(), table.folder() + ".epoch");
  }

  /** Tells what is published now by these attempts to these tables from anything else. */
  private byte[] mark(Ids ids, Set<Table> tables) throws IOException {
    Map<String, String> epochs = new TreeMap<>();
    for (Table table : tables) {
      epochs.put(
          table.folder(),
          store
              .readIfThere(epoch(table))
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .orElse(""));
    }
    return Json.bytes(Map.of("published", ids.hash(), "tables", epochs));
  }

  /** Whether the very same attempts were the last ones published, and the tables are there. */
  private boolean unchanged(Path marker, byte[] mark, Set<Table> tables) throws IOException {
    for (Table table : tables) {
      if (!Tables.exists(store, workspace, table)
          || new PublishedFiles(workspace, store).lacks(table)) {
        return false;
      }
    }
    return store.readIfThere(marker).filter(last -> Arrays.equals(last, mark)).isPresent();
  }

  private Optional<Long> stage(
      Table table,
      Collection<Packed> attempts,
      Set<String> again,
      String generation,
      List<String> removes,
      List<Intent.Move> adds)
      throws IOException {
    Optional<Dataset<Row>> old = Tables.published(spark, workspace, table);
    Map<String, Long> there = batches(table, old);
    List<Packed> fresh = new ArrayList<>();
    long count = 0;
    long bytes = 0;
    for (Packed attempt : attempts) {
      Optional<UnitRows.Batch> batch = attempt.batch(table);
      if (batch.isPresent()
          && (again.contains(attempt.unit())
              || there.getOrDefault(batch.get().id(), 0L) < batch.get().rows())) {
        fresh.add(attempt);
        count += batch.get().rows();
        bytes += batch.get().bytes();
      }
    }
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    if (old.isEmpty()) {
      begin(table);
    }
    replace(
        table,
        old,
        UnitRows.read(spark, workspace, table, fresh),
        bytes,
        generation,
        removes,
        adds);
    return Optional.of(count);
  }

  /** Stages rows, and what else the files hold whose rows of the same subjects they replace. */
  private void replace(
      Table table,
      Optional<Dataset<Row>> old,
      Dataset<Row> fresh,
      long bytes,
      String generation,
      List<String> removes,
      List<Intent.Move> adds)
      throws IOException {
    Dataset<Row> rows = fresh;
    if (old.isPresent()) {
      Column[] subject = table.subject().stream().map(c -> col(c)).toArray(Column[]::new);
      Dataset<Row> subjects = rows.select(subject).distinct();
      String[] names = table.subject().toArray(String[]::new);
      List<Path> touched = files(table, old.get(), subjects, names);
      if (!touched.isEmpty()) {
        Dataset<Row> kept = Tables.files(spark, table, touched).join(subjects, names, "left_anti");
        rows = rows.unionByName(kept);
        touched.forEach(file -> removes.add(workspace.relative(file)));
      }
    }
    int parts = (int) Math.max(1, Math.min(10_000, 3 * bytes / BYTES_A_FILE));
    write(table, rows, parts, generation, adds);
  }

  /** Writes rows to files that are to be added to their table. */
  private void write(
      Table table, Dataset<Row> rows, int parts, String generation, List<Intent.Move> adds)
      throws IOException {
    Path staging = new Path(workspace.staging(generation), table.folder());
    write(table, rows, parts, staging);
    int part = 0;
    for (StagedFiles.Staged file : StagedFiles.of(store, staging)) {
      String to = String.format(Locale.ROOT, "%s-%05d.zstd.parquet", generation, part++);
      adds.add(
          new Intent.Move(
              workspace.relative(new Path(staging, file.name())),
              workspace.relative(new Path(workspace.table(table), to)),
              file.sha256()));
    }
  }

  private void write(Table table, Dataset<Row> rows, int parts, Path to) {
    Column[] order = table.order().stream().map(c -> col(c)).toArray(Column[]::new);
    Dataset<Row> sorted =
        parts == 1
            ? rows.coalesce(1).sortWithinPartitions(order)
            : rows.repartitionByRange(parts, order).sortWithinPartitions(order);
    DataFrameWriter<Row> writer = sorted.write().option("compression", "zstd");
    for (String vector : table.vectors()) {
      writer = writer.option("parquet.enable.dictionary#" + vector + ".list.element", "false");
    }
    String committer = SQLConf.FILE_COMMIT_PROTOCOL_CLASS().key();
    String usual = spark.conf().get(committer);
    spark.conf().set(committer, StagedFiles.class.getName());
    try {
      writer.parquet(to.toString());
    } finally {
      spark.conf().set(committer, usual);
    }
  }

  private static Column batchId(Table table) {
    return concat_ws("/", table.batch().stream().map(c -> col(c)).toArray(Column[]::new));
  }
}
