package io.reenact.report;

import io.reenact.maths.Spectrum;
import java.io.Serializable;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;

/**
 * The two directions in which vectors vary most about zero, the neutral face: their principal
 * components without a mean. They are unit vectors, each turned so that its greatest entry is
 * positive.
 *
 * @param directions two vectors as long as the data's
 * @param shares of the data's energy that lie along them
 */
@SuppressWarnings("ArrayRecordComponent") // two directions, not a value to compare
record Plane(float[][] directions, double[] shares) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @param vectors of one length, at least one
   */
  static Plane of(List<float[]> vectors) {
    int n = vectors.size();
    double[][] gram = new double[n][n];
    double energy = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = dot(vectors.get(i), vectors.get(j));
        gram[j][i] = gram[i][j];
      }
      energy += gram[i][i];
    }
    Spectrum found = Spectrum.of(new Array2DRowRealMatrix(gram, false));
    float[][] directions = new float[2][vectors.get(0).length];
    double[] shares = new double[2];
    for (int k = 0; k < Math.min(2, n); k++) {
      double value = found.values()[k];
      if (value > 1e-12 * energy && energy > 0) {
        double[] weights = found.vectors().getColumn(k);
        directions[k] = direction(vectors, weights);
        shares[k] = value / energy;
      }
    }
    return new Plane(directions, shares);
  }

  private static float[] direction(List<float[]> vectors, double[] weights) {
    double[] sum = new double[vectors.get(0).length];
    for (int i = 0; i < weights.length; i++) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += weights[i] * vectors.get(i)[d];
      }
    }
    double length = 0;
    double greatest = 0;
    for (double v : sum) {
      length += v * v;
      greatest = Math.abs(v) > Math.abs(greatest) ? v : greatest;
    }
    double scale = Math.signum(greatest) / Math.sqrt(length);
    float[] direction = new float[sum.length];
    for (int d = 0; d < sum.length; d++) {
      direction[d] = (float) (scale * sum[d]);
    }
    return direction;
  }

  /** Where a vector is in the plane. */
  double[] at(float[] vector) {
    return new double[] {dot(vector, directions[0]), dot(vector, directions[1])};
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
