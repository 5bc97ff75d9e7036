package io.reenact.faults;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import java.nio.file.Path;

/**
 * Faults done on purpose: parts of a real cluster killed at random moments, native memory running
 * out, a full disk, a failing object store. FAULT_RUNS (default 21) kills, and a quarter as many
 * for memory; FAULT_SEED (default 1) draws the moments; FAULT_KINDS (default {@code
 * kill,native,upkeep,disk,store}) chooses.
 */
public final class FaultsBenchmark implements Benchmark {
  @Override
  public String name() {
    return "faults";
  }

  @Override
  public void run(Rows out) throws Exception {
    int runs = Integer.parseInt(System.getenv().getOrDefault("FAULT_RUNS", "21"));
    long seed = Long.parseLong(System.getenv().getOrDefault("FAULT_SEED", "1"));
    String kinds = System.getenv().getOrDefault("FAULT_KINDS", "kill,native,upkeep,disk,store");
    Path root = Path.of(System.getProperty("reenact.root", ".")).toAbsolutePath();
    new FaultRuns(root, runs, seed, kinds, out::add).run();
  }
}
