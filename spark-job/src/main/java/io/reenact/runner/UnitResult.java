package io.reenact.runner;

import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import java.io.Serializable;

/**
 * What the driver hears of an ended unit.
 *
 * @param unit its key
 * @param label for people
 * @param status as in {@link Attempt}
 * @param error one line, or null
 * @param committed the attempt that counts, or null if the unit failed
 */
record UnitResult(String unit, String label, String status, String error, Packed committed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static UnitResult of(Attempt ended) {
    return new UnitResult(
        ended.unit(),
        ended.label(),
        ended.status(),
        ended.error(),
        ended.committed() ? Packed.of(ended) : null);
  }

  boolean ok() {
    return status.equals(Attempt.DONE);
  }
}
