package io.reenact.scale;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.faults.ShortClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Resident memory over time of processes that index and track MEMORY_CLIPS (default 2000) clips of
 * four frames, and one clip of MEMORY_MINUTES (default 10). Warm is a process after a third of its
 * time. The benchmark soak does the same for units of inversion.
 */
public final class MemoryBenchmark implements Benchmark {
  private static final int FRAMES = 4;
  private static final int FRAMES_A_MINUTE = 60 * 25;
  private static final double MIB = 1024.0 * 1024;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Rows out) throws Exception {
    int clips = Integer.parseInt(System.getenv().getOrDefault("MEMORY_CLIPS", "2000"));
    double minutes = Double.parseDouble(System.getenv().getOrDefault("MEMORY_MINUTES", "10"));
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
    Path folder = Files.createTempDirectory("reenact-memory");
    Path many = ShortClips.make(root, folder.resolve("many"), clips, FRAMES);
    Path one =
        ShortClips.make(
            root, folder.resolve("one"), 1, (int) Math.round(minutes * FRAMES_A_MINUTE));
    for (String stage : List.of("index", "track")) {
      measure(out, root, folder, many, stage, clips + " clips of " + FRAMES + " frames");
    }
    for (String stage : List.of("index", "track")) {
      measure(out, root, folder, one, stage, "a clip of " + minutes + " minutes");
    }
    ScaleRuns.delete(folder);
  }

  private static void measure(
      Rows out, Path root, Path folder, Path corpus, String stage, String what) throws Exception {
    Path log = folder.resolve(corpus.getFileName() + "-" + stage + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                root.resolve("submit.sh").toString(),
                stage,
                "--workspace",
                folder.resolve("workspace-" + corpus.getFileName()).toString()));
    if (stage.equals("index")) {
      command.addAll(List.of("--corpus", corpus.toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("REENACT_LOG", log + ".full");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    List<Double> resident = new ArrayList<>();
    while (process.isAlive()) {
      resident.add(resident(process.pid()));
      Thread.sleep(100);
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed; see " + log);
    }
    // The last ones are of a process on its way out.
    List<Double> warm = resident.subList(resident.size() / 3, Math.max(1, resident.size() - 10));
    double first = mean(warm.subList(0, Math.max(1, warm.size() / 10)));
    double last = mean(warm.subList(warm.size() - Math.max(1, warm.size() / 10), warm.size()));
    String kase = stage + ", " + what;
    out.add(kase, "time", resident.size() / 10.0, "s");
    out.add(kase, "resident when warm", first, "MiB");
    out.add(kase, "resident at the end", last, "MiB", "when warm", first / last);
    out.add(
        kase,
        "most resident",
        resident.stream().mapToDouble(Double::doubleValue).max().orElse(0),
        "MiB");
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** Resident set of a process, which submit.sh has become; 0 if it has ended. */
  private static double resident(long pid) throws IOException {
    try {
      String[] statm = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ");
      return Long.parseLong(statm[1]) * 4096 / MIB;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
