package io.reenact.face;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Weighted similarity alignment of point sets (Umeyama 1991). */
final class Procrustes {
  private Procrustes() {}

  /**
   * Moves, turns and scales points onto others.
   *
   * @param from {@code [n, 3]}
   * @param to {@code [n, 3]}
   * @param weights n, not negative
   * @return {@code [n, 3]}: {@code from}, aligned
   */
  static double[] align(double[] from, double[] to, double[] weights) {
    double[] a = centre(from, weights);
    double[] b = centre(to, weights);
    double[][] cross = new double[3][3];
    double spread = 0;
    for (int k = 0; k < weights.length; k++) {
      for (int r = 0; r < 3; r++) {
        double x = from[3 * k + r] - a[r];
        spread += weights[k] * x * x;
        for (int c = 0; c < 3; c++) {
          cross[c][r] += weights[k] * (to[3 * k + c] - b[c]) * x;
        }
      }
    }
    SingularValueDecomposition svd =
        new SingularValueDecomposition(new Array2DRowRealMatrix(cross, false));
    double sign =
        Math.signum(new LUDecomposition(svd.getU().multiply(svd.getVT())).getDeterminant());
    RealMatrix mirror = MatrixUtils.createRealDiagonalMatrix(new double[] {1, 1, sign});
    RealMatrix rotation = svd.getU().multiply(mirror).multiply(svd.getVT());
    double[] s = svd.getSingularValues();
    double scale = (s[0] + s[1] + sign * s[2]) / spread;
    double[] out = new double[from.length];
    for (int k = 0; k < weights.length; k++) {
      for (int r = 0; r < 3; r++) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
          sum += rotation.getEntry(r, c) * (from[3 * k + c] - a[c]);
        }
        out[3 * k + r] = scale * sum + b[r];
      }
    }
    return out;
  }

  private static double[] centre(double[] p, double[] weights) {
    double[] c = new double[3];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k];
      for (int r = 0; r < 3; r++) {
        c[r] += weights[k] * p[3 * k + r];
      }
    }
    for (int r = 0; r < 3; r++) {
      c[r] /= sum;
    }
    return c;
  }
}
