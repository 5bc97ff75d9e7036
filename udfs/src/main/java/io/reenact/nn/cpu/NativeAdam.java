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
   * One step, in place.
   *
   * @param weight address of {@code n} floats
   * @param gradient likewise
   * @param mean first moment, likewise
   * @param variance second moment, likewise
   * @param corrected the rate with the bias corrections in it
   * @param threads to share the work; the result does not depend on them
   */
  public static void step(
      long weight,
      long gradient,
      long mean,
      long variance,
      long n,
      float corrected,
      float beta1,
      float beta2,
      float epsilon,
      int threads) {
    int lanes = NativeNetworks.lanes();
    int parts = (int) Math.max(1, Math.min(threads, n / LEAST));
    IntStream range = IntStream.range(0, parts);
    (parts > 1 ? range.parallel() : range)
        .forEach(
            p -> {
              long from = n * p / parts;
              long at = 4 * from;
              NativeNetworks.Calls.reenact_adam(
                  lanes,
                  new Pointer(weight + at),
                  new Pointer(gradient + at),
                  new Pointer(mean + at),
                  new Pointer(variance + at),
                  n * (p + 1) / parts - from,
                  corrected,
                  beta1,
                  beta2,
                  epsilon);
            });
  }
}
