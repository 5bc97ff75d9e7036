package io.reenact.runner;

import io.reenact.error.UserError;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Small waits on a file system, many at a time. */
public final class Parallel {
  private static final int THREADS = 32;

  private Parallel() {}

  /** Something that reads or writes files. */
  public interface Action<T> {
    void on(T item) throws IOException;
  }

  /**
   * @throws IOException the first that an action threw
   */
  public static <T> void forEach(List<T> items, Action<T> action) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(THREADS, items.size() + 1));
    try {
      List<Future<?>> futures = new java.util.ArrayList<>();
      for (T item : items) {
        futures.add(
            pool.submit(
                () -> {
                  action.on(item);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError told) {
        throw told;
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
