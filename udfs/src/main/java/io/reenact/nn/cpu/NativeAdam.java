package io.reenact.nn.cpu;

import com.sun.jna.Pointer;
import java.util.stream.IntStream;

/** Adam on arrays in memory, in one pass where PyTorch takes a dozen; by {@code network.cpp}. */
public final class NativeAdam {
  /** Threads take no fewer floats each than this. */
  private static final long LEAST = 1 << 16;

  private NativeAdam() {}

  /** Whether it runs here. */
  public static boolean available() {
    return NativeNetworks.available();
  }

  /**
   * One step, in place; gradients are 0 after it.
   *
   * @param at addresses of weights, gradients, first and second moments
   * @param n floats at each
   * @param corrected the rate with the bias corrections in it
   * @param threads to share the work; the result does not depend on them
   */
  public static void step(
      long[] at, long n, float corrected, float beta1, float beta2, float epsilon, int threads) {
    int lanes = NativeNetworks.lanes();
    int parts = (int) Math.max(1, Math.min(threads, n / LEAST));
    IntStream range = IntStream.range(0, parts);
    (parts > 1 ? range.parallel() : range)
        .forEach(
            p -> {
              long from = n * p / parts;
              long skip = 4 * from;
              NativeNetworks.Calls.reenact_adam(
                  lanes,
                  new Pointer(at[0] + skip),
                  new Pointer(at[1] + skip),
                  new Pointer(at[2] + skip),
                  new Pointer(at[3] + skip),
                  n * (p + 1) / parts - from,
                  corrected,
                  beta1,
                  beta2,
                  epsilon);
            });
  }
}
