package io.reenact.unit;

import io.reenact.error.UserError;
import io.reenact.row.RunRow;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The record of one ended attempt at a unit: as {@code commit.json} it makes the unit's result
 * valid, as {@code error-N.json} it says why there is none.
 *
 * @param stage the stage's name
 * @param unit the key
 * @param label for people, such as {@code identity/clip}
 * @param algorithm version of the stage's algorithm
 * @param settings hash of the settings that count for the stage
 * @param madeWith hash, in the table settings, of all settings and versions; null: older ones
 * @param attempt from 1
 * @param status {@code done}; {@code bad}: ended, but the input is at fault; {@code failed}
 * @param error one line, or null
 * @param trace stack trace of an unexpected error, or null
 * @param started ISO 8601, UTC
 * @param seconds wall time
 * @param split seconds spent in decode, compute and wait, and by {@link #PHASE}
 * @param memoryBytes the most that the process had in RAM while it ran; null: unknown, or an older
 *     version's
 * @param device such as {@code cpu} or {@code cuda:0}
 * @param host where it ran
 * @param versions of what computed it
 * @param files the result; empty if failed
 */
public record Attempt(
    String stage,
    String unit,
    String label,
    int algorithm,
    String settings,
    String madeWith,
    int attempt,
    String status,
    String error,
    String trace,
    String started,
    double seconds,
    Map<String, Double> split,
    Long memoryBytes,
    String device,
    String host,
    Map<String, String> versions,
    List<UnitFile> files) {
  /**
   * @throws UserError if it is the record of no attempt
   */
  public Attempt {
    if (stage == null || label == null || started == null) {
      throw new UserError("stage, label and started are needed");
    }
    try {
      Instant.parse(started);
    } catch (DateTimeParseException e) {
      throw new UserError("started is a moment, unlike " + started, e);
    }
    if (status == null || !Set.of(DONE, BAD, FAILED).contains(status)) {
      throw new UserError("status is done, bad or failed, not " + status);
    }
    if (unit == null || split == null || versions == null || files == null || attempt < 1) {
      throw new UserError("unit, split, versions, files and an attempt from 1 are needed");
    }
    for (UnitFile file : files) {
      if (file == null
          || (file.table() != null
              && !file.path().startsWith("_units/" + stage + "/" + unit + "/"))) {
        throw new UserError("it names rows of another unit: " + file);
      }
    }
  }

  /** How the names of phases begin in {@link #split}. */
  public static final String PHASE = "phase ";

  /** The unit's result is valid and complete. */
  public static final String DONE = "done";

  /** The unit ended for good, but its input can't be used; the rows say so. */
  public static final String BAD = "bad";

  /** The unit has no result; a rerun tries again. */
  public static final String FAILED = "failed";

  /** Whether there is a result that a rerun keeps. */
  public boolean committed() {
    return !status.equals(FAILED);
  }

  private Map<String, Float> phases() {
    Map<String, Float> phases = new TreeMap<>();
    split.forEach(
        (name, s) -> {
          if (name.startsWith(PHASE)) {
            phases.put(name.substring(PHASE.length()), s.floatValue());
          }
        });
    return phases.isEmpty() ? null : phases;
  }

  /** Its row in the table runs. */
  public RunRow run() {
    return new RunRow(
        stage,
        label,
        attempt,
        status,
        error,
        Instant.parse(started),
        seconds,
        split.getOrDefault("decode", 0.0),
        split.getOrDefault("compute", 0.0),
        split.getOrDefault("wait", 0.0),
        phases(),
        memoryBytes,
        device,
        host,
        versions);
  }
}
