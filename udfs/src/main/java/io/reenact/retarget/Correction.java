package io.reenact.retarget;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The search for the coefficients that have one key frame show what is wanted: Gauss-Newton steps
 * with a ridge, along slopes that every look improves (Broyden's good method).
 */
final class Correction {
  /** Slopes at which a step is too short to tell anything. */
  private static final double LEAST_STEP = 1e-9;

  /** Ridge of a control that may not move. */
  private static final double HELD = 1e12;

  private final double[] wanted;
  private final boolean[] counted;
  private final double[] ridge;
  private final double[][] bounds;
  private RealMatrix slopes;
  private double[] seen;
  private double[] at;
  private double[] tried;

  /**
   * @param wanted marks
   * @param counted which of them count
   * @param seen marks that are seen without a correction
   * @param slopes of marks by control, {@code [marks][controls]}
   * @param bounds least and most, by control
   */
  Correction(
      double[] wanted,
      boolean[] counted,
      double[] seen,
      RealMatrix slopes,
      List<Control> controls,
      double[][] bounds) {
    this.wanted = wanted;
    this.counted = counted;
    this.seen = seen;
    this.slopes = slopes;
    this.bounds = bounds;
    this.ridge = new double[controls.size()];
    for (int c = 0; c < ridge.length; c++) {
      boolean held = bounds[c][0] == bounds[c][1];
      ridge[c] = held ? HELD : Math.pow(controls.get(c).spread(), -2);
    }
    this.at = new double[ridge.length];
    this.tried = next();
  }

  /** Coefficients to look at, or to end with. */
  double[] tried() {
    return tried;
  }

  /** Learns from a look at {@link #tried}, keeps it if it is better, and steps on. */
  void saw(double[] marks) {
    RealVector step = new ArrayRealVector(tried).subtract(new ArrayRealVector(at));
    double square = step.dotProduct(step);
    if (square > LEAST_STEP) {
      RealVector off =
          new ArrayRealVector(marks)
              .subtract(new ArrayRealVector(seen))
              .subtract(slopes.operate(step));
      slopes = slopes.add(off.outerProduct(step).scalarMultiply(1 / square));
    }
    if (error(marks, tried) <= error(seen, at)) {
      seen = marks;
      at = tried;
    }
    tried = next();
  }

  private double error(double[] marks, double[] coefficients) {
    double sum = 0;
    for (int i = 0; i < marks.length; i++) {
      sum += counted[i] ? (wanted[i] - marks[i]) * (wanted[i] - marks[i]) : 0;
    }
    for (int c = 0; c < ridge.length; c++) {
      sum += ridge[c] * coefficients[c] * coefficients[c];
    }
    return sum;
  }

  private double[] next() {
    int n = ridge.length;
    RealMatrix normal = new Array2DRowRealMatrix(n, n);
    RealVector right = new ArrayRealVector(n);
    for (int a = 0; a < n; a++) {
      normal.addToEntry(a, a, ridge[a]);
      right.addToEntry(a, -ridge[a] * at[a]);
      for (int i = 0; i < wanted.length; i++) {
        if (counted[i]) {
          right.addToEntry(a, slopes.getEntry(i, a) * (wanted[i] - seen[i]));
          for (int b = 0; b < n; b++) {
            normal.addToEntry(a, b, slopes.getEntry(i, a) * slopes.getEntry(i, b));
          }
        }
      }
    }
    double[] step =
        new CholeskyDecomposition(normal, 1e-6, 1e-12).getSolver().solve(right).toArray();
    double[] next = new double[n];
    Arrays.setAll(next, c -> within(bounds[c], at[c] + step[c]));
    return next;
  }

  /** The value nearest to one that lies within bounds. */
  static double within(double[] bounds, double value) {
    return Math.max(bounds[0], Math.min(bounds[1], value));
  }
}
