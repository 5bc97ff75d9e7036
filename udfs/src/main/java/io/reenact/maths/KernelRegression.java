package io.reenact.maths;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.util.MathArrays;

/**
 * Smooth interpolation of vectors that are known at a few places: the mean of a Gaussian process
 * (Rasmussen and Williams 2006, equation 2.25) with a squared exponential kernel around the
 * samples' mean, which it returns to far from all of them.
 */
public final class KernelRegression {
  private final double[][] places;
  private final double length;
  private final double[] mean;
  private final RealMatrix weights;

  /**
   * @param places of the samples, {@code [n][dimensions]}
   * @param values there, {@code [n][outputs]}
   * @param length distance over which values are alike
   * @param chance of the values' variance, how much is chance, above 0
   */
  public KernelRegression(double[][] places, double[][] values, double length, double chance) {
    this.places = places;
    this.length = length;
    int n = places.length;
    mean = new double[values[0].length];
    for (double[] v : values) {
      Arrays.setAll(mean, i -> mean[i] + v[i] / n);
    }
    RealMatrix gram = new Array2DRowRealMatrix(n, n);
    RealMatrix apart = new Array2DRowRealMatrix(n, mean.length);
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        gram.setEntry(a, b, kernel(places[a], places[b]));
      }
      gram.addToEntry(a, a, chance);
      for (int i = 0; i < mean.length; i++) {
        apart.setEntry(a, i, values[a][i] - mean[i]);
      }
    }
    weights = new CholeskyDecomposition(gram, 1e-6, 1e-12).getSolver().solve(apart);
  }

  /** The value at a place. */
  public double[] at(double[] place) {
    double[] value = mean.clone();
    for (int k = 0; k < places.length; k++) {
      double like = kernel(place, places[k]);
      for (int i = 0; i < value.length; i++) {
        value[i] += like * weights.getEntry(k, i);
      }
    }
    return value;
  }

  private double kernel(double[] a, double[] b) {
    double apart = MathArrays.distance(a, b) / length;
    return Math.exp(-apart * apart / 2);
  }
}
