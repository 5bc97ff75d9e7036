package io.reenact.faults;

import io.reenact.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * Kills a part of a cluster at a random moment of a stage, lets the driver end as it can, runs the
 * stage again, and compares.
 */
final class Kills {
  /** What is killed with kill -9, or, for memory, made to fail its next native allocation. */
  enum Victim {
    EXECUTOR,
    WORKER,
    DRIVER,
    MEMORY;

    /** Those that are killed. */
    static final List<Victim> KILLED = List.of(EXECUTOR, WORKER, DRIVER);
  }

  /**
   * How a run went.
   *
   * @param middle whether the stage had begun and not ended at the moment
   * @param before units committed at that moment
   * @param again of those, how many were computed again
   * @param differing tables that differ from those of an undisturbed run
   * @param problems what {@code verify} said, or null
   * @param twins units that more than one attempt worked on
   * @param lostSteps steps of an inversion done again, beyond the one that was running; -1 if no
   *     checkpoint had been written
   * @param hung whether the driver had to be stopped, long after the kill
   */
  record Outcome(
      boolean middle,
      int before,
      int again,
      Set<Table> differing,
      String problems,
      int twins,
      int lostSteps,
      boolean hung) {
    boolean equal() {
      return differing.isEmpty();
    }
  }

  private static final int PEOPLE = 10;
  private static final int STEPS = 12;

  /** Far longer than any stage here takes, on a busy machine too. */
  private static final int PATIENCE_MIN = 5;

  private final Commands commands;
  private final Path folder;
  private final Cluster cluster;
  private final SparkSession spark;
  private final Random random;
  private final Path many;
  private final Path two;
  private final Map<String, Path> start;
  private final Map<String, Path> ended;
  private final Map<String, Map<Table, List<String>>> expected = new HashMap<>();

  Kills(
      Commands commands, Path root, Path folder, Cluster cluster, SparkSession spark, Random random)
      throws Exception {
    this.commands = commands;
    this.folder = folder;
    this.cluster = cluster;
    this.spark = spark;
    this.random = random;
    many = ShortClips.make(root, folder.resolve("many"), PEOPLE, 4);
    two = ShortClips.make(root, folder.resolve("two"), 2, 5);
    Path indexed = folder.resolve("indexed");
    Path tracked = folder.resolve("tracked");
    Path inverted = folder.resolve("inverted");
    undisturbed("index", many, indexed);
    ShortClips.copy(indexed, tracked);
    undisturbed("track", many, tracked);
    Path pair = folder.resolve("pair");
    undisturbed("index", two, pair);
    undisturbed("track", two, pair);
    ShortClips.copy(pair, inverted);
    undisturbed("invert", two, inverted);
    Path rendered = folder.resolve("rendered");
    ShortClips.copy(inverted, rendered);
    undisturbed("reenact", two, rendered);
    Path evaluated = folder.resolve("evaluated");
    ShortClips.copy(rendered, evaluated);
    undisturbed("evaluate", two, evaluated);
    start =
        Map.of(
            "index", folder.resolve("nothing"),
            "track", indexed,
            "invert", pair,
            "reenact", inverted,
            "evaluate", rendered);
    ended =
        Map.of(
            "index", indexed,
            "track", tracked,
            "invert", inverted,
            "reenact", rendered,
            "evaluate", evaluated);
    for (Map.Entry<String, Path> end : ended.entrySet()) {
      expected.put(end.getKey(), Published.tables(spark, end.getValue()));
    }
  }

  /** A workspace as a stage leaves it that nothing disturbed. */
  Path ended(String stage) {
    return ended.get(stage);
  }

  /** The tables of such a workspace. */
  Map<Table, List<String>> expected(String stage) {
    return expected.get(stage);
  }

  /** The command of a stage, for ten people where it looks at clips, else for two. */
  List<String> stage(String stage, Path workspace) throws Exception {
    return command(stage, many, workspace);
  }

  private void undisturbed(String stage, Path corpus, Path workspace) throws Exception {
    Path log = folder.resolve(workspace.getFileName() + "-" + stage + ".log");
    if (commands.drive(command(stage, corpus, workspace), log).waitFor() != 0) {
      throw new IllegalStateException("failed without a fault; see " + log);
    }
  }

  /** One run. */
  Outcome run(int number, String stage, Victim victim) throws Exception {
    Path workspace = folder.resolve("w" + number);
    if (Files.exists(start.get(stage))) {
      ShortClips.copy(start.get(stage), workspace);
    }
    Units units = new Units(workspace, stage);
    Process driver =
        commands.drive(
            command(stage, many, workspace),
            folder.resolve("run-" + number + "-" + stage + ".log"));
    boolean middle = await(stage, units, driver);
    Map<String, String> before = units.commits();
    int reached = units.step();
    kill(victim, driver);
    boolean tuning = stage.equals("invert");
    int first = tuning ? firstStep(units, driver, victim) : 0;
    boolean hung = !driver.waitFor(PATIENCE_MIN, TimeUnit.MINUTES);
    if (hung) {
      driver.destroyForcibly().waitFor();
    }
    Process rerun =
        commands.drive(
            command(stage, many, workspace),
            folder.resolve("rerun-" + number + "-" + stage + ".log"));
    if (tuning && victim == Victim.DRIVER) {
      first = firstStep(units, rerun, victim);
    }
    if (rerun.waitFor() != 0) {
      throw new IllegalStateException("rerun " + number + " failed; logs are in " + folder);
    }
    Map<String, String> after = units.commits();
    int again =
        (int) before.keySet().stream().filter(k -> !before.get(k).equals(after.get(k))).count();
    int lost = reached == 0 || first == 0 ? -1 : Math.max(0, reached + 1 - first);
    if (units.checkpoints() > 0) {
      throw new IllegalStateException("checkpoints are left of done units in " + workspace);
    }
    return new Outcome(
        middle,
        before.size(),
        again,
        Published.differing(expected.get(stage), Published.tables(spark, workspace)),
        Published.problems(workspace),
        units.triedAgain(),
        lost,
        hung);
  }

  /** Waits for a random moment. */
  private boolean await(String stage, Units units, Process driver) throws Exception {
    boolean tuning = stage.equals("invert");
    int all = new Units(ended.get(stage), stage).commits().size();
    int after = tuning ? random.nextInt(Units.BEFORE_TUNING + STEPS) : 1 + random.nextInt(all);
    while (driver.isAlive() && (tuning ? units.step() : units.commits().size()) < after) {
      Thread.sleep(5);
    }
    Thread.sleep(random.nextInt(200));
    return driver.isAlive() && units.commits().size() < all;
  }

  private void kill(Victim victim, Process driver) throws Exception {
    int n = 1 + random.nextInt(Cluster.WORKERS);
    switch (victim) {
      case DRIVER -> driver.destroyForcibly();
      case WORKER -> cluster.loseWorker(n);
      case EXECUTOR -> {
        List<ProcessHandle> executors = new ArrayList<>(cluster.executors(1));
        executors.addAll(cluster.executors(2));
        // One at work, if any is: of a lone unit, only one of them works.
        executors.stream()
            .max(Comparator.comparing(e -> e.info().totalCpuDuration().orElse(Duration.ZERO)))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
      case MEMORY -> {
        for (int w = 1; w <= Cluster.WORKERS; w++) {
          for (ProcessHandle executor : cluster.executors(w)) {
            limit(executor.pid());
          }
        }
      }
    }
  }

  /** Leaves a process no more address space than it has, so that native code runs out of memory. */
  private static void limit(long pid) throws IOException, InterruptedException {
    long bytes = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmSize:")) {
        bytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024 + (1 << 20);
      }
    }
    new ProcessBuilder("prlimit", "--pid", "" + pid, "--as=" + bytes).start().waitFor();
  }

  /** The first checkpoint's step that is seen to be written after the kill; 0 if none was seen. */
  private int firstStep(Units units, Process process, Victim victim) throws Exception {
    int there = victim == Victim.DRIVER && !process.isAlive() ? 0 : units.step();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MIN);
    while (process.isAlive() && System.nanoTime() < end) {
      int now = units.step();
      if (now != there && now != 0) {
        return now;
      }
      Thread.sleep(2);
    }
    return 0;
  }

  private List<String> command(String stage, Path corpus, Path workspace) throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", cluster.master()));
    words.addAll(List.of("--properties-file", cluster.settings()));
    words.addAll(List.of("--executor-memory", "1g", "--conf", "spark.executor.cores=1"));
    // Twins of slow tasks, to see that they don't yield duplicates.
    words.addAll(List.of("--conf", "spark.speculation=true"));
    words.addAll(List.of("--conf", "spark.speculation.quantile=0.1"));
    words.addAll(List.of("--conf", "spark.speculation.multiplier=1"));
    words.addAll(List.of("--conf", "spark.speculation.minTaskRuntime=0ms"));
    words.addAll(List.of("--conf", "spark.excludeOnFailure.enabled=false"));
    words.addAll(List.of(stage, "--workspace", workspace.toString()));
    if (stage.equals("index")) {
      words.addAll(List.of("--corpus", corpus.toString()));
    }
    if (stage.equals("reenact") || stage.equals("evaluate")) {
      words.addAll(List.of("--profile", "quick", "--set", "job.threads=1"));
    }
    if (stage.equals("reenact")) {
      words.addAll(List.of("--set", "reenact.size=32"));
    }
    if (stage.equals("invert")) {
      words.addAll(List.of("--profile", "quick"));
      for (String setting : settings()) {
        words.addAll(List.of("--set", setting));
      }
    }
    return commands.script("submit.sh", words.toArray(String[]::new));
  }

  /** Few steps, and a checkpoint after each. */
  private static List<String> settings() {
    return List.of(
        "job.threads=1",
        "inversion.size=32",
        "inversion.analysis_frames=1",
        "inversion.analysis_steps=1",
        "inversion.start_candidates=1",
        "inversion.landmark=0",
        "inversion.key_frames=equidistant",
        "inversion.key_frame_steps=1",
        "inversion.cross_every=0",
        "inversion.tuning_steps=" + STEPS,
        "inversion.checkpoint_seconds=0");
  }
}
