package io.reenact.faults;

import io.reenact.badinput.BadInputTable;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Damaged and hostile inputs by kind: rows, refusals, and what still goes through. */
public final class BadInputBenchmark implements Benchmark {
  @Override
  public String name() {
    return "bad-input";
  }

  @Override
  public void run(Rows out) throws Exception {
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
    long seed = Long.parseLong(System.getenv().getOrDefault("BAD_INPUT_SEED", "1"));
    Path folder = Files.createTempDirectory("bad-input");
    try {
      BadInputTable.fill(root, folder, seed, out::add);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
