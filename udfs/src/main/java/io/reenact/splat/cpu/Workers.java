package io.reenact.splat.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A fixed set of threads that share out numbered pieces of work; the caller is one of them. */
final class Workers implements AutoCloseable {
  /** One piece of work. */
  interface Piece {
    /**
     * @param index number of the piece
     * @param worker number of the thread, for scratch memory
     */
    void run(int index, int worker);
  }

  private final int threads;
  private final ExecutorService pool;

  Workers(int threads) {
    this.threads = threads;
    this.pool =
        threads == 1
            ? null
            : Executors.newFixedThreadPool(
                threads - 1,
                r -> {
                  Thread t = new Thread(r, "rasterizer");
                  t.setDaemon(true);
                  return t;
                });
  }

  int threads() {
    return threads;
  }

  /** Runs pieces 0 to count - 1, each once, in no set order; returns when all are done. */
  void forEach(int count, Piece piece) {
    int helpers = Math.min(threads, count) - 1;
    if (helpers < 1) {
      for (int i = 0; i < count; i++) {
        piece.run(i, 0);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(helpers);
    for (int w = 1; w <= helpers; w++) {
      int worker = w;
      pool.execute(
          () -> {
            try {
              drain(next, count, worker, piece);
            } catch (Throwable e) {
              failure.set(e);
              next.set(count);
            } finally {
              done.countDown();
            }
          });
    }
    try {
      drain(next, count, 0, piece);
    } finally {
      await(done);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a rasterizer thread failed", failure.get());
    }
  }

  private static void drain(AtomicInteger next, int count, int worker, Piece piece) {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      piece.run(i, worker);
    }
  }

  /** Waits even when interrupted, since the threads still write to the caller's buffers. */
  private static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}
