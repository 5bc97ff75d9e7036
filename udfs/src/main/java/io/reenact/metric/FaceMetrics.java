package io.reenact.metric;

import io.reenact.maths.Vectors;
import java.util.List;

/** Distances of two faces: expression, head pose. */
public final class FaceMetrics {
  private FaceMetrics() {}

  /**
   * Average expression distance (AED): the mean absolute difference of expression coefficients, or
   * of any vector of expression features (Ren et al. 2021, PIRenderer). In the features' units.
   *
   * @param a {@code [d]}
   * @param b {@code [d]}
   * @throws IllegalArgumentException if they have different lengths or none
   */
  public static double aed(float[] a, float[] b) {
    if (a.length == 0) {
      throw new IllegalArgumentException("no expression features to compare");
    }
    return Vectors.absoluteDistance(a, b) / a.length;
  }

  /**
   * Average pose distance (APD): the mean absolute difference of yaw, pitch and roll (Ren et al.
   * 2021, PIRenderer), each taken the short way round.
   *
   * @param a yaw, pitch and roll, radians
   * @param b yaw, pitch and roll, radians
   * @return degrees, 0 to 180
   */
  public static double apd(double[] a, double[] b) {
    if (a.length != 3 || b.length != 3) {
      throw new IllegalArgumentException(
          "yaw, pitch and roll are 3 angles, not " + a.length + " and " + b.length);
    }
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += Math.abs(Math.IEEEremainder(a[i] - b[i], 2 * Math.PI));
    }
    return Math.toDegrees(sum / 3);
  }

  /** 1 minus the cosine of the mean identities of first and last third; NaN below 3 frames. */
  static double identityDrift(List<FacePair> frames) {
    int third = frames.size() / 3;
    if (third == 0) {
      return Double.NaN;
    }
    return 1
        - Vectors.cosine(
            identity(frames.subList(0, third)),
            identity(frames.subList(frames.size() - third, frames.size())));
  }

  private static float[] identity(List<FacePair> frames) {
    return Vectors.mean(frames.stream().map(FacePair::identity).toList());
  }
}
