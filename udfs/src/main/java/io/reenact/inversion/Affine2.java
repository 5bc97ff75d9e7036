package io.reenact.inversion;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.QRDecomposition;

/** Least-squares affine maps of the plane. */
final class Affine2 {
  private Affine2() {}

  /**
   * The map that takes points closest to others.
   *
   * @param from x, y pairs, at least three that are not on a line
   * @param to as many
   * @return a, b, c, d, e, f: x' = a x + b y + c, y' = d x + e y + f
   */
  static double[] fit(double[] from, double[] to) {
    int n = from.length / 2;
    Array2DRowRealMatrix m = new Array2DRowRealMatrix(n, 3);
    ArrayRealVector x = new ArrayRealVector(n);
    ArrayRealVector y = new ArrayRealVector(n);
    for (int i = 0; i < n; i++) {
      m.setEntry(i, 0, from[2 * i]);
      m.setEntry(i, 1, from[2 * i + 1]);
      m.setEntry(i, 2, 1);
      x.setEntry(i, to[2 * i]);
      y.setEntry(i, to[2 * i + 1]);
    }
    DecompositionSolver solver = new QRDecomposition(m).getSolver();
    double[] a = solver.solve(x).toArray();
    double[] b = solver.solve(y).toArray();
    return new double[] {a[0], a[1], a[2], b[0], b[1], b[2]};
  }
}
