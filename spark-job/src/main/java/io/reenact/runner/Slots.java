package io.reenact.runner;

import java.util.concurrent.Semaphore;

/**
 * The cores of this JVM, shared by its tasks. A unit with a set number of threads takes as many
 * cores, so that units don't slow each other down where Spark gives every task one core.
 */
final class Slots {
  private static Semaphore free;
  private static int cores;

  private Slots() {}

  /** Waits for {@code threads} cores of {@code all}, or for all if there are fewer. */
  static Permit take(int threads, int all) throws InterruptedException {
    Semaphore from = of(all);
    int n = Math.min(threads, cores);
    from.acquire(n);
    return () -> from.release(n);
  }

  private static synchronized Semaphore of(int all) {
    if (free == null) {
      cores = Math.max(1, all);
      free = new Semaphore(cores, true);
    }
    return free;
  }

  /** Held cores. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }
}
