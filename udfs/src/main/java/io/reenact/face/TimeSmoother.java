package io.reenact.face;

/**
 * Smooths a signal in time: at each instant a weighted polynomial fit of the samples about it
 * (Savitzky-Golay with Gaussian weights), by presentation time, so that uneven frame times and gaps
 * do no harm.
 */
public final class TimeSmoother {
  private TimeSmoother() {}

  /**
   * Smooths.
   *
   * @param timeUs times of the samples, increasing
   * @param values one a sample
   * @param sigmaUs standard deviation of the weights, microseconds
   * @param degree 0, 1 or 2: a constant, a line or a parabola
   */
  public static double[] smooth(long[] timeUs, double[] values, double sigmaUs, int degree) {
    int n = values.length;
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      double[] s = new double[5];
      double[] b = new double[3];
      for (int dir = -1; dir <= 1; dir += 2) {
        for (int k = dir < 0 ? i : i + 1; k >= 0 && k < n; k += dir) {
          double t = (timeUs[k] - timeUs[i]) / sigmaUs;
          if (Math.abs(t) > 4) {
            break;
          }
          double w = Math.exp(-0.5 * t * t);
          double power = w;
          for (int d = 0; d < 5; d++) {
            s[d] += power;
            if (d < 3) {
              b[d] += power * values[k];
            }
            power *= t;
          }
        }
      }
      out[i] = valueAtZero(s, b, degree);
    }
    return out;
  }

  /** The fitted polynomial's constant term, of as high a degree as the samples support. */
  private static double valueAtZero(double[] s, double[] b, int degree) {
    if (degree >= 2) {
      double c0 = s[2] * s[4] - s[3] * s[3];
      double c1 = s[2] * s[3] - s[1] * s[4];
      double c2 = s[1] * s[3] - s[2] * s[2];
      double det = s[0] * c0 + s[1] * c1 + s[2] * c2;
      if (det > 1e-6 * s[0] * s[0] * s[0]) {
        return (c0 * b[0] + c1 * b[1] + c2 * b[2]) / det;
      }
    }
    if (degree >= 1) {
      double det = s[0] * s[2] - s[1] * s[1];
      if (det > 1e-6 * s[0] * s[0]) {
        return (s[2] * b[0] - s[1] * b[1]) / det;
      }
    }
    return b[0] / s[0];
  }
}
