package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * Where the store's own clock was set back, a ticket's time may lie in the future: what nobody
 * refreshes while this driver watches it for so long is as dead. On a local disk the system tells
 * sooner ({@link Presence}).
 */
public final class PublishLock implements AutoCloseable {
  public static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final String CHOOSING = "choosing-";
  private static final String TICKET = "ticket-";

  /** Other files in the folder are nobody's tickets. */
  private static final Pattern TICKETS = Pattern.compile(TICKET + "(\\d{12,18})-[0-9a-f]{8}");

  /** One a microsecond since the year 2000 would not have come so far. */
  private static final long MOST = 100_000_000_000_000_000L;

  private static final Pattern CHOOSINGS = Pattern.compile(CHOOSING + "[0-9a-f]{8}");

  /** When a file was seen with a time for the first time. */
  private record Seen(long time, long nanos) {}

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
  private final Map<String, Seen> seen = new HashMap<>();
  private final Consumer<String> tell;
  private final LongSupplier clock;
  private Optional<Presence> presence = Optional.empty();
  private Path choosing;
  private Path ticket;
  private long number;

  private PublishLock(Workspace workspace, Store store, Consumer<String> tell, LongSupplier clock) {
    this.workspace = workspace;
    this.store = store;
    this.tell = tell;
    this.clock = clock;
  }

  /**
   * Waits until no other driver publishes.
   *
   * @throws UserError if that takes longer than half an hour
   */
  public static PublishLock take(Workspace workspace, Store store) throws IOException {
    return take(workspace, store, line -> {});
  }

  /**
   * The same.
   *
   * @param tell hears a line if it has to wait for more than a moment
   */
  public static PublishLock take(Workspace workspace, Store store, Consumer<String> tell)
      throws IOException {
    return take(workspace, store, tell, System::nanoTime);
  }

  static PublishLock take(
      Workspace workspace, Store store, Consumer<String> tell, LongSupplier clock)
      throws IOException {
    PublishLock lock = new PublishLock(workspace, store, tell, clock);
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
    // Before there is a ticket, so that none of a driver that shows itself is without it.
    presence = Presence.show(store, workspace.locks(), id);
    choosing = new Path(workspace.locks(), CHOOSING + id);
    beat(choosing);
    long greatest = 0;
    for (FileStatus file : store.list(workspace.locks())) {
      greatest = Math.max(greatest, number(file.getPath().getName()));
    }
    if (greatest >= MOST) {
      // The next one could not be told from a foreign file.
      throw new UserError(
          "a ticket in "
              + workspace.locks()
              + " has a number that no driver counts to ("
              + greatest
              + "): if nothing else writes to this workspace, delete the tickets there");
    }
    number = greatest + 1;
    ticket =
        new Path(workspace.locks(), String.format(Locale.ROOT, "%s%012d-%s", TICKET, number, id));
    beat(ticket);
    store.delete(choosing);
    choosing = null;
    long every = LEASE.toMillis() / 6;
    heart.scheduleAtFixedRate(this::refresh, every, every, TimeUnit.MILLISECONDS);
  }

  /** The number of a ticket; 0 of any other file. */
  private static long number(String name) {
    Matcher matcher = TICKETS.matcher(name);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private void await() throws IOException {
    long begin = clock.getAsLong();
    boolean told = false;
    while (ahead()) {
      long waited = clock.getAsLong() - begin;
      if (!told && waited > SILENCE.toNanos()) {
        told = true;
        tell.accept(
            "waiting for another driver to publish in "
                + workspace.root()
                + "; if it was killed, its turn ends in about "
                + LEASE.toSeconds()
                + " s");
      }
      if (waited > PATIENCE.toNanos()) {
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
    Set<String> ended = ended(files);
    boolean waits = false;
    for (FileStatus file : files) {
      String name = file.getPath().getName();
      if (isTicket(name) && ended.contains(name.substring(name.lastIndexOf('-') + 1))) {
        store.delete(file.getPath());
        continue;
      }
      boolean before = CHOOSINGS.matcher(name).matches() || (number(name) > 0 && isBefore(name));
      if (before && (now - file.getModificationTime() > LEASE.toMillis() || stands(file))) {
        store.delete(file.getPath());
      } else if (before) {
        waits = true;
      }
    }
    // Not before their tickets, which nobody else would know to be theirs.
    for (String gone : ended) {
      store.delete(Presence.folder(workspace.locks(), gone));
    }
    return waits;
  }

  private Set<String> ended(List<FileStatus> files) throws IOException {
    Set<String> ended = new HashSet<>();
    for (FileStatus file : files) {
      if (file.isDirectory()) {
        Presence.ended(store, file.getPath()).ifPresent(ended::add);
      }
    }
    return ended;
  }

  private static boolean isTicket(String name) {
    return number(name) > 0 || CHOOSINGS.matcher(name).matches();
  }

  private boolean isBefore(String name) {
    long other = number(name);
    return other < number || (other == number && name.compareTo(ticket.getName()) < 0);
  }

  /** Whether nobody refreshed it while this driver watched it for a whole lease. */
  private boolean stands(FileStatus file) {
    long time = file.getModificationTime();
    long nanos = clock.getAsLong();
    Seen first =
        seen.compute(
            file.getPath().getName(),
            (n, s) -> s == null || s.time() != time ? new Seen(time, nanos) : s);
    return nanos - first.nanos() > LEASE.toNanos();
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
    if (choosing != null) {
      store.delete(choosing);
    }
    if (ticket != null) {
      store.delete(ticket);
    }
    if (presence.isPresent()) {
      presence.get().close();
    }
  }
}
