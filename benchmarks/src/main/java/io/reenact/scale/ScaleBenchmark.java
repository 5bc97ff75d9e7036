package io.reenact.scale;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a unit costs besides its work in plans of SCALE_UNITS (default {@code 1000,10000,100000})
 * units, and tracking of SCALE_CLIPS (default 24; 0: not at all) clips of ten seconds by two
 * executors against two processes without Spark.
 */
public final class ScaleBenchmark implements Benchmark {
  private static final int FRAMES = 250;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public void run(Rows rows) throws Exception {
    String sizes = System.getenv().getOrDefault("SCALE_UNITS", "1000,10000,100000");
    int clips = Integer.parseInt(System.getenv().getOrDefault("SCALE_CLIPS", "24"));
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
    Path folder = Files.createTempDirectory("reenact-scale");
    ScaleRuns.Out out =
        new ScaleRuns.Out() {
          @Override
          public void add(String kase, String metric, double value, String unit) {
            rows.add(kase, metric, value, unit);
          }

          @Override
          public void add(
              String kase, String metric, double value, String unit, String against, double by) {
            rows.add(kase, metric, value, unit, against, by);
          }
        };
    ScaleRuns runs = new ScaleRuns(root, folder, out);
    if (clips > 0) {
      runs.twoExecutors(clips, FRAMES);
    }
    List<Integer> units =
        Arrays.stream(sizes.split(",")).filter(s -> !s.isBlank()).map(Integer::valueOf).toList();
    if (!units.isEmpty()) {
      runs.noWork(units);
    }
    ScaleRuns.delete(folder);
  }
}
