package io.reenact.runner;

import io.reenact.table.UnitKey;
import java.io.Serializable;

/**
 * A piece of work that is done whole or not at all, from seconds to an hour long.
 *
 * @param key the hash of all that decides the result
 * @param label for people, such as {@code identity/clip}
 * @param cost predicted, positive; any unit that is the same in the whole stage, best frames
 * @param affinity units of equal affinity are run in one task where balance allows, so that what
 *     they share is loaded once; or null
 * @param spec what the engine needs to know; small
 */
public record Unit<S extends Serializable>(
    UnitKey key, String label, double cost, String affinity, S spec) implements Serializable {
  /** Checks the cost. */
  public Unit {
    if (!(cost > 0)) {
      throw new IllegalArgumentException("cost of " + label + " must be positive: " + cost);
    }
  }

  /** A unit without affinity. */
  public Unit(UnitKey key, String label, double cost, S spec) {
    this(key, label, cost, null, spec);
  }
}
