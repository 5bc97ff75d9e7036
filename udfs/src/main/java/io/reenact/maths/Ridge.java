package io.reenact.maths;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** Ridge regression from sums. */
public final class Ridge {
  private Ridge() {}

  /**
   * The map from inputs to outputs that is best in the sense of least squares.
   *
   * @param square X'X
   * @param cross X'Y
   * @param ridge share of each input's own sum of squares that is added to it, above 0
   * @return {@code [inputs][outputs]}; zeros for an input that never changes
   */
  public static RealMatrix solve(RealMatrix square, RealMatrix cross, double ridge) {
    int n = square.getRowDimension();
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      double own = square.getEntry(i, i);
      scale[i] = own > 0 ? 1 / Math.sqrt(own) : 0;
    }
    RealMatrix normal = new Array2DRowRealMatrix(n, n);
    RealMatrix right = new Array2DRowRealMatrix(n, cross.getColumnDimension());
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double v = square.getEntry(i, j) * scale[i] * scale[j];
        normal.setEntry(i, j, v);
        normal.setEntry(j, i, v);
      }
      normal.setEntry(i, i, 1 + ridge);
      for (int j = 0; j < right.getColumnDimension(); j++) {
        right.setEntry(i, j, cross.getEntry(i, j) * scale[i]);
      }
    }
    RealMatrix solved = new CholeskyDecomposition(normal, 1e-6, 1e-14).getSolver().solve(right);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < right.getColumnDimension(); j++) {
        solved.multiplyEntry(i, j, scale[i]);
      }
    }
    return solved;
  }
}
