package io.reenact.attribute;

import io.reenact.error.BadSetting;

/**
 * How a flow is trained.
 *
 * @param couplings how many
 * @param width of the networks' hidden layers
 * @param epochs passes over the samples, at most
 * @param seed of order, noise and weights
 */
public record FlowSettings(int couplings, int width, int epochs, long seed) {
  /**
   * @throws BadSetting naming the option that is out of its range
   */
  public FlowSettings {
    require("couplings", couplings, 64);
    require("width", width, 4096);
    require("epochs", epochs, 10_000);
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new BadSetting("--" + option + " must be 1 to " + most + ", not " + value);
    }
  }
}
