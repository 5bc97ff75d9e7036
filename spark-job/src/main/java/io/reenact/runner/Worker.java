package io.reenact.runner;

import io.reenact.telemetry.Meters;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.spark.SparkEnv;

/**
 * What the tasks of one executor share: its cores and its meters. Tasks come to an executor as
 * bytes and know each other by nothing but the process that they run in, so this one thing is
 * static; it is scoped to Spark's environment and goes with it.
 */
final class Worker {
  private static final long MEMORY_EVERY_NANOS = 1_000_000_000L;
  private static final Map<SparkEnv, Worker> OF_ENVIRONMENTS = new WeakHashMap<>();

  private final String id;
  private final Slots slots;
  private final Meters meters;
  private long memorySeen = System.nanoTime() - MEMORY_EVERY_NANOS;
  private long resident;

  /**
   * @param id Spark's name for the executor
   * @param cores of it
   * @param meters of its own; null where the driver's are in the same JVM
   */
  Worker(String id, int cores, Meters meters) {
    this.id = id;
    this.slots = new Slots(cores);
    this.meters = meters;
  }

  /**
   * That of the executor that calls, or of the driver if no Spark runs.
   *
   * @param cores of an executor; those of the first call count
   */
  static Worker here(int cores) {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      return new Worker("driver", cores, null);
    }
    synchronized (OF_ENVIRONMENTS) {
      return OF_ENVIRONMENTS.computeIfAbsent(
          env,
          e -> {
            // A local Spark's driver and executor are one JVM, whose meters the driver sets.
            boolean remote = !e.executorId().equals("driver");
            return new Worker(e.executorId(), cores, remote ? Meters.of(e) : null);
          });
    }
  }

  String id() {
    return id;
  }

  Slots slots() {
    return slots;
  }

  /** Its own meters; none where the driver's are in the same JVM. */
  Optional<Meters> meters() {
    return Optional.ofNullable(meters);
  }

  /**
   * Whether it is time to look at the process's memory: once a second, whoever asks.
   *
   * @param always look, however lately somebody did
   */
  synchronized boolean looksAtMemory(boolean always) {
    long now = System.nanoTime();
    if (!always && now - memorySeen < MEMORY_EVERY_NANOS) {
      return false;
    }
    memorySeen = now;
    return true;
  }

  /** Keeps what was seen of the process's memory, bytes, for all units that run in it. */
  synchronized void saw(long resident) {
    this.resident = resident;
  }

  /** Bytes of the process in RAM when somebody looked last; 0 if nobody did, or it is unknown. */
  synchronized long resident() {
    return resident;
  }
}
