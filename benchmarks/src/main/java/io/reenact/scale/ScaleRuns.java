package io.reenact.scale;

import io.reenact.console.Console;
import io.reenact.faults.ShortClips;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.StageSummary;
import io.reenact.settings.Settings;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a unit costs besides its work, and what two executors reach against two processes. */
public final class ScaleRuns {
  /** Tasks of every size of plan, so that only the number of units differs. */
  private static final int TASKS = 500;

  private static final int WARM_UP = 3_000;

  private final Path root;
  private final Path folder;
  private final Out out;

  /** Takes rows of the table. */
  public interface Out {
    /** One value. */
    void add(String kase, String metric, double value, String unit);

    /** One value beside another. */
    void add(String kase, String metric, double value, String unit, String against, double ratio);
  }

  /**
   * @param root of the repository
   * @param folder an empty one
   */
  public ScaleRuns(Path root, Path folder, Out out) {
    this.root = root;
    this.folder = folder;
    this.out = out;
  }

  /** Marginal seconds and bytes a unit between plans of these sizes, in this JVM. */
  public void noWork(List<Integer> sizes) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
    try {
      run(spark, WARM_UP); // Classes are loaded and compiled.
      double[] before = null;
      double first = 0;
      for (int size : sizes) {
        double[] now = run(spark, size);
        String kase = size + " units without work";
        out.add(kase, "whole stage", now[1], "s");
        out.add(kase, "live heap of driver and executor", now[2] / (1 << 20), "MiB");
        if (before != null) {
          double more = now[0] - before[0];
          double cost = (now[1] - before[1]) / more * 1e3;
          String against = first == 0 ? "" : "marginal cost at first";
          first = first == 0 ? cost : first;
          out.add(kase, "marginal cost of a unit", cost, "ms", against, first / cost);
          out.add(kase, "marginal live heap of a unit", (now[2] - before[2]) / more, "bytes");
        }
        before = now;
      }
    } finally {
      spark.stop();
    }
  }

  /** Units, seconds, live bytes. */
  private double[] run(SparkSession spark, int units) throws Exception {
    Path at = folder.resolve("nowork-" + units);
    Settings settings =
        Settings.defaults()
            .with(Json.mapper().readTree("{\"job\":{\"max_tasks\":" + TASKS + "}}"), "benchmark");
    Console quiet =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    StageContext context =
        new StageContext(spark, Workspace.at(at.toString(), new Configuration()), settings, quiet);
    long begin = System.nanoTime();
    try (LiveHeap heap = new LiveHeap()) {
      StageSummary summary = new StageRunner(context).run(new NoWorkStage(units));
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (summary.done() != units) {
        throw new IllegalStateException(summary.toString());
      }
      return new double[] {units, seconds, heap.most()};
    }
  }

  /** Tracking by two executors of a standalone cluster, and by two processes without Spark. */
  public void twoExecutors(int clips, int frames) throws Exception {
    Path corpus = ShortClips.make(root, folder.resolve("corpus"), clips, frames);
    List<String> files = new ArrayList<>();
    for (int i = 0; i < clips; i++) {
      files.add(corpus.resolve("p" + i + "/c.mp4").toString());
    }
    double plain = plain(files);
    double spark = onCluster(corpus);
    String kase = String.format(Locale.ROOT, "tracking %d clips of %d frames", clips, frames);
    out.add(kase, "two processes without Spark", clips * frames / plain, "frames/s");
    out.add(
        kase,
        "two executors",
        clips * frames / spark,
        "frames/s",
        "two processes without Spark",
        plain / spark);
  }

  private double plain(List<String> files) throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      List<String> command =
          new ArrayList<>(
              List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      command.add("-Xmx1g");
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(a -> a.startsWith("--add") || a.startsWith("-D"))
          .forEach(command::add);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(PlainTracking.class.getName());
      for (int i = p; i < files.size(); i += 2) {
        command.add(files.get(i));
      }
      processes.add(
          new ProcessBuilder(command)
              .redirectError(folder.resolve("plain-" + p + ".log").toFile())
              .start());
    }
    double longest = 0;
    for (Process p : processes) {
      String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (p.waitFor() != 0) {
        throw new IOException("a process failed; its log is in " + folder);
      }
      longest = Math.max(longest, Double.parseDouble(said.lines().toList().get(0)));
    }
    return longest;
  }

  private double onCluster(Path corpus) throws Exception {
    Path cluster = folder.resolve("cluster");
    Path workspace = folder.resolve("tracked");
    expect(root + "/conf/standalone.sh", "start", cluster.toString());
    try {
      String master = Files.readString(cluster.resolve("url")).strip();
      for (String[] stage : new String[][] {{"index", "--corpus", corpus.toString()}, {"track"}}) {
        List<String> command =
            new ArrayList<>(
                List.of(
                    root + "/submit.sh",
                    "--master",
                    master,
                    "--properties-file",
                    cluster.resolve("spark.conf").toString(),
                    "--executor-memory",
                    "1g",
                    "--conf",
                    "spark.executor.cores=1"));
        command.addAll(List.of(stage));
        command.addAll(List.of("--workspace", workspace.toString()));
        expect(command.toArray(String[]::new));
      }
    } finally {
      expect(root + "/conf/standalone.sh", "stop", cluster.toString());
    }
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    try {
      Row row =
          spark
              .read()
              .parquet(workspace.resolve("runs").toString())
              .where("stage = 'track'")
              .selectExpr(
                  "max(unix_micros(started) / 1e6 + seconds) - min(unix_micros(started) / 1e6)")
              .first();
      return row.getDouble(0);
    } finally {
      spark.stop();
    }
  }

  private void expect(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    Path log = folder.resolve("commands.log");
    int code =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("exit code " + code + " of " + List.of(command) + "; see " + log);
    }
  }

  /** Removes a folder. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
