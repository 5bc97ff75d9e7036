package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.console.Console;
import io.reenact.plan.Packer;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.settings.Settings;
import io.reenact.stage.reenact.ReenactStage;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * The plan of 1,000,000 pairs, all by all of 1,000 people: reading the tables, one unit a pair with
 * its key, and packing into tasks. The tables are made up; nothing is rendered. The heap is what is
 * alive after a collection while the plan is held.
 */
public final class PlanMillionBenchmark implements Benchmark {
  private static final int PEOPLE = 1000;

  @Override
  public String name() {
    return "plan-million";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path folder = Files.createTempDirectory("plan-million");
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
    try {
      Workspace workspace = Workspace.at(folder.toString(), new Configuration());
      tables(spark, workspace);
      Settings settings =
          Settings.defaults()
              .with(Json.mapper().readTree("{\"reenact\":{\"pairs\":\"all\"}}"), "benchmark");
      Console quiet =
          new Console(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
              false);
      StageContext context = new StageContext(spark, workspace, settings, quiet);
      long begin = System.nanoTime();
      List<Unit<ReenactStage.Spec>> units = new ReenactStage().plan(context);
      double planned = (System.nanoTime() - begin) / 1e9;
      int tasks = Packer.pack(units, Unit::cost, Unit::affinity, 100, 10_000).size();
      double packed = (System.nanoTime() - begin) / 1e9;
      System.gc();
      double heap =
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
      String kase = units.size() + " pairs";
      out.add(kase, "plan", planned, "s");
      out.add(kase, "plan and packing into " + tasks + " tasks", packed, "s", "60 s", 60 / packed);
      out.add(kase, "heap held", heap, "MiB", "2 GiB", 2048 / heap);
      out.add(kase, "heap limit", Runtime.getRuntime().maxMemory() / (double) (1 << 20), "MiB");
    } finally {
      spark.stop();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    }
  }

  private static void tables(SparkSession spark, Workspace w) {
    String who = "\"identity\":\"person%1$04d\",\"clip\":\"one\",\"unit\":\"%2$032x\"";
    write(
        spark,
        w,
        Table.CLIPS,
        "{"
            + who
            + ",\"uri\":\"file:/x/%1$d.mp4\",\"checksum\":\"sha256:%1$064x\",\"frames\":250,"
            + "\"status\":\"ok\"}");
    write(spark, w, Table.TRACKS, "{" + who + ",\"frame\":0}");
    write(spark, w, Table.LATENTS, "{" + who + ",\"cohort\":\"hub\",\"frame\":0}");
    write(
        spark,
        w,
        Table.PERSONS,
        "{"
            + who
            + ",\"cohort\":\"hub\",\"generator\":\"g\",\"weights_uri\":\"files/%1$d\","
            + "\"weights_sha256\":\"%1$064x\"}");
  }

  private static void write(SparkSession spark, Workspace w, Table table, String row) {
    List<String> lines =
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> String.format(Locale.ROOT, row, i, 7 + i))
            .toList();
    spark
        .read()
        .schema(table.schema())
        .json(spark.createDataset(lines, Encoders.STRING()))
        .write()
        .parquet(w.table(table).toString());
  }
}
