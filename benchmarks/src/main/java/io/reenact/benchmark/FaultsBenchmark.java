package io.reenact.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills real processes with kill -9 at random moments of a run on a real standalone cluster of one
 * Master and two Workers: an executor, a Worker, the driver. After a rerun the published tables
 * must equal those of an undisturbed run but for time, host and attempt; what was committed before
 * the kill must not be computed again; and {@code verify} must find nothing.
 *
 * <p>FAULT_RUNS (default 21) runs; FAULT_SEED (default 1) draws the moments.
 */
final class FaultsBenchmark implements Benchmark {
  private static final int CLIPS = 60;
  private static final List<String> VICTIMS = List.of("executor", "worker", "driver");
  private static final String CLIPS_TABLE =
      "SELECT identity, clip, bytes, checksum, width, height, fps, frames, seconds, audio, status,"
          + " error, unit FROM clips ORDER BY identity, clip";
  private static final String RUNS_TABLE =
      "SELECT stage, label, status, error, unit FROM runs WHERE status <> 'failed' ORDER BY unit";

  private final Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public void run(Rows out) throws Exception {
    int runs = Integer.parseInt(System.getenv().getOrDefault("FAULT_RUNS", "21"));
    long seed = Long.parseLong(System.getenv().getOrDefault("FAULT_SEED", "1"));
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("reenact-faults");
    Path cluster = folder.resolve("cluster");
    try {
      Path corpus = corpus(folder.resolve("corpus"));
      command(List.of(root + "/submit.sh", "--version"), folder.resolve("build.log"));
      command(standalone("start", cluster), folder.resolve("start.log"));
      String master = Files.readString(cluster.resolve("url")).strip();
      Path undisturbed = folder.resolve("undisturbed");
      finish(index(master, corpus, undisturbed), folder.resolve("undisturbed.log"));
      String expected = tables(undisturbed, folder);
      Map<String, int[]> table = new HashMap<>();
      for (int i = 0; i < runs; i++) {
        String victim = VICTIMS.get(i % VICTIMS.size());
        int[] counts = table.computeIfAbsent(victim, v -> new int[5]);
        disturbed(i, victim, random, master, corpus, folder, cluster, expected, counts);
      }
      for (String victim : VICTIMS) {
        int[] c = table.getOrDefault(victim, new int[5]);
        String kase = "kill -9 of the " + victim;
        out.add(kase, "runs", c[0], "");
        out.add(kase, "runs cut in the middle", c[1], "");
        out.add(kase, "tables equal after rerun", c[2], "runs");
        out.add(kase, "verify without problems", c[3], "runs");
        out.add(kase, "finished units computed again", c[4], "units");
        if (c[2] != c[0] || c[3] != c[0] || c[4] != 0) {
          throw new IllegalStateException(kase + " did damage; logs are in " + folder);
        }
      }
    } finally {
      command(standalone("stop", cluster), folder.resolve("stop.log"));
    }
    delete(folder);
  }

  private void disturbed(
      int number,
      String victim,
      Random random,
      String master,
      Path corpus,
      Path folder,
      Path cluster,
      String expected,
      int[] counts)
      throws Exception {
    Path workspace = folder.resolve("w" + number);
    Path log = folder.resolve("run-" + number + ".log");
    Process driver = start(index(master, corpus, workspace), log);
    int after = 1 + random.nextInt(CLIPS - 2);
    while (driver.isAlive() && commits(workspace).size() < after) {
      Thread.sleep(5);
    }
    boolean middle = driver.isAlive() && commits(workspace).size() < CLIPS;
    kill(victim, driver, cluster, random);
    Map<String, byte[]> before = commits(workspace);
    driver.waitFor(10, TimeUnit.MINUTES);
    finish(index(master, corpus, workspace), folder.resolve("rerun-" + number + ".log"));
    Map<String, byte[]> since = commits(workspace);
    int again = 0;
    for (Map.Entry<String, byte[]> commit : before.entrySet()) {
      again += Arrays.equals(commit.getValue(), since.get(commit.getKey())) ? 0 : 1;
    }
    counts[0]++;
    counts[1] += middle ? 1 : 0;
    counts[2] += tables(workspace, folder).equals(expected) ? 1 : 0;
    counts[3] +=
        command(
                    List.of(root + "/submit.sh", "verify", "--workspace", workspace.toString()),
                    folder.resolve("verify-" + number + ".log"))
                == 0
            ? 1
            : 0;
    counts[4] += again;
    System.err.printf(
        "faults: run %d, %s killed after %d of %d units%n", number, victim, before.size(), CLIPS);
  }

  private void kill(String victim, Process driver, Path cluster, Random random) throws Exception {
    if (victim.equals("driver")) {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
      return;
    }
    int n = 1 + random.nextInt(2);
    long pid = Long.parseLong(Files.readString(cluster.resolve("worker-" + n + ".pid")).strip());
    ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> executors = worker.descendants().toList();
    if (victim.equals("worker")) {
      // A lost machine takes its executors along.
      worker.destroyForcibly();
    }
    executors.forEach(ProcessHandle::destroyForcibly);
    if (victim.equals("worker")) {
      command(
          List.of(root + "/conf/standalone.sh", "worker", cluster.toString(), "" + n),
          cluster.resolve("restart.log"));
    }
  }

  private Path corpus(Path corpus) throws IOException {
    List<Path> clips;
    try (Stream<Path> all = Files.walk(root.resolve("samples/corpus"))) {
      clips = all.filter(p -> p.toString().endsWith(".mp4")).sorted().toList();
    }
    for (int i = 0; i < CLIPS; i++) {
      Path person = Files.createDirectories(corpus.resolve("p" + i));
      Files.copy(clips.get(i % clips.size()), person.resolve("c.mp4"));
    }
    return corpus;
  }

  private List<String> index(String master, Path corpus, Path workspace) {
    List<String> command = new ArrayList<>(List.of(root + "/submit.sh", "--master", master));
    command.addAll(List.of("--executor-memory", "1g", "--conf", "spark.executor.cores=1"));
    // Twins of slow tasks, to see that they don't yield duplicates.
    command.addAll(List.of("--conf", "spark.speculation=true"));
    command.addAll(List.of("--conf", "spark.speculation.quantile=0.1"));
    command.addAll(List.of("--conf", "spark.speculation.multiplier=1"));
    command.addAll(List.of("--conf", "spark.excludeOnFailure.enabled=false"));
    command.addAll(List.of("index", "--corpus", corpus.toString()));
    command.addAll(List.of("--workspace", workspace.toString()));
    return command;
  }

  private List<String> standalone(String what, Path cluster) {
    return List.of(root + "/conf/standalone.sh", what, cluster.toString());
  }

  private String tables(Path workspace, Path folder) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String query : List.of(CLIPS_TABLE, RUNS_TABLE)) {
      Path log = folder.resolve("sql.csv");
      List<String> sql = new ArrayList<>(List.of(root + "/submit.sh", "sql", "--workspace"));
      sql.addAll(List.of(workspace.toString(), "--output", "csv", query));
      Process p = builder(sql).redirectOutput(log.toFile()).start();
      if (p.waitFor() != 0) {
        throw new IllegalStateException("no answer to " + query);
      }
      all.append(Files.readString(log, StandardCharsets.UTF_8));
    }
    return all.toString();
  }

  private static Map<String, byte[]> commits(Path workspace) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    Path units = workspace.resolve("_units/index");
    if (Files.isDirectory(units)) {
      try (Stream<Path> keys = Files.list(units)) {
        for (Path key : keys.toList()) {
          Path commit = key.resolve("commit.json");
          if (Files.exists(commit)) {
            found.put(key.getFileName().toString(), Files.readAllBytes(commit));
          }
        }
      }
    }
    return found;
  }

  private static void finish(List<String> command, Path log) throws Exception {
    int code = command(command, log);
    if (code != 0) {
      throw new IllegalStateException("exit code " + code + " of " + command + "; see " + log);
    }
  }

  private static int command(List<String> command, Path log) throws Exception {
    return start(command, log).waitFor();
  }

  private static Process start(List<String> command, Path log) throws IOException {
    File file = log.toFile();
    return builder(command).redirectErrorStream(true).redirectOutput(file).start();
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    return builder;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
