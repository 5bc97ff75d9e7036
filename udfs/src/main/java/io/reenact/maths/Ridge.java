package io.reenact.maths;

import java.util.Arrays;
import java.util.stream.IntStream;
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
    double[] all = new double[square.getRowDimension()];
    Arrays.fill(all, ridge);
    return solve(square, cross, all);
  }

  /**
   * The same with a ridge of its own for each input.
   *
   * @param ridge as above, {@code [inputs]}
   */
  public static RealMatrix solve(RealMatrix square, RealMatrix cross, double[] ridge) {
    int[] used =
        IntStream.range(0, square.getRowDimension())
            .filter(i -> square.getEntry(i, i) > 0)
            .toArray();
    int n = used.length;
    int outputs = cross.getColumnDimension();
    RealMatrix all = new Array2DRowRealMatrix(square.getRowDimension(), outputs);
    if (n == 0) {
      return all;
    }
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      scale[i] = 1 / Math.sqrt(square.getEntry(used[i], used[i]));
    }
    RealMatrix normal = new Array2DRowRealMatrix(n, n);
    RealMatrix right = new Array2DRowRealMatrix(n, outputs);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double v = square.getEntry(used[i], used[j]) * scale[i] * scale[j];
        normal.setEntry(i, j, v);
        normal.setEntry(j, i, v);
      }
      normal.setEntry(i, i, 1 + ridge[used[i]]);
      for (int j = 0; j < outputs; j++) {
        right.setEntry(i, j, cross.getEntry(used[i], j) * scale[i]);
      }
    }
    RealMatrix solved = new CholeskyDecomposition(normal, 1e-6, 1e-14).getSolver().solve(right);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < outputs; j++) {
        all.setEntry(used[i], j, solved.getEntry(i, j) * scale[i]);
      }
    }
    return all;
  }
}
