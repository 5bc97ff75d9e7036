package io.reenact.prototype;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import com.sun.management.OperatingSystemMXBean;
import io.reenact.publish.Publisher;
import io.reenact.row.MetricRow;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A prototype beside docs/design/table-format.md, not part of any build: the rows of units, one
 * commit a unit, in the tables metrics and runs by our publication, Iceberg or Delta. README.md
 * beside it says how to run it.
 *
 * <p>Arguments: ours, iceberg or delta; the folder or bucket; the first unit's number; how many
 * units; a unit to replace at the end, or nothing. {@code -Dprototype.merge=true} replaces each
 * unit's rows instead of appending them. With {@code -} in place of the first unit it does what
 * lines of its input say: {@code append FIRST UNITS}, {@code replace FIRST UNITS VERSION}, {@code
 * look}.
 *
 * <p>{@link Drivers} runs several at once and kills them.
 */
public final class TableFormats {
  private static final int ROWS = 40;
  private static final String METRICS =
      "item STRING, metric STRING, value DOUBLE, region STRING, against STRING, network STRING,"
          + " unit STRING";
  private static final String RUNS =
      "stage STRING, label STRING, attempt INT, started STRING, seconds DOUBLE, unit STRING";

  private TableFormats() {}

  /** One way to publish. */
  private interface Format {
    /** Makes the rows of a unit, which is not what is measured. */
    void prepare(String item, int version) throws IOException;

    /** Publishes them as new ones. */
    void append() throws IOException;

    /** Publishes them in place of the item's older ones. */
    void replace() throws IOException;

    Dataset<Row> read(String table);

    /** The data files that a table's newest state consists of. */
    Collection<String> files(String table);
  }

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    PrintStream out = System.out;
    String base = a[1];
    SparkSession spark = session(a[0], base);
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    FileSystem store = new Path(base).getFileSystem(conf);
    Format format = a[0].equals("ours") ? new Ours(spark, base, conf) : new Sql(spark, base, a[0]);
    if (a[2].equals("-")) {
      out.println("ready");
      Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
      while (in.hasNextLine()) {
        String[] words = in.nextLine().split(" ");
        if (words[0].equals("look")) {
          look(out, format);
        } else {
          int version = words.length > 3 ? Integer.parseInt(words[3]) : 0;
          commit(
              out,
              format,
              words[0].equals("replace"),
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              version);
        }
        out.println("done");
      }
      spark.stop();
      return;
    }
    long requests = requests(store);
    int units = Integer.parseInt(a[3]);
    commit(out, format, Boolean.getBoolean("prototype.merge"), Integer.parseInt(a[2]), units, 0);
    out.printf(
        Locale.ROOT, "%.1f requests a commit%n", (requests(store) - requests) / (double) units);
    if (a.length > 4) {
      format.prepare(a[4], 1);
      long begin = System.nanoTime();
      format.replace();
      out.printf(Locale.ROOT, "replaced in %.2f s%n", (System.nanoTime() - begin) / 1e9);
    }
    look(out, format);
    spark.stop();
  }

  private static void commit(
      PrintStream out, Format format, boolean replace, int first, int units, int version)
      throws IOException {
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = first; i < first + units; i++) {
      format.prepare("u" + i, version);
      long begin = System.nanoTime();
      long used = cpu();
      String said = "committed u" + i;
      try {
        if (replace) {
          format.replace();
        } else {
          format.append();
        }
      } catch (Exception e) {
        // What a job would have to handle; another unit may get through.
        said = "failed u" + i + " (" + root(e) + ")";
      }
      double took = (System.nanoTime() - begin) / 1e9;
      double busy = (cpu() - used) / 1e9;
      seconds.add(took);
      cpu.add(busy);
      out.printf(Locale.ROOT, "%s in %.3f s, %.3f s of CPU%n", said, took, busy);
    }
    if (units > 3) {
      out.printf(
          Locale.ROOT,
          "median after 3 commits: %.2f s, %.2f s of CPU%n",
          median(seconds.subList(3, units)),
          median(cpu.subList(3, units)));
    }
  }

  /** Tells of each unit its rows, those that are distinct, and how many versions they are of. */
  private static void look(PrintStream out, Format format) throws IOException {
    try {
      for (Row row :
          format
              .read("metrics")
              .groupBy("item")
              .agg(count(lit(1)), countDistinct("metric"), countDistinct("unit"))
              .collectAsList()) {
        out.println("metrics of " + row.mkString(" "));
      }
      for (Row row :
          format
              .read("runs")
              .groupBy("label")
              .agg(count(lit(1)), countDistinct("unit"))
              .collectAsList()) {
        out.println("runs of " + row.mkString(" "));
      }
      Set<String> used = new HashSet<>();
      for (String table : List.of("metrics", "runs")) {
        format.files(table).forEach(f -> used.add(f.substring(f.lastIndexOf('/') + 1)));
      }
      out.println("refers to " + String.join(" ", used));
    } catch (Exception e) {
      out.println("unreadable (" + root(e) + ")");
    }
  }

  private static String root(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    String message = String.valueOf(at.getMessage()).lines().findFirst().orElse("");
    return at.getClass().getSimpleName() + ": " + message;
  }

  private static SparkSession session(String format, String base) {
    SparkSession.Builder b =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2");
    if (format.equals("iceberg")) {
      b.config(
              "spark.sql.extensions",
              "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
          .config("spark.sql.catalog.cat", "org.apache.iceberg.spark.SparkCatalog")
          .config("spark.sql.catalog.cat.warehouse", base);
      String jdbc = System.getProperty("prototype.jdbc", "");
      b.config("spark.sql.catalog.cat.type", jdbc.isEmpty() ? "hadoop" : "jdbc");
      if (!jdbc.isEmpty()) {
        b.config("spark.sql.catalog.cat.uri", jdbc);
      }
    } else if (format.equals("delta")) {
      b.config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config("spark.databricks.delta.snapshotPartitions", "2");
    }
    return b.getOrCreate();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** HTTP requests to S3; 0 for a disk. */
  private static long requests(FileSystem store) {
    return store instanceof IOStatisticsSource s && s.getIOStatistics() != null
        ? s.getIOStatistics().counters().getOrDefault("store_io_request", 0L)
        : 0;
  }

  private static List<Map<String, Object>> rows(String item, int version) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(Map.of("item", item, "metric", "m" + i, "value", i + version * 1000.0));
    }
    return rows;
  }

  /** This project's: committed units, then {@link Publisher}. */
  private static final class Ours implements Format {
    private final SparkSession spark;
    private final Workspace workspace;
    private final Configuration conf;
    private Attempt next;

    Ours(SparkSession spark, String base, Configuration conf) {
      this.spark = spark;
      this.conf = conf;
      this.workspace = Workspace.at(base, conf);
    }

    @Override
    public void prepare(String item, int version) throws IOException {
      UnitStore units = new UnitStore(workspace, conf);
      UnitKey key = UnitKey.of("evaluate", 1, Map.of("item", item, "version", version));
      UnitWriter writer = units.begin("evaluate", key, 1, null);
      writer.rows(
          MetricRow.class,
          rows(item, version).stream()
              .map(
                  r ->
                      new MetricRow(
                          item,
                          (String) r.get("metric"),
                          (Double) r.get("value"),
                          "",
                          "",
                          "",
                          null,
                          null))
              .iterator());
      next =
          new Attempt(
              "evaluate",
              key.hex(),
              item,
              1,
              "h",
              null,
              1,
              Attempt.DONE,
              null,
              null,
              Instant.now().toString(),
              1,
              Map.of(),
              null,
              "cpu",
              "host",
              Map.of(),
              writer.files());
      next = units.commit(next);
    }

    @Override
    public void append() throws IOException {
      new Publisher(spark, workspace, line -> System.out.println("told: " + line))
          .publish("evaluate", List.of(Packed.of(next)));
    }

    @Override
    public void replace() throws IOException {
      append();
    }

    @Override
    public Dataset<Row> read(String table) {
      return spark.read().parquet(workspace.root() + "/" + table);
    }

    @Override
    public Collection<String> files(String table) {
      return List.of(read(table).inputFiles());
    }
  }

  /** Iceberg's or Delta's, one table after the other: neither commits two at once. */
  private static final class Sql implements Format {
    private final SparkSession spark;
    private final String prefix;
    private final String suffix;
    private final String format;
    private boolean created;
    private Dataset<Row> metrics;
    private Dataset<Row> runs;

    Sql(SparkSession spark, String base, String format) {
      this.spark = spark;
      this.format = format;
      this.prefix = format.equals("iceberg") ? "cat.db." : "delta.`" + base + "/";
      this.suffix = format.equals("iceberg") ? "" : "`";
    }

    private void create() {
      if (!created) {
        create("metrics", METRICS);
        create("runs", RUNS);
        created = true;
      }
    }

    private void create(String table, String columns) {
      spark.sql("CREATE TABLE IF NOT EXISTS " + name(table) + " (" + columns + ") USING " + format);
    }

    private String name(String table) {
      return prefix + table + suffix;
    }

    @Override
    public void prepare(String item, int version) {
      create();
      List<Row> rows = new ArrayList<>();
      for (Map<String, Object> r : rows(item, version)) {
        rows.add(
            RowFactory.create(
                r.get("item"), r.get("metric"), r.get("value"), "", "", "", item + version));
      }
      metrics = spark.createDataFrame(rows, StructType.fromDDL(METRICS)).coalesce(1);
      Row run = RowFactory.create("evaluate", item, 1, "now", 1.0, item + version);
      runs = spark.createDataFrame(List.of(run), StructType.fromDDL(RUNS)).coalesce(1);
    }

    @Override
    public void append() {
      insert(metrics, "metrics");
      insert(runs, "runs");
    }

    private void insert(Dataset<Row> rows, String table) {
      rows.createOrReplaceTempView("fresh");
      spark.sql("INSERT INTO " + name(table) + " SELECT * FROM fresh");
    }

    @Override
    public void replace() {
      metrics.createOrReplaceTempView("fresh");
      String item = metrics.first().getString(0);
      spark.sql(
          "MERGE INTO "
              + name("metrics")
              + " t USING fresh s ON t.item = s.item AND t.metric = s.metric WHEN MATCHED THEN"
              + " UPDATE SET * WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED BY SOURCE AND"
              + " t.item = '"
              + item
              + "' THEN DELETE");
      runs.createOrReplaceTempView("fresh");
      spark.sql(
          "MERGE INTO "
              + name("runs")
              + " t USING fresh s ON t.unit = s.unit WHEN NOT MATCHED THEN INSERT *");
    }

    @Override
    public Dataset<Row> read(String table) {
      forget(table);
      return spark.table(name(table));
    }

    /**
     * Another process may have written since this one looked last, or put an older folder there.
     */
    private void forget(String table) {
      if (format.equals("iceberg")) {
        spark.catalog().refreshTable(name(table));
        return;
      }
      try {
        Class.forName("org.apache.spark.sql.delta.DeltaLog").getMethod("clearCache").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Collection<String> files(String table) {
      return format.equals("iceberg")
          ? spark
              .sql("SELECT file_path FROM " + name(table) + ".files")
              .as(Encoders.STRING())
              .collectAsList()
          : List.of(read(table).inputFiles());
    }
  }
}
