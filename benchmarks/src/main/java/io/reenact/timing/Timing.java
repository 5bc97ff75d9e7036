package io.reenact.timing;

import java.util.Arrays;

/** Medians of repeated runs. */
public final class Timing {
  private static final int ROUNDS = 12;

  private Timing() {}

  /**
   * Runs in rounds until a round is no longer faster than those before (the compiler may take long,
   * above all beside other work), and gives the best round's median.
   *
   * @param seconds how long a round takes
   * @return milliseconds a run
   */
  public static double medianMillis(double seconds, Runnable run) {
    double best = Double.MAX_VALUE;
    int stale = 0;
    for (int round = 0; round < ROUNDS && stale < 2; round++) {
      double median = round(seconds, run);
      stale = median < 0.95 * best ? 0 : stale + 1;
      best = Math.min(best, median);
    }
    return best;
  }

  private static double round(double seconds, Runnable run) {
    double[] times = new double[64];
    int n = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long start = System.nanoTime();
      run.run();
      if (n == times.length) {
        times = Arrays.copyOf(times, 2 * n);
      }
      times[n++] = (System.nanoTime() - start) * 1e-6;
    } while (System.nanoTime() < end || n < 3);
    double[] sorted = Arrays.copyOf(times, n);
    Arrays.sort(sorted);
    return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
  }
}
