package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import java.io.IOException;

/** Saves everything that decides the rest of an inversion, now and then. */
final class Saving {
  /**
   * How far an inversion is.
   *
   * @param phase analysis, key frames or tuning; those before it are over
   * @param steps of the phase that are done
   */
  record Done(Phase phase, int steps) {}

  /** Writes a checkpoint. */
  interface Save {
    void at(Done done) throws IOException;
  }

  private final long every;
  private final Save save;
  private long last = System.nanoTime();

  /**
   * @param seconds between checkpoints
   */
  Saving(int seconds, Save save) {
    this.every = seconds * 1_000_000_000L;
    this.save = save;
  }

  /** Saves at once: what was done before a phase is worth keeping. */
  void now(Phase phase, int steps) throws IOException {
    save.at(new Done(phase, steps));
    last = System.nanoTime();
  }

  /** Saves after a step, if the last time is long enough ago. */
  void step(Phase phase, int steps) throws IOException {
    if (System.nanoTime() - last > every) {
      now(phase, steps);
    }
  }
}
