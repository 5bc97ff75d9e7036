package io.reenact.metric;

/**
 * Where a face is in three frames in a row.
 *
 * @param before the first
 * @param now the second
 * @param after the third
 */
public record PlaceSteps(PlacePair before, PlacePair now, PlacePair after) {
  private static final int POINTS = 68;

  /**
   * How differently the landmarks of result and driver are accelerated: the mean length of the
   * difference of their second differences, in percent of the distance between the driver's eyes.
   */
  double landmarkJitter() {
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      sum +=
          Math.hypot(
              second(2 * i, PlacePair::found) - second(2 * i, PlacePair::truth),
              second(2 * i + 1, PlacePair::found) - second(2 * i + 1, PlacePair::truth));
    }
    return 100 * sum / POINTS / LandmarkErrors.interocular(now.truth());
  }

  private double second(int i, java.util.function.Function<PlacePair, float[]> of) {
    return (double) of.apply(before)[i] - 2.0 * of.apply(now)[i] + of.apply(after)[i];
  }

  /** The same of yaw, pitch and roll: the mean of the three, degrees. */
  double poseJitter() {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double truth =
          turn(after.trueAngles()[i], now.trueAngles()[i])
              - turn(now.trueAngles()[i], before.trueAngles()[i]);
      double found =
          turn(after.foundAngles()[i], now.foundAngles()[i])
              - turn(now.foundAngles()[i], before.foundAngles()[i]);
      sum += Math.abs(found - truth);
    }
    return Math.toDegrees(sum / 3);
  }

  private static double turn(double to, double from) {
    return Math.IEEEremainder(to - from, 2 * Math.PI);
  }
}
