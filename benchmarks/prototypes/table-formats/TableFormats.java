package io.reenact.prototype;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.spark.sql.Dataset;
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
 * units; a unit to replace at the end, or nothing.
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
  }

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    PrintStream out = System.out;
    String base = a[1];
    SparkSession spark = session(a[0], base);
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    FileSystem store = new Path(base).getFileSystem(conf);
    Format format = a[0].equals("ours") ? new Ours(spark, base, conf) : new Sql(spark, base, a[0]);
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    long requests = requests(store);
    int first = Integer.parseInt(a[2]);
    int units = Integer.parseInt(a[3]);
    for (int i = first; i < first + units; i++) {
      format.prepare("u" + i, 0);
      long begin = System.nanoTime();
      long used = cpu();
      if (Boolean.getBoolean("prototype.merge")) {
        format.replace();
      } else {
        format.append();
      }
      seconds.add((System.nanoTime() - begin) / 1e9);
      cpu.add((cpu() - used) / 1e9);
      out.printf(Locale.ROOT, "committed u%d in %.3f s%n", i, seconds.get(seconds.size() - 1));
    }
    if (units > 3) {
      out.printf(
          Locale.ROOT,
          "median after 3 commits: %.2f s, %.2f s of CPU; %.1f requests a commit%n",
          median(seconds.subList(3, units)),
          median(cpu.subList(3, units)),
          (requests(store) - requests) / (double) units);
    }
    if (a.length > 4) {
      format.prepare(a[4], 1);
      long begin = System.nanoTime();
      format.replace();
      out.printf(Locale.ROOT, "replaced in %.2f s%n", (System.nanoTime() - begin) / 1e9);
    }
    for (String table : List.of("metrics", "runs")) {
      Dataset<Row> rows = format.read(table);
      String[] key =
          table.equals("metrics") ? new String[] {"item", "metric"} : new String[] {"label"};
      out.println(
          table + ": " + rows.count() + " rows, " + rows.dropDuplicates(key).count() + " distinct");
    }
    spark.stop();
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
      units.commit(next);
    }

    @Override
    public void append() throws IOException {
      new Publisher(spark, workspace).publish("evaluate", List.of(Packed.of(next)));
    }

    @Override
    public void replace() throws IOException {
      append();
    }

    @Override
    public Dataset<Row> read(String table) {
      return spark.read().parquet(workspace.root() + "/" + table);
    }
  }

  /** Iceberg's or Delta's, one table after the other: neither commits two at once. */
  private static final class Sql implements Format {
    private final SparkSession spark;
    private final String prefix;
    private final String suffix;
    private final String format;
    private Dataset<Row> metrics;
    private Dataset<Row> runs;

    Sql(SparkSession spark, String base, String format) {
      this.spark = spark;
      this.format = format;
      this.prefix = format.equals("iceberg") ? "cat.db." : "delta.`" + base + "/";
      this.suffix = format.equals("iceberg") ? "" : "`";
      create("metrics", METRICS);
      create("runs", RUNS);
    }

    private void create(String table, String columns) {
      spark.sql("CREATE TABLE IF NOT EXISTS " + name(table) + " (" + columns + ") USING " + format);
    }

    private String name(String table) {
      return prefix + table + suffix;
    }

    @Override
    public void prepare(String item, int version) {
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
      insert(runs, "runs");
    }

    @Override
    public Dataset<Row> read(String table) {
      return spark.table(name(table));
    }
  }
}
