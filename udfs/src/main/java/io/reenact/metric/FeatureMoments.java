package io.reenact.metric;

import io.reenact.maths.Spectrum;
import java.io.Serializable;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Mean and covariance of feature vectors, gathered one by one and merged in any grouping (Chan et
 * al. 1979), and the Fr&eacute;chet distance of two such clouds (Heusel et al. 2017, equation 6).
 * Mutable, for one thread.
 */
public final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Added to variances, as a share of their mean: fewer samples than features leave some at 0. */
  private static final double RIDGE = 1e-6;

  private final int size;
  private final double[] mean;
  private final double[] products;
  private long count;

  /**
   * @param size of the vectors
   */
  public FeatureMoments(int size) {
    this.size = size;
    this.mean = new double[size];
    this.products = new double[size * size];
  }

  /** How many vectors there were. */
  public long count() {
    return count;
  }

  /** Size of the vectors. */
  public int size() {
    return size;
  }

  /**
   * Takes a vector.
   *
   * @throws IllegalArgumentException if it has another size or is not finite
   */
  public void add(float[] features) {
    if (features.length != size) {
      throw new IllegalArgumentException(features.length + " features, not " + size);
    }
    double[] before = new double[size];
    for (int i = 0; i < size; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException("feature " + i + " is " + features[i]);
      }
      before[i] = features[i] - mean[i];
    }
    count++;
    for (int i = 0; i < size; i++) {
      mean[i] += before[i] / count;
    }
    for (int i = 0; i < size; i++) {
      double after = features[i] - mean[i];
      for (int j = 0; j < size; j++) {
        products[i * size + j] += after * before[j];
      }
    }
  }

  /** Takes all that another one took. */
  public void merge(FeatureMoments other) {
    if (other.size != size) {
      throw new IllegalArgumentException(other.size + " features, not " + size);
    }
    if (other.count == 0) {
      return;
    }
    long all = count + other.count;
    double weight = (double) count * other.count / all;
    double[] apart = new double[size];
    for (int i = 0; i < size; i++) {
      apart[i] = other.mean[i] - mean[i];
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        products[i * size + j] += other.products[i * size + j] + weight * apart[i] * apart[j];
      }
    }
    for (int i = 0; i < size; i++) {
      mean[i] += apart[i] * other.count / all;
    }
    count = all;
  }

  /**
   * Squared Fr&eacute;chet distance of the two Gaussians with these means and covariances, as FID
   * is: {@code |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))}. It depends on the number of samples,
   * which is why {@link #count} stands beside it.
   *
   * @throws IllegalArgumentException if either has fewer than two vectors, or other features
   */
  public double frechet(FeatureMoments other) {
    if (other.size != size) {
      throw new IllegalArgumentException(other.size + " features, not " + size);
    }
    if (count < 2 || other.count < 2) {
      throw new IllegalArgumentException(
          "a covariance needs 2 vectors, not " + Math.min(count, other.count));
    }
    RealMatrix a = covariance();
    RealMatrix b = other.covariance();
    RealMatrix root = root(a);
    // The eigenvalues of a^(1/2) b a^(1/2) are those of a b.
    double cross = 0;
    for (double e : Spectrum.of(symmetric(root.multiply(b).multiply(root))).values()) {
      cross += Math.sqrt(Math.max(0, e));
    }
    double apart = 0;
    for (int i = 0; i < size; i++) {
      apart += (mean[i] - other.mean[i]) * (mean[i] - other.mean[i]);
    }
    return Math.max(0, apart + a.getTrace() + b.getTrace() - 2 * cross);
  }

  private RealMatrix covariance() {
    double[][] c = new double[size][size];
    double trace = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        c[i][j] = (products[i * size + j] + products[j * size + i]) / 2 / (count - 1);
      }
      trace += c[i][i];
    }
    for (int i = 0; i < size; i++) {
      c[i][i] += RIDGE * trace / size;
    }
    return new Array2DRowRealMatrix(c, false);
  }

  private static RealMatrix root(RealMatrix matrix) {
    Spectrum spectrum = Spectrum.of(matrix);
    double[] roots = spectrum.values().clone();
    for (int i = 0; i < roots.length; i++) {
      roots[i] = Math.sqrt(Math.max(0, roots[i]));
    }
    RealMatrix vectors = spectrum.vectors();
    return vectors
        .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
        .multiply(vectors.transpose());
  }

  private static RealMatrix symmetric(RealMatrix m) {
    return m.add(m.transpose()).scalarMultiply(0.5);
  }
}
