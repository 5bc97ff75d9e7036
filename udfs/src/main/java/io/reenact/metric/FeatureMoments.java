package io.reenact.metric;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Count, mean and covariance of a set of feature vectors, gathered one by one and merged across
 * partitions; the Frechet distance of two sets. Not for use by several threads at once.
 */
public final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int dim;
  private final double[] mean;

  /** Sums of products of deviations from the mean: the upper triangle, row by row. */
  private final double[] scatter;

  private long count;

  /**
   * @param dim numbers in a feature vector
   */
  public FeatureMoments(int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("features of " + dim + " numbers");
    }
    this.dim = dim;
    this.mean = new double[dim];
    this.scatter = new double[dim * (dim + 1) / 2];
  }

  /** Vectors seen. */
  public long count() {
    return count;
  }

  /** Their mean, {@code [dim]}. */
  public double[] mean() {
    return mean.clone();
  }

  /** Adds a vector {@code [dim]} (Welford's update, exact for large counts and small spreads). */
  public void add(float[] feature) {
    if (feature.length != dim) {
      throw new IllegalArgumentException(feature.length + " features, not " + dim);
    }
    double[] before = new double[dim];
    count++;
    for (int i = 0; i < dim; i++) {
      before[i] = feature[i] - mean[i];
      mean[i] += before[i] / count;
    }
    int k = 0;
    for (int i = 0; i < dim; i++) {
      for (int j = i; j < dim; j++) {
        scatter[k++] += before[i] * (feature[j] - mean[j]);
      }
    }
  }

  /** Adds all vectors of another set (Chan et al. 1979). */
  public void merge(FeatureMoments other) {
    if (other.dim != dim) {
      throw new IllegalArgumentException(other.dim + " features, not " + dim);
    }
    if (other.count == 0) {
      return;
    }
    double[] apart = new double[dim];
    for (int i = 0; i < dim; i++) {
      apart[i] = other.mean[i] - mean[i];
    }
    double total = count + other.count;
    double weight = count * (other.count / total);
    int k = 0;
    for (int i = 0; i < dim; i++) {
      for (int j = i; j < dim; j++) {
        scatter[k] += other.scatter[k] + weight * apart[i] * apart[j];
        k++;
      }
    }
    for (int i = 0; i < dim; i++) {
      mean[i] += apart[i] * other.count / total;
    }
    count += other.count;
  }

  /** Their covariance {@code [dim, dim]} with divisor {@code count - 1}; zero for one vector. */
  RealMatrix covariance() {
    double[][] c = new double[dim][dim];
    double n = Math.max(1, count - 1);
    int k = 0;
    for (int i = 0; i < dim; i++) {
      for (int j = i; j < dim; j++) {
        c[i][j] = scatter[k++] / n;
        c[j][i] = c[i][j];
      }
    }
    return new Array2DRowRealMatrix(c, false);
  }

  /**
   * The Frechet distance of Gaussians with the moments of two sets (Dowson and Landau 1982; Heusel
   * et al. 2017): {@code |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))}. The trace of the root is
   * that of {@code (C1^(1/2) C2 C1^(1/2))^(1/2)}, which is symmetric, so no complex root appears.
   * In squared units of the features, at least 0; biased upwards for few vectors, so only compare
   * sets of like size.
   *
   * @throws IllegalArgumentException if a set is empty or their dimensions differ
   */
  public static double frechet(FeatureMoments a, FeatureMoments b) {
    if (a.dim != b.dim || a.count == 0 || b.count == 0) {
      throw new IllegalArgumentException(
          "Frechet distance of "
              + a.count
              + " vectors of "
              + a.dim
              + " numbers and "
              + b.count
              + " of "
              + b.dim);
    }
    double distance = 0;
    for (int i = 0; i < a.dim; i++) {
      double d = a.mean[i] - b.mean[i];
      distance += d * d;
    }
    RealMatrix ca = a.covariance();
    RealMatrix cb = b.covariance();
    RealMatrix root = root(ca);
    RealMatrix between = root.multiply(cb).multiply(root);
    // Rounding breaks the symmetry that the decomposition looks for.
    RealMatrix symmetric = between.add(between.transpose()).scalarMultiply(0.5);
    double cross = Arrays.stream(roots(new EigenDecomposition(symmetric))).sum();
    return Math.max(0, distance + ca.getTrace() + cb.getTrace() - 2 * cross);
  }

  private static RealMatrix root(RealMatrix covariance) {
    EigenDecomposition e = new EigenDecomposition(covariance);
    RealMatrix d = MatrixUtils.createRealDiagonalMatrix(roots(e));
    return e.getV().multiply(d).multiply(e.getVT());
  }

  private static double[] roots(EigenDecomposition e) {
    return Arrays.stream(e.getRealEigenvalues()).map(v -> Math.sqrt(Math.max(0, v))).toArray();
  }
}
