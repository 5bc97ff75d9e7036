package io.reenact.fit;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;

/**
 * Directions to be fitted.
 *
 * @param samples changes of latents to read
 * @param seed of all draws
 * @param ridge of the regression, above 0
 * @param steps of the training through the generator; 0: none
 * @param pairs that the result is tried on
 */
public record DirectionRequest(int samples, long seed, double ridge, int steps, int pairs) {
  private static final int FEWEST = 50;
  private static final int MOST_STEPS = 1_000_000;
  private static final int MOST_PAIRS = 100_000;

  /**
   * @throws UserError naming the option that is out of its range
   */
  public DirectionRequest {
    if (samples < FEWEST) {
      throw new BadSetting("--samples must be at least " + FEWEST + ", not " + samples);
    }
    if (!(ridge > 0)) {
      throw new BadSetting("--ridge must be above 0, not " + ridge);
    }
    if (steps < 0 || steps > MOST_STEPS) {
      throw new BadSetting("--steps must be 0 to " + MOST_STEPS + ", not " + steps);
    }
    requirePairs(pairs);
  }

  /**
   * Checks a number of pairs.
   *
   * @throws UserError if it is out of range
   */
  public static void requirePairs(int pairs) {
    if (pairs < 1 || pairs > MOST_PAIRS) {
      throw new BadSetting("--pairs must be 1 to " + MOST_PAIRS + ", not " + pairs);
    }
  }
}
