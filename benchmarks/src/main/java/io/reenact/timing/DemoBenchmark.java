package io.reenact.timing;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The demo, and where its processor time goes. The build is not part of it. */
public final class DemoBenchmark implements Benchmark {
  private static final double TARGET = 120;

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public void run(Rows out) throws Exception {
    Map<String, ProcessCost> stages = measure();
    ProcessCost all = stages.values().stream().reduce(ProcessCost.NONE, ProcessCost::plus);
    stages.forEach(
        (stage, cost) -> {
          out.add(stage, "processor time", cost.seconds(), "s");
          out.add(stage, "share of the demo", 100 * cost.seconds() / all.seconds(), "%");
        });
    out.add("all", "processor time", all.seconds(), "s", "target", TARGET / all.seconds());
    out.add("all", "minor page faults", all.faults(), "");
  }

  static Map<String, ProcessCost> measure() throws IOException, InterruptedException {
    Path workspace = Files.createTempDirectory("reenact-demo");
    try {
      return WholeRun.of("demo", "--workspace", workspace.toString());
    } finally {
      try (Stream<Path> files = Files.walk(workspace)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
