package io.reenact.runner;

import io.reenact.telemetry.NativeMemory;
import io.reenact.telemetry.Usage;
import io.reenact.unit.Attempt;
import java.util.Locale;

/** Meters one attempt at one unit, while it runs. Used by its task's thread and by its engine's. */
final class AttemptMeter {
  private static final long BUSY_EVERY_NANOS = 1_000_000_000L;

  private final Usage usage;
  private final Worker worker;
  private final String executor;
  private final String device;
  private long busySince;
  private long memoryBytes;

  AttemptMeter(Worker worker, Usage usage, String device) {
    this.worker = worker;
    this.usage = usage;
    this.executor = "executor." + worker.id();
    this.device = device;
  }

  /** The unit has its device from now on. */
  synchronized void begin() {
    busySince = System.nanoTime();
    memory(true);
  }

  /** The unit goes on. */
  synchronized void beat() {
    if (busySince == 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - busySince >= BUSY_EVERY_NANOS) {
      busy(now);
      memory(false);
    }
  }

  /** The most that the process had in RAM, of the times it was looked at; null if unknown. */
  synchronized Long memoryBytes() {
    memory(true);
    return memoryBytes == 0 ? null : memoryBytes;
  }

  /** Frames decoded, tracked, inverted, rendered or judged. */
  synchronized void frames(long frames) {
    add("frames", frames);
  }

  synchronized void spent(UnitContext.Spent on, double seconds) {
    add(on.name().toLowerCase(Locale.ROOT) + "_ms", Math.round(seconds * 1000));
  }

  /** The attempt ended. */
  synchronized void end(Attempt ended) {
    if (busySince != 0) {
      busy(System.nanoTime());
      busySince = 0;
    }
    memory(true);
    add(ended.committed() ? "units" : "units_failed", 1);
  }

  private void busy(long now) {
    add(executor + ".device." + device + ".busy_ms", (now - busySince) / 1_000_000);
    busySince = now;
  }

  private void memory(boolean always) {
    if (worker.looksAtMemory(always)) {
      long resident = NativeMemory.resident();
      worker.saw(resident);
      add(executor + ".resident_bytes", resident);
      add(executor + ".native_bytes", NativeMemory.beyondHeap(resident));
    }
    // Whoever looked: units of one process look in turn.
    memoryBytes = Math.max(memoryBytes, worker.resident());
  }

  private void add(String name, long amount) {
    usage.add(new Usage.Amount(name, amount));
    worker.meters().ifPresent(m -> m.add(name, amount));
  }
}
