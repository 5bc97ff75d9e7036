package io.reenact.runner;

import io.reenact.console.Console;
import io.reenact.console.Meter;
import io.reenact.console.Work;
import io.reenact.telemetry.RunningUpdates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage's bar, from its first unit to its published tables. Spark sends what running tasks say of
 * themselves with every heartbeat; what has ended is known by its results.
 */
final class StageBar extends RunningUpdates<AtWork.News> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StageBar.class);

  /** Publishing, in seconds of one core: a rough reading on a busy machine. */
  private static final double PUBLISHING = 8;

  private static final double PUBLISHING_A_UNIT = 0.005;

  private final SparkContext sc;
  private final Console console;
  private final String stage;
  private final int units;
  private final AtWork accumulator = new AtWork();
  private final Meter meter;
  private final ScheduledExecutorService clock;
  private final Set<Integer> endedTasks = new HashSet<>();
  private final Map<Integer, AtWork.News> heard = new HashMap<>();
  private List<Double> costs = List.of();
  private int slots = 1;
  private final Repeats repeats = new Repeats();
  private int ended;
  private int failed;
  private double done;
  private double left;
  private double published = -1;
  private String publishing = "";

  /**
   * @param units to do
   */
  StageBar(SparkContext sc, Console console, String stage, int units) {
    this.sc = sc;
    this.console = console;
    this.stage = stage;
    this.units = units;
    this.meter = console.meter(stage);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "reenact-progress");
              thread.setDaemon(true);
              return thread;
            });
    sc.register(accumulator, "reenact " + stage);
    sc.addSparkListener(this);
    clock.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
  }

  /** Units are about to run, in tasks of these costs. */
  synchronized void begin(List<Double> tasks, int atATime) {
    costs = new ArrayList<>(tasks);
    slots = Math.max(1, Math.min(atATime, tasks.size()));
    left = tasks.stream().mapToDouble(c -> c).sum();
    show();
  }

  AtWork accumulator() {
    return accumulator;
  }

  /** Hears of an ended unit, on the driver. */
  synchronized void ended(UnitResult result) {
    ended++;
    if (!result.ok()) {
      failed++;
    }
    if (result.error() != null && repeats.isNew(result.label(), result.error())) {
      console.failure(stage, result.label(), result.error());
    }
  }

  /** Hears of an ended task, all of whose units have been told of. */
  synchronized void taskEnded(int task) {
    if (endedTasks.add(task)) {
      double more =
          news().stream()
              .filter(n -> n.partition() == task)
              .mapToDouble(AtWork.News::more)
              .max()
              .orElse(0);
      done += costs.get(task) + more;
      left -= costs.get(task);
    }
    show();
  }

  /**
   * Units have ended, and their rows are published.
   *
   * @param share of publishing that is done
   * @param what is done now
   */
  synchronized void publishing(double share, String what) {
    published = share;
    publishing = what;
    show();
  }

  @Override
  public long id() {
    return accumulator.id();
  }

  @Override
  public AtWork.News typed(Object update) {
    return update instanceof AtWork.News news ? news : null;
  }

  @Override
  public synchronized void show() {
    double after = PUBLISHING + units * PUBLISHING_A_UNIT;
    if (published >= 0) {
      double rest = (1 - published) * after;
      show(new Work("publishing", done + published * after, rest, rest, 1, 1, 0), publishing, 0);
      return;
    }
    List<AtWork.News> running =
        news().stream()
            .filter(n -> !endedTasks.contains(n.partition()))
            .sorted(Comparator.comparingDouble(n -> -left(n)))
            .toList();
    double workDone = done;
    double workLeft = left;
    int endedInTasks = 0;
    double longest = 0;
    for (AtWork.News n : running) {
      workDone += n.done();
      workLeft += left(n) - costs.get(n.partition());
      longest = Math.max(longest, left(n));
      endedInTasks += n.ended();
    }
    Set<Integer> known = new HashSet<>(endedTasks);
    running.forEach(n -> known.add(n.partition()));
    for (int task = 0; task < costs.size(); task++) {
      // Tasks are sorted by cost: the first that hasn't begun is the longest.
      if (!known.contains(task)) {
        longest = Math.max(longest, costs.get(task));
        break;
      }
    }
    String doing =
        running.isEmpty()
            ? "starting"
            : (running.size() > 1 ? "slowest of " + running.size() + ": " : "")
                + running.get(0).doing();
    int begun = Math.max(1, Math.min(slots, costs.size() - endedTasks.size()));
    show(new Work("units", workDone, workLeft, longest, begun, begun, after), doing, endedInTasks);
  }

  /**
   * The latest of each task. One that has just ended runs no more, and its result is not here yet:
   * what it said last holds until then, or all of it would be to do again for that moment.
   */
  private Collection<AtWork.News> news() {
    Map<Integer, AtWork.News> now = new HashMap<>();
    for (AtWork.News n : running()) {
      if (n.partition() >= 0) {
        now.merge(n.partition(), n, (a, b) -> a.done() > b.done() ? a : b);
      }
    }
    heard.putAll(now);
    return heard.values();
  }

  private double left(AtWork.News n) {
    return Math.max(0, costs.get(n.partition()) + n.more() - n.done());
  }

  private void show(Work work, String doing, int endedInTasks) {
    LOG.debug("{}: {} {}", stage, work, doing);
    int all = ended + endedInTasks;
    meter.to(
        work, all + "/" + units + (failed > 0 ? ", " + failed + " failed" : "") + ", " + doing);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    sc.removeSparkListener(this);
    meter.close();
    synchronized (this) {
      repeats.rest((label, line) -> console.failure(stage, label, line));
    }
  }
}
