package io.reenact.fit;

import io.reenact.error.BadSetting;
import io.reenact.error.UserError;

/**
 * An encoder to be fitted.
 *
 * @param samples pictures a stage
 * @param stages regressions, one after another
 * @param seed of all draws
 * @param ridge of the regressions, above 0; later stages take ten times as much
 * @param tried pictures that the result is tried on
 * @param pictures at most so many of a workspace's are learnt from
 */
public record EncoderRequest(
    int samples, int stages, long seed, double ridge, int tried, int pictures) {
  private static final int FEWEST = 20;
  private static final int MOST_STAGES = 6;

  /**
   * @throws UserError naming the option that is out of its range
   */
  public EncoderRequest {
    if (samples < FEWEST) {
      throw new BadSetting("--samples must be at least " + FEWEST + ", not " + samples);
    }
    if (stages < 1 || stages > MOST_STAGES) {
      throw new BadSetting("--stages must be 1 to " + MOST_STAGES + ", not " + stages);
    }
    if (!(ridge > 0)) {
      throw new BadSetting("--ridge must be above 0, not " + ridge);
    }
    if (pictures < 1) {
      throw new BadSetting("--pictures must be at least 1, not " + pictures);
    }
    if (tried < 1) {
      throw new BadSetting("--tried must be at least 1, not " + tried);
    }
  }
}
