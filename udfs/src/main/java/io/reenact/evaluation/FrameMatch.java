package io.reenact.evaluation;

import io.reenact.error.BadInput;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which frame of somebody's video answers which frame of its driver. As many frames: each its own,
 * whatever the frame rates say. Else the frame that is shown at the driver's time, counted from the
 * first frames; then both must be about as long.
 */
final class FrameMatch {
  /** The most that lengths may differ by, as a share of the driver's, and in frames. */
  private static final double SHARE = 0.02;

  private static final double FRAMES = 2.5;

  private FrameMatch() {}

  /**
   * Matches.
   *
   * @param result presentation times, microseconds, increasing
   * @param driver likewise
   * @return for each frame of the driver one of the result
   * @throws BadInput if the lengths differ
   */
  static int[] of(long[] result, long[] driver) {
    int[] match = new int[driver.length];
    if (result.length == driver.length) {
      Arrays.setAll(match, i -> i);
      return match;
    }
    double step = Math.max(step(result), step(driver));
    double mine = result[result.length - 1] - result[0] + step(result);
    double its = driver[driver.length - 1] - driver[0] + step(driver);
    if (result.length < 2 || Math.abs(mine - its) > Math.max(SHARE * its, FRAMES * step)) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "the video has %d frames (%.2f s), its driver %d (%.2f s): give as many frames, or a"
                  + " video as long",
              result.length,
              mine / 1e6,
              driver.length,
              its / 1e6));
    }
    for (int i = 0; i < match.length; i++) {
      long at = driver[i] - driver[0] + result[0];
      int found = Arrays.binarySearch(result, at);
      int right = Math.min(result.length - 1, found < 0 ? -found - 1 : found);
      int left = Math.max(0, right - 1);
      match[i] = at - result[left] < result[right] - at ? left : right;
    }
    return match;
  }

  private static double step(long[] times) {
    return times.length < 2 ? 0 : (times[times.length - 1] - times[0]) / (times.length - 1.0);
  }
}
