package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Lets one driver at a time change the tables of a workspace. It is Lamport's bakery (A New
 * Solution of Dijkstra's Concurrent Programming Problem, 1974), which needs nothing of a store but
 * that a written file is listed at once, so it works on S3 as on a disk: say that you choose, take
 * a number greater than all, then wait for those who choose and those with smaller numbers.
 *
 * <p>A holder refreshes its ticket; one that was not refreshed for {@link #LEASE} belongs to a
 * killed driver and is removed. Ages are differences of times of the store, so clocks don't matter.
 */
public final class PublishLock implements AutoCloseable {
  public static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String CHOOSING = "choosing-";
  private static final String TICKET = "ticket-";

  private final Store store;
  private final Workspace workspace;
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "publish-lock");
            thread.setDaemon(true);
            return thread;
          });
  private Path ticket;

  private PublishLock(Workspace workspace, Store store) {
    this.workspace = workspace;
    this.store = store;
  }

  /**
   * Waits until no other driver publishes.
   *
   * @throws UserError if that takes longer than half an hour
   */
  public static PublishLock take(Workspace workspace, Store store) throws IOException {
    PublishLock lock = new PublishLock(workspace, store);
    try {
      lock.queue();
      lock.await();
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void queue() throws IOException {
    Path choosing = new Path(workspace.locks(), CHOOSING + id);
    beat(choosing);
    long greatest = 0;
    for (FileStatus file : store.list(workspace.locks())) {
      String name = file.getPath().getName();
      if (name.startsWith(TICKET)) {
        greatest = Math.max(greatest, Long.parseLong(name.split("-", -1)[1]));
      }
    }
    ticket =
        new Path(
            workspace.locks(), String.format(Locale.ROOT, "%s%012d-%s", TICKET, greatest + 1, id));
    beat(ticket);
    store.delete(choosing);
    long every = LEASE.toMillis() / 6;
    heart.scheduleAtFixedRate(this::refresh, every, every, TimeUnit.MILLISECONDS);
  }

  private void await() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (ahead()) {
      if (System.nanoTime() > end) {
        throw new UserError(
            "workspace "
                + workspace.root()
                + " is being published by another driver for half an hour; wait for it, or stop"
                + " it");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** Whether somebody alive comes before this one; removes what dead ones left. */
  private boolean ahead() throws IOException {
    List<FileStatus> files = store.list(workspace.locks());
    long now =
        files.stream()
            .filter(f -> f.getPath().getName().equals(ticket.getName()))
            .mapToLong(FileStatus::getModificationTime)
            .findAny()
            .orElseThrow(() -> new IOException("the ticket " + ticket + " is gone"));
    boolean waits = false;
    for (FileStatus file : files) {
      String name = file.getPath().getName();
      boolean before =
          name.startsWith(CHOOSING)
              || (name.startsWith(TICKET) && name.compareTo(ticket.getName()) < 0);
      if (before && now - file.getModificationTime() > LEASE.toMillis()) {
        store.delete(file.getPath());
      } else if (before) {
        waits = true;
      }
    }
    return waits;
  }

  /**
   * Makes sure that the lock is still held, before what can't be taken back.
   *
   * @throws IOException if this driver was away for so long that another one took over
   */
  public void check() throws IOException {
    if (!store.exists(ticket)) {
      throw new IOException("another driver has taken over the workspace; run the command again");
    }
  }

  private void refresh() {
    try {
      if (store.exists(ticket)) {
        beat(ticket);
      }
    } catch (IOException e) {
      // The next beat may get through; if none does, check() or the lease says so.
      Thread.yield();
    }
  }

  private void beat(Path path) throws IOException {
    store.writeAtomic(path, id.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    heart.shutdownNow();
    store.delete(new Path(workspace.locks(), CHOOSING + id));
    if (ticket != null) {
      store.delete(ticket);
    }
  }
}
