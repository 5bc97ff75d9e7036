package io.reenact.face;

/** 2x3 row-major affine maps of the plane. */
final class Affine {
  private Affine() {}

  /** Turns by {@code angle} (positive: clockwise in a picture), scales, then shifts by (tx, ty). */
  static double[] similarity(double scale, double angle, double tx, double ty) {
    double c = scale * Math.cos(angle);
    double s = scale * Math.sin(angle);
    return new double[] {c, -s, tx, s, c, ty};
  }

  /** First {@code b}, then {@code a}. */
  static double[] compose(double[] a, double[] b) {
    return new double[] {
      a[0] * b[0] + a[1] * b[3],
      a[0] * b[1] + a[1] * b[4],
      a[0] * b[2] + a[1] * b[5] + a[2],
      a[3] * b[0] + a[4] * b[3],
      a[3] * b[1] + a[4] * b[4],
      a[3] * b[2] + a[4] * b[5] + a[5]
    };
  }

  /**
   * The inverse.
   *
   * @throws IllegalArgumentException if there is none
   */
  static double[] invert(double[] m) {
    double det = m[0] * m[4] - m[1] * m[3];
    if (!(Math.abs(det) > 1e-12)) {
      throw new IllegalArgumentException("a crop transform without an inverse");
    }
    double a = m[4] / det;
    double b = -m[1] / det;
    double c = -m[3] / det;
    double d = m[0] / det;
    return new double[] {a, b, -a * m[2] - b * m[5], c, d, -c * m[2] - d * m[5]};
  }
}
