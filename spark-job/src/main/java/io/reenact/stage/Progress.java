package io.reenact.stage;

import io.reenact.cli.Console;
import io.reenact.cli.Meter;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * A stage's bar. Executors add to an accumulator; Spark sends its value for running tasks with
 * every heartbeat, and for good when a task ends.
 */
final class Progress extends RunningUpdates<Long> implements AutoCloseable {
  private final SparkContext sc;
  private final Console console;
  private final String stage;
  private final int units;
  private final LongAccumulator accumulator;
  private final Meter meter;
  private int ended;
  private int failed;

  Progress(SparkContext sc, Console console, String stage, int units, double cost) {
    this.sc = sc;
    this.console = console;
    this.stage = stage;
    this.units = units;
    this.accumulator = sc.longAccumulator("reenact " + stage);
    this.meter = console.meter(stage, Math.max(1, Math.round(cost * 1000)));
    sc.addSparkListener(this);
    show();
  }

  LongAccumulator accumulator() {
    return accumulator;
  }

  /** Hears of an ended unit, on the driver. */
  synchronized void ended(UnitResult result) {
    ended++;
    if (!result.ok()) {
      failed++;
    }
    if (result.error() != null) {
      console.failure(stage, result.label(), result.error());
    }
    show();
  }

  @Override
  long id() {
    return accumulator.id();
  }

  @Override
  Long typed(Object update) {
    return update instanceof Long value ? value : null;
  }

  @Override
  synchronized void show() {
    long now = accumulator.value() + running().stream().mapToLong(Long::longValue).sum();
    meter.to(now, ended + "/" + units + (failed > 0 ? ", " + failed + " failed" : ""));
  }

  @Override
  public void close() {
    sc.removeSparkListener(this);
    meter.close();
  }
}
