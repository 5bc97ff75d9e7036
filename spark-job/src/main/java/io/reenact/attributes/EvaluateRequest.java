package io.reenact.attributes;

import io.reenact.boundary.LatentSource;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;

/**
 * How edits are compared.
 *
 * @param samples labelled people to learn to read attributes from
 * @param people that edits are tried on
 * @param change of the attribute that every edit is to reach, in spreads of what is read
 */
public record EvaluateRequest(LatentSource.Generated samples, int people, double change) {
  private static final int FEWEST_SAMPLES = 100;
  private static final int MOST_SAMPLES = 20_000;
  private static final int FEWEST_PEOPLE = 2;
  private static final int MOST_PEOPLE = 10_000;

  /**
   * @throws UserError naming the option that is out of its range
   */
  public EvaluateRequest {
    require("--samples", samples.count(), FEWEST_SAMPLES, MOST_SAMPLES);
    require("--people", people, FEWEST_PEOPLE, MOST_PEOPLE);
    if (!(change > 0) || change > 10) {
      throw new BadSetting("--change must be above 0, and 10 at most, not " + change);
    }
  }

  private static void require(String option, int value, int low, int high) {
    if (value < low || value > high) {
      throw new BadSetting(option + " must be " + low + " to " + high + ", not " + value);
    }
  }
}
