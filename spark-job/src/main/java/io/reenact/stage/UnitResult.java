package io.reenact.stage;

import io.reenact.table.Attempt;
import java.io.Serializable;

/**
 * What the driver hears of an ended unit; the record itself stays in the workspace.
 *
 * @param unit its key
 * @param label for people
 * @param status as in {@link Attempt}
 * @param error one line, or null
 * @param seconds wall time
 * @param cost as predicted
 */
record UnitResult(
    String unit, String label, String status, String error, double seconds, double cost)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  boolean ok() {
    return status.equals(Attempt.DONE);
  }
}
