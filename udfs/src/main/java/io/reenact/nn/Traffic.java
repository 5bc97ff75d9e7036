package io.reenact.nn;

/**
 * Bytes that a thread moved between Java's memory and arrays. On a GPU they cross the bus; on a CPU
 * most of them are aliases, but counted alike, so that a step's traffic can be bounded without one.
 */
public final class Traffic {
  private static final ThreadLocal<long[]> BYTES = ThreadLocal.withInitial(() -> new long[2]);

  private Traffic() {}

  /** Bytes that this thread has moved so far, both ways. */
  public static long bytes() {
    return BYTES.get()[0];
  }

  /**
   * How often this thread has moved something through PyTorch so far, each of which waits for a
   * GPU.
   */
  public static long moves() {
    return BYTES.get()[1];
  }

  static void add(long bytes) {
    later(bytes);
    BYTES.get()[1]++;
  }

  /** Counts bytes that nobody waits for, or not for them alone. */
  static void later(long bytes) {
    BYTES.get()[0] += bytes;
  }
}
