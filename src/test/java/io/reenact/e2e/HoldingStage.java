package io.reenact.e2e;

import io.reenact.console.Console;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.StageRunner;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.settings.Settings;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A stage whose units hold their device, each with a lock of its own in a folder that all share: a
 * unit fails if another one holds its device. None ends before as many run as should at a time.
 */
record HoldingStage(String name, boolean usesGpu, String folder, int units, int atATime)
    implements Stage<HoldingStage.Spec>, Serializable {
  private static final long serialVersionUID = 1L;

  /** How long a unit has its device, at least. */
  static final int BUSY_MS = 100;

  /** Frames of each unit. */
  static final int FRAMES = 7;

  /** The second executor may come long after the first one on a busy machine. */
  private static final long PATIENCE_MS = 300_000;

  record Spec(String name, String folder, int atATime, boolean exclusive) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The driver: MASTER comes from Spark's properties. Prints what Prometheus would read in the end.
   *
   * @param args the workspace; a folder that all processes share
   */
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().appName("holding").getOrCreate();
    StageContext context =
        new StageContext(
            spark,
            Workspace.at(args[0], spark.sparkContext().hadoopConfiguration()),
            Settings.defaults(),
            Console.standard());
    StageRunner runner = new StageRunner(context);
    runner.run(new HoldingStage("gpu", true, args[1], 6, 2));
    // More at a time than there are GPUs: they can't hold any.
    runner.run(new HoldingStage("cpu", false, args[1], 4, 4));
    spark.sparkContext().listenerBus().waitUntilEmpty(PATIENCE_MS);
    System.out.print(metrics(spark));
    spark.stop();
  }

  /**
   * What Prometheus reads once the driver has heard of all that executors did; what it reads in the
   * end if it never does, for the test to say what is amiss.
   */
  private static String metrics(SparkSession spark) throws IOException, InterruptedException {
    URI metrics = URI.create(spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus/");
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (true) {
      String text;
      try (InputStream in = metrics.toURL().openStream()) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      boolean heard =
          text.lines().anyMatch(l -> l.matches(".*_reenact_units_Value\\{.* 10(\\.0)?"))
              && List.of(0, 1).stream()
                  .allMatch(
                      executor ->
                          text.lines()
                              .anyMatch(
                                  l ->
                                      l.contains("_executor_" + executor + "_native_bytes_Value{")
                                          && !l.matches(".* 0(\\.0)?")));
      if (heard || System.currentTimeMillis() > end) {
        return text;
      }
      Thread.sleep(100);
    }
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    return IntStream.range(0, units)
        .mapToObj(
            i ->
                new Unit<>(
                    UnitKey.of(name, 1, Map.of("i", i)),
                    name + i,
                    1,
                    new Spec(name, folder, atATime, usesGpu)))
        .toList();
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return HoldingStage::hold;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  private static void hold(Spec spec, UnitContext unit) throws Exception {
    Path running = Files.createDirectories(Path.of(spec.folder(), spec.name()));
    Path lock = running.resolve(spec.exclusive() ? held() : unit.label());
    Files.createFile(lock); // Fails if another unit holds the device.
    Path enough = running.resolveSibling(spec.name() + "-enough");
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (!Files.exists(enough)) {
      if (count(running) >= spec.atATime()) {
        Files.writeString(enough, "");
      } else if (System.currentTimeMillis() > end) {
        throw new IllegalStateException(
            "only " + count(running) + " at a time instead of " + spec.atATime());
      }
      Thread.sleep(20);
    }
    Thread.sleep(BUSY_MS);
    Files.writeString(
        Files.createDirectories(environments(spec.folder())).resolve(unit.label()),
        String.valueOf(new TreeMap<>(System.getenv())));
    Files.delete(lock);
    unit.frames(FRAMES);
    unit.spent(UnitContext.Spent.DECODE, 0.25);
    unit.spent(UnitContext.Spent.COMPUTE, 0.5);
  }

  /** Where each unit writes the environment of its executor. */
  static Path environments(String folder) {
    return Path.of(folder, "environments");
  }

  /** The address that Spark gave this task. */
  private static String held() {
    String[] addresses = org.apache.spark.TaskContext.get().resourcesJMap().get("gpu").addresses();
    if (addresses.length != 1) {
      throw new IllegalStateException(addresses.length + " GPUs for one task");
    }
    return addresses[0];
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
