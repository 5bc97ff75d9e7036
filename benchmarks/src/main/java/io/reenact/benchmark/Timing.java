package io.reenact.benchmark;

import java.util.Arrays;

/** Medians of repeated runs. */
public final class Timing {
  private Timing() {}

  /**
   * Runs until a time has passed, and gives the median.
   *
   * @param seconds how long to measure, after as long again to warm up
   * @return milliseconds a run
   */
  public static double medianMillis(double seconds, Runnable run) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      run.run();
    } while (System.nanoTime() < end);
    double[] times = new double[64];
    int n = 0;
    end = System.nanoTime() + (long) (seconds * 1e9);
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
