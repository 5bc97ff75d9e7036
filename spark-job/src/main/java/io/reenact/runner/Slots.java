package io.reenact.runner;

import java.util.concurrent.Semaphore;

/**
 * The cores of one executor, shared by its tasks. A unit with a set number of threads takes as many
 * cores, so that units don't slow each other down where Spark gives every task one core.
 */
final class Slots {
  private final int cores;
  private final Semaphore free;

  /**
   * @param cores of the executor
   */
  Slots(int cores) {
    this.cores = Math.max(1, cores);
    this.free = new Semaphore(this.cores, true);
  }

  /** Waits for {@code threads} cores, or for all if there are fewer. */
  Permit take(int threads) throws InterruptedException {
    int n = Math.min(threads, cores);
    free.acquire(n);
    return () -> free.release(n);
  }

  /** Held cores. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }
}
