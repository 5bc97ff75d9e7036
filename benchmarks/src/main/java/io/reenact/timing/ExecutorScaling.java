package io.reenact.timing;

import io.reenact.benchmark.Rows;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command reenact on a real standalone cluster, with one executor of one core and with two:
 * frames of all renders over the time from the first unit's start to the last one's end, so that
 * loading generators counts and starting Spark does not. Both runs are whole applications.
 */
final class ExecutorScaling {
  private static final int PEOPLE = 4;
  private static final double TARGET = 1.8;

  private final Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
  private final int frames = Integer.getInteger("reenact.frames", 750);
  private final Path folder;

  ExecutorScaling(Path folder) {
    this.folder = folder;
  }

  static void run(Rows out) throws Exception {
    Path folder = Files.createTempDirectory("reenact-scaling");
    new ExecutorScaling(folder).measure(out);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void measure(Rows out) throws Exception {
    Path cluster = folder.resolve("cluster");
    command(folder.resolve("build.log"), root + "/submit.sh", "--version");
    try {
      command(
          folder.resolve("start.log"),
          root + "/conf/standalone.sh",
          "start",
          cluster.toString(),
          "2",
          "1");
      String master = Files.readString(cluster.resolve("url")).strip();
      double one = rate(master, 1);
      double two = rate(master, 2);
      String kase = PEOPLE * PEOPLE + " renders of " + frames + " frames";
      out.add(kase, "frames a second, one executor", one, "1/s");
      out.add(kase, "frames a second, two executors", two, "1/s", "one executor", two / one);
      out.add(kase, "twice the executors", two / one, "times", "target 1.8", two / one / TARGET);
    } finally {
      command(folder.resolve("stop.log"), root + "/conf/standalone.sh", "stop", cluster.toString());
    }
  }

  private double rate(String master, int executors) throws Exception {
    Path workspace = folder.resolve("workspace-" + executors);
    RenderableWorkspace.write(workspace, PEOPLE, frames);
    command(
        folder.resolve("reenact-" + executors + ".log"),
        root + "/submit.sh",
        "--master",
        master,
        "--properties-file",
        folder.resolve("cluster/spark.conf").toString(),
        "--executor-memory",
        "1g",
        "--conf",
        "spark.executor.cores=1",
        "--conf",
        "spark.cores.max=" + executors,
        "reenact",
        "--workspace",
        workspace.toString(),
        "--set",
        "reenact.pairs=all",
        "--set",
        "reenact.size=256",
        "--set",
        "reenact.audio=false",
        "--set",
        "reenact.outputs=",
        "--set",
        "reenact.segment_frames=0",
        "--set",
        "job.threads=1");
    Path answer = folder.resolve("answer-" + executors + ".csv");
    List<String> sql =
        List.of(
            root + "/submit.sh",
            "sql",
            "--workspace",
            workspace.toString(),
            "--output",
            "csv",
            "SELECT (SELECT sum(frames) FROM renders) AS frames, max(unix_micros(started) / 1e6 +"
                + " seconds) - min(unix_micros(started) / 1e6) AS seconds, count(*) AS units FROM"
                + " runs WHERE stage = 'reenact' AND status = 'done'");
    Process p = builder(sql).redirectOutput(answer.toFile()).start();
    if (p.waitFor() != 0) {
      throw new IllegalStateException("no answer from the workspace in " + folder);
    }
    List<String> lines = Files.readAllLines(answer, StandardCharsets.UTF_8);
    String[] cells = lines.get(lines.size() - 1).split(",", -1);
    if (Double.parseDouble(cells[2]) != PEOPLE * PEOPLE) {
      throw new IllegalStateException(cells[2] + " units are done; logs are in " + folder);
    }
    return Double.parseDouble(cells[0]) / Double.parseDouble(cells[1]);
  }

  private static void command(Path log, String... command) throws Exception {
    File file = log.toFile();
    int code =
        builder(new ArrayList<>(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(file)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("exit code " + code + "; see " + log);
    }
  }

  private static ProcessBuilder builder(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    return builder;
  }
}
