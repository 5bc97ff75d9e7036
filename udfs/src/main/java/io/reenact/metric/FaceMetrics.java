package io.reenact.metric;

import org.apache.commons.math3.geometry.euclidean.threed.Rotation;

/** Distances of two faces: identity, head pose, expression. */
public final class FaceMetrics {
  private static final double NOT_ORTHOGONAL = 1e-3;
  private static final int ROTATION = 9;

  private FaceMetrics() {}

  /**
   * Cosine of the angle between two identity embeddings (CSIM): {@code a . b / (|a| |b|)}, from -1
   * to 1, higher is more alike. NaN if one is all zeros.
   *
   * @param a {@code [d]}
   * @param b {@code [d]}
   */
  public static double csim(float[] a, float[] b) {
    sameLength(a, b);
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)));
  }

  /**
   * The angle of the one rotation that turns one head pose into the other, in degrees from 0 to
   * 180: {@code acos((trace(A^T B) - 1) / 2)} (Huynh 2009, "Metrics for 3D rotations", metric 6).
   *
   * @param a rotation {@code [3, 3]}, row-major
   * @param b rotation {@code [3, 3]}, row-major
   * @throws IllegalArgumentException if one is no rotation
   */
  public static double poseAngle(double[] a, double[] b) {
    return Math.toDegrees(Rotation.distance(rotation(a), rotation(b)));
  }

  /**
   * Average pose distance (APD) in degrees: the mean absolute difference of yaw, pitch and roll, as
   * reenactment papers give it (Ren et al. 2021, PIRenderer). Angles are those of {@code Ry(yaw)
   * Rx(pitch) Rz(roll)}; differences are taken the short way round.
   *
   * @param a rotation {@code [3, 3]}, row-major
   * @param b rotation {@code [3, 3]}, row-major
   * @throws IllegalArgumentException if one is no rotation
   */
  public static double apd(double[] a, double[] b) {
    double[] x = yawPitchRoll(a);
    double[] y = yawPitchRoll(b);
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += Math.abs(Math.IEEEremainder(x[i] - y[i], 360));
    }
    return sum / 3;
  }

  /**
   * Yaw, pitch and roll in degrees of {@code R = Ry(yaw) Rx(pitch) Rz(roll)}.
   *
   * @param r rotation {@code [3, 3]}, row-major
   * @throws IllegalArgumentException if it is none
   */
  public static double[] yawPitchRoll(double[] r) {
    rotation(r);
    return new double[] {
      Math.toDegrees(Math.atan2(r[2], r[8])),
      Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, -r[5])))),
      Math.toDegrees(Math.atan2(r[3], r[4]))
    };
  }

  /**
   * Average expression distance (AED): the mean absolute difference of expression coefficients, or
   * of any vector of expression features (Ren et al. 2021, PIRenderer). In the features' units.
   *
   * @param a {@code [d]}
   * @param b {@code [d]}
   */
  public static double aed(float[] a, float[] b) {
    sameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum / a.length;
  }

  private static Rotation rotation(double[] m) {
    if (m.length != ROTATION) {
      throw new IllegalArgumentException("a rotation has 9 numbers, not " + m.length);
    }
    double[][] rows = {{m[0], m[1], m[2]}, {m[3], m[4], m[5]}, {m[6], m[7], m[8]}};
    double determinant =
        m[0] * (m[4] * m[8] - m[5] * m[7])
            - m[1] * (m[3] * m[8] - m[5] * m[6])
            + m[2] * (m[3] * m[7] - m[4] * m[6]);
    // Not a > in the other direction: NaN is refused too.
    if (!(Math.abs(determinant - 1) < NOT_ORTHOGONAL)) {
      throw new IllegalArgumentException("no rotation: its determinant is " + determinant);
    }
    return new Rotation(rows, NOT_ORTHOGONAL);
  }

  private static void sameLength(float[] a, float[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " numbers can't be compared");
    }
  }
}
