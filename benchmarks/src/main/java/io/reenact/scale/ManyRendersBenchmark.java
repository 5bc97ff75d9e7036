package io.reenact.scale;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.console.Console;
import io.reenact.evaluation.Trial;
import io.reenact.faults.ShortClips;
import io.reenact.flow.FlowStage;
import io.reenact.metric.Bootstrap;
import io.reenact.metric.FrameSplit;
import io.reenact.metric.Metric;
import io.reenact.metric.Needs;
import io.reenact.metric.Region;
import io.reenact.paper.MetricSummary;
import io.reenact.report.ReportRequest;
import io.reenact.report.ReportWriter;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.settings.Settings;
import io.reenact.stage.evaluate.EvaluateStage;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Evaluation of RENDERS (default 10000) renders of 200 frames, all by all of a square number of
 * people: its plan, its table of means with intervals, and the report. Tables are made up, nothing
 * is rendered or measured. Heap is what is alive at most after collections while it runs, with what
 * was alive before taken off: driver and executor are one process here, so the driver's own part is
 * less. {@code reenact.look} (a folder) keeps the report, to open it.
 */
public final class ManyRendersBenchmark implements Benchmark {
  private static final int FRAMES = 200;
  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "many-renders";
  }

  @Override
  public void run(Rows out) throws Exception {
    int asked = Integer.parseInt(System.getenv().getOrDefault("RENDERS", "10000"));
    int people = (int) Math.round(Math.sqrt(asked));
    Path folder = Files.createTempDirectory("reenact-many-renders");
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate();
    try {
      Workspace workspace = Workspace.at(folder.toString(), new Configuration());
      tables(spark, workspace, people);
      Console quiet =
          new Console(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
              false);
      StageContext context = new StageContext(spark, workspace, Settings.defaults(), quiet);
      String kase = people * people + " renders";
      List<Unit<EvaluateStage.Spec>> units =
          measured(out, kase, "plan", () -> new EvaluateStage().plan(context));
      if (units.size() != people * people) {
        throw new IllegalStateException(units.size() + " units of " + people * people);
      }
      MetricSummary means =
          new MetricSummary(
              List.of("cameras", "look"), List.of(), new Bootstrap(Bootstrap.DRAWS, 1));
      measured(out, kase, "table of means", () -> means.means(spark, workspace, ""));
      measured(
          out,
          kase,
          "report",
          () ->
              new ReportWriter(spark, workspace)
                  .write(
                      new ReportRequest(
                          "many", Map.of(), FlowStage.titles(), 1, Optional.empty())));
      out.add(kase, "report's size", size(folder.resolve("report")) / MIB, "MiB");
      String look = System.getProperty("reenact.look");
      if (look != null) {
        ShortClips.copy(folder.resolve("report"), Path.of(look));
      }
    } finally {
      spark.stop();
      ScaleRuns.delete(folder);
    }
  }

  private static <T> T measured(Rows out, String kase, String what, Callable<T> work)
      throws Exception {
    System.gc();
    double before = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    long begin = System.nanoTime();
    T made;
    double most;
    try (LiveHeap heap = new LiveHeap()) {
      made = work.call();
      most = heap.most();
    }
    out.add(kase, what, (System.nanoTime() - begin) / 1e9, "s");
    out.add(kase, what + ", live heap", Math.max(0, most - before) / MIB, "MiB");
    return made;
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    }
  }

  private static void tables(SparkSession spark, Workspace w, int people) {
    String who = "format_string('p%%04d', %s) AS %s";
    write(
        spark.range(people),
        w,
        Table.CLIPS,
        String.format(Locale.ROOT, who, "id", "identity"),
        "'one' AS clip",
        "format_string('file:/none/%d.mp4', id) AS uri",
        "CAST(id AS STRING) AS checksum",
        FRAMES + " AS frames",
        "'ok' AS status",
        "md5(CAST(id AS STRING)) AS unit");
    write(
        spark.range((long) people * FRAMES).selectExpr("id % " + people + " AS p", "id"),
        w,
        Table.TRACKS,
        String.format(Locale.ROOT, who, "p", "identity"),
        "'one' AS clip",
        "CAST(id / " + people + " AS INT) AS frame",
        "40000 * CAST(id / " + people + " AS BIGINT) AS pts_us",
        "0 AS shot",
        "true AS usable",
        "md5(CAST(p AS STRING)) AS unit");
    write(
        spark.range(people),
        w,
        Table.PERSONS,
        String.format(Locale.ROOT, who, "id", "identity"),
        "'hub' AS cohort",
        "'reconstruction' AS protocol",
        "md5('hub') AS unit");
    Dataset<Row> pairs =
        spark
            .range((long) people * people)
            .selectExpr("CAST(id / " + people + " AS INT) AS s", "id % " + people + " AS d", "id")
            .repartition(8);
    String render = "md5(CAST(id AS STRING))";
    write(
        pairs,
        w,
        Table.RENDERS,
        render + " AS render_id",
        "'hub' AS cohort",
        String.format(Locale.ROOT, who, "s", "source"),
        String.format(Locale.ROOT, who, "d", "driver"),
        "'one' AS driver_clip",
        "'driver' AS cameras",
        "1.0 AS strength",
        "0.0 AS smoothing",
        "'' AS parts",
        "'' AS expression",
        "'' AS look",
        "format_string('files/renders/%s.mp4', " + render + ") AS uri",
        FRAMES + " AS frames",
        "25.0 AS fps",
        "256 AS width",
        "256 AS height",
        "sha2(CAST(id AS STRING), 256) AS sha256",
        render + " AS unit");
    write(
        pairs.selectExpr("id", "explode(array(" + metrics() + ")) AS m"),
        w,
        Table.METRICS,
        render + " AS item",
        "split(m, '[|]')[0] AS metric",
        "split(m, '[|]')[1] AS region",
        "split(m, '[|]')[2] AS against",
        "'' AS network",
        "rand(7) AS value",
        "'" + Trial.WHOLE.text() + "' AS protocol",
        "'" + FrameSplit.ALL.key() + "' AS split",
        render + " AS unit");
  }

  /** Every metric of a render with each of its regions. */
  private static String metrics() {
    return Stream.of(Metric.values())
        .filter(m -> m.measure().needs() != Needs.GROUP)
        .flatMap(m -> m.regions().stream().map(r -> place(m, r)))
        .collect(Collectors.joining("', '", "'", "'"));
  }

  private static String place(Metric metric, Region region) {
    return metric.key() + "|" + region.key() + "|" + metric.against().key();
  }

  private static void write(Dataset<?> rows, Workspace w, Table table, String... columns) {
    rows.sparkSession()
        .read()
        .schema(table.schema())
        .json(rows.selectExpr(columns).toJSON())
        .write()
        .parquet(w.table(table).toString());
  }
}
