package io.reenact.runner;

import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import io.reenact.unit.Heartbeat;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/** One attempt at one unit, as its engine sees it. */
final class UnitAttempt implements UnitContext {
  /** Where the words for what is done turn to numbers. */
  private static final Pattern COUNT = Pattern.compile("[, ]*\\d.*");

  private final TaskSetup setup;
  private final Unit<?> unit;
  private final int attempt;
  private final String device;
  private final Path scratch;
  private final UnitStore store;
  private final UnitWriter writer;
  private final AttemptMeter meter;
  private final int task = TaskContext.get() == null ? 0 : TaskContext.getPartitionId();
  private final Instant started = Instant.now();
  private final Map<Spent, Double> split = new EnumMap<>(Spent.class);
  private final Map<String, String> versions;
  private final Map<String, Double> phases = new TreeMap<>();
  private final AtomicReference<String> bad = new AtomicReference<>();
  private final Set<String> warnings = Collections.synchronizedSet(new LinkedHashSet<>());
  private String used;
  private long frames;
  private double planned;
  private double total;
  private double done;
  private double share;
  private String phase = "starting";
  private long inPhase = System.nanoTime();
  private Instant alive = Instant.EPOCH;

  UnitAttempt(
      TaskSetup setup,
      Worker worker,
      Unit<?> unit,
      int attempt,
      String device,
      Path scratch,
      UnitStore store) {
    this.setup = setup;
    this.unit = unit;
    this.attempt = attempt;
    this.device = device;
    this.used = device;
    this.scratch = scratch;
    this.store = store;
    this.versions = new TreeMap<>(setup.versions());
    this.writer = store.begin(setup.stage(), unit.key(), attempt, setup.madeWith());
    this.meter = new AttemptMeter(worker, setup.usage(), device);
    this.total = unit.cost();
    beat("starting", 0, 0);
  }

  @Override
  public UnitKey key() {
    return unit.key();
  }

  @Override
  public String label() {
    return unit.label();
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String device() {
    return device.startsWith("cpu:") ? "cpu" : device;
  }

  @Override
  public synchronized void computesOn(String name) {
    // A pretended GPU's name says more.
    used = used.startsWith("cpu:") ? used : name;
  }

  @Override
  public int threads() {
    return setup.threads();
  }

  @Override
  public Configuration hadoop() {
    return setup.conf().value();
  }

  @Override
  public Workspace workspace() {
    return setup.workspace();
  }

  @Override
  public Path scratch() {
    return scratch;
  }

  @Override
  public Checkpoints checkpoints() {
    return new Checkpoints(store.store(), store.checkpoint(setup.stage(), unit.key()));
  }

  @Override
  public <R extends Record> void writeRows(Class<R> type, Iterator<R> rows) throws IOException {
    writer.rows(type, rows);
  }

  @Override
  public UnitFile writeFile(String kind, String name, String extension, Path file)
      throws IOException {
    return writeFile(kind, name, "", extension, file);
  }

  @Override
  public UnitFile writeFile(String kind, String name, String suffix, String extension, Path file)
      throws IOException {
    return writer.file(kind, name, suffix, extension, file);
  }

  @Override
  public UnitFile writeNumbered(String kind, String folder, String name, Path file)
      throws IOException {
    return writer.numbered(kind, folder, name, file);
  }

  @Override
  public void warn(String line) {
    warnings.add(Names.printable(line));
  }

  @Override
  public synchronized void progress(double nowDone, double nowTotal, String doing) {
    if (!(nowTotal > 0)) {
      return;
    }
    // The first total is what the unit's cost was planned as; later ones change it in proportion.
    planned = planned > 0 ? planned : nowTotal;
    double scale = unit.cost() / planned;
    double before = total;
    total = Math.max(done, nowTotal * scale);
    beat(doing, Math.max(done, Math.min(nowDone * scale, total)), total - before);
    share = Math.max(share, done / total);
    meter.beat();
    Instant now = Instant.now();
    if (Duration.between(alive, now).compareTo(Heartbeat.EVERY) >= 0) {
      alive = now;
      try {
        store.running(
            setup.stage(),
            unit.key(),
            new Heartbeat(unit.label(), attempt, host(), device, now.toString(), share));
      } catch (IOException e) {
        // Only status reads this; a store that is really gone fails the unit's own writes.
        alive = now;
      }
    }
  }

  /** Counts the time since the last word for what was being done then. */
  private void doing(String now) {
    long nanos = System.nanoTime();
    phases.merge(phase, (nanos - inPhase) / 1e9, Double::sum);
    inPhase = nanos;
    // "tuning 120/300, loss 0.43" is tuning.
    String name = COUNT.matcher(now).replaceFirst("").strip();
    phase = name.isEmpty() ? phase : name;
  }

  /** The unit has its device and threads from now on. */
  void begin() {
    meter.begin();
  }

  /** Counts what is left of the unit as done, so that the bar ends full, and logs how it went. */
  synchronized void finished(Attempt ended) {
    setup.progress().add(new AtWork.News(task, 1, total - done, 0, ""));
    done = total;
    meter.end(ended);
    UnitLog.ended(ended, frames);
  }

  private void beat(String doing, double nowDone, double more) {
    doing(doing);
    setup.progress().add(new AtWork.News(task, 0, nowDone - done, more, doing));
    done = nowDone;
  }

  @Override
  public synchronized void spent(Spent on, double seconds) {
    split.merge(on, seconds, Double::sum);
    meter.spent(on, seconds);
  }

  @Override
  public synchronized void frames(long count) {
    frames += count;
    meter.frames(count);
  }

  @Override
  public synchronized void version(String what, String version) {
    versions.put(what, version);
  }

  @Override
  public void bad(String line) {
    bad.compareAndSet(null, Names.printable(line));
  }

  /** The record of an attempt that ended well, or with bad input. */
  Attempt ended() {
    String line = bad.get();
    return line == null
        ? record(Attempt.DONE, noted(null), null, writer.files())
        : record(Attempt.BAD, noted(line), null, writer.files());
  }

  /** An error, or null, and after it everything that people should know beside it. */
  private String noted(String error) {
    if (warnings.isEmpty()) {
      return error;
    }
    String all = "warning: " + String.join("; ", warnings);
    return error == null ? all : error + "; " + all;
  }

  /** The record of an attempt that failed. */
  Attempt failed(String line, String trace) {
    return record(Attempt.FAILED, Names.printable(line), trace, List.of());
  }

  private synchronized Attempt record(
      String status, String error, String trace, List<UnitFile> files) {
    Map<String, Double> seconds = new TreeMap<>();
    doing(phase);
    phases.forEach((name, s) -> seconds.put(Attempt.PHASE + name, s));
    split.forEach((k, v) -> seconds.put(k.name().toLowerCase(Locale.ROOT), v));
    return new Attempt(
        setup.stage(),
        unit.key().hex(),
        unit.label(),
        setup.version(),
        setup.settingsHash(),
        setup.madeWith(),
        attempt,
        status,
        error,
        trace,
        started.toString(),
        Duration.between(started, Instant.now()).toNanos() / 1e9,
        seconds,
        meter.memoryBytes(),
        used.equals("auto") ? "cpu" : used,
        host(),
        versions,
        files);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
