package io.reenact.scale;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.faults.ShortClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Resident memory over time of processes that index and track MEMORY_CLIPS (default 2000) clips of
 * four frames, and one clip of MEMORY_MINUTES (default 10): the mean of each tenth of the time,
 * from the start of Java to its end with starting Spark, tracking and publishing in it. Warm is a
 * process in the fourth tenth; how flat it is, the highest of the tenths after that tells. The
 * benchmark soak does the same for units of inversion.
 */
public final class MemoryBenchmark implements Benchmark {
  private static final int FRAMES = 4;
  private static final int FRAMES_A_MINUTE = 60 * 25;
  private static final double MIB = 1024.0 * 1024;
  private static final long SAMPLE_MS = 100;
  private static final int TENTHS = 10;

  /** The fourth tenth: from 30 to 40 % of the time. */
  private static final int WARM = 3;

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
      Thread.sleep(SAMPLE_MS);
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed; see " + log);
    }
    String kase = stage + ", " + what;
    out.add(kase, "time", resident.size() * SAMPLE_MS / 1000.0, "s");
    // Of a process that has gone.
    resident.removeIf(mib -> mib == 0);
    List<Double> tenths = new ArrayList<>();
    for (int i = 0; i < TENTHS; i++) {
      tenths.add(
          mean(resident.subList(i * resident.size() / TENTHS, (i + 1) * resident.size() / TENTHS)));
      out.add(kase, "resident, tenth " + (i + 1) + " of the time", tenths.get(i), "MiB");
    }
    double warm = tenths.get(WARM);
    double later = Collections.max(tenths.subList(WARM + 1, TENTHS));
    out.add(kase, "most resident of later tenths", later, "MiB", "when warm", warm / later);
    out.add(kase, "most resident at any moment", Collections.max(resident), "MiB");
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
