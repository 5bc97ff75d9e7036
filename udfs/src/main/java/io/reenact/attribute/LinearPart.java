package io.reenact.attribute;

import io.reenact.maths.Spectrum;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * What is linear in a flow: how the mean of w moves with the attributes, and whitened principal
 * axes of what is left of w. Axes along which hardly anything is left stay out of the couplings,
 * and what a latent has along them stays as it is.
 *
 * @param mean of w, {@code [w_dim]}
 * @param shift of w by a standard deviation of each attribute, {@code [attributes][w_dim]}
 * @param into whitened axes, {@code [size][w_dim]}
 * @param outOf back from them, {@code [size][w_dim]}
 * @param reader attributes of w, {@code [attributes][w_dim]}, in standard deviations, at w - mean
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
record LinearPart(
    float[] mean, float[][] shift, float[][] into, float[][] outOf, float[][] reader) {
  /** An axis belongs to the couplings if it has this share of the mean variance. */
  private static final double LEAST = 3e-3;

  /** Ridge of the regressions, as a share of the mean variance. */
  private static final double RIDGE = 1e-3;

  /**
   * Fits.
   *
   * @param w {@code [samples][w_dim]}
   * @param attributes {@code [samples][attributes]}, of mean 0 and standard deviation 1
   */
  static LinearPart fit(float[][] w, float[][] attributes) {
    int dims = w[0].length;
    int labels = attributes[0].length;
    float[] mean = mean(w);
    RealMatrix aa = products(attributes, null, attributes, null);
    RealMatrix aw = products(attributes, null, w, mean);
    RealMatrix ww = products(w, mean, w, mean);
    RealMatrix shift = solve(aa, aw);
    RealMatrix reader = solve(ww, aw.transpose());
    // The covariance of w - shift * a, without a second pass over the samples.
    RealMatrix cross = shift.transpose().multiply(aw);
    RealMatrix left =
        ww.subtract(cross)
            .subtract(cross.transpose())
            .add(shift.transpose().multiply(aa).multiply(shift));
    Spectrum axes = Spectrum.of(symmetric(left));
    double[] variance = axes.values();
    double total = 0;
    for (double v : variance) {
      total += v;
    }
    int size = 0;
    while (size < dims && variance[size] > LEAST * total / dims && variance[size] > 0) {
      size++;
    }
    float[][] into = new float[size][dims];
    float[][] outOf = new float[size][dims];
    for (int k = 0; k < size; k++) {
      double scale = Math.sqrt(variance[k]);
      for (int i = 0; i < dims; i++) {
        double axis = axes.vectors().getEntry(i, k);
        into[k][i] = (float) (axis / scale);
        outOf[k][i] = (float) (axis * scale);
      }
    }
    float[][] shifts = new float[labels][];
    float[][] readers = new float[labels][];
    for (int a = 0; a < labels; a++) {
      shifts[a] = floats(shift.getRow(a));
      readers[a] = floats(reader.getColumn(a));
    }
    return new LinearPart(mean, shifts, into, outOf, readers);
  }

  private static float[] mean(float[][] rows) {
    double[] sum = new double[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / rows.length);
    }
    return mean;
  }

  private static float[] floats(double[] values) {
    float[] f = new float[values.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) values[i];
    }
    return f;
  }

  /** Mean products of centred rows. */
  private static RealMatrix products(float[][] x, float[] xMean, float[][] y, float[] yMean) {
    double[][] sum = new double[x[0].length][y[0].length];
    double[] b = new double[y[0].length];
    for (int n = 0; n < x.length; n++) {
      for (int j = 0; j < b.length; j++) {
        b[j] = y[n][j] - (yMean == null ? 0 : yMean[j]);
      }
      for (int i = 0; i < sum.length; i++) {
        double v = x[n][i] - (xMean == null ? 0.0 : xMean[i]);
        for (int j = 0; j < b.length; j++) {
          sum[i][j] += v * b[j];
        }
      }
    }
    return new Array2DRowRealMatrix(sum, false).scalarMultiply(1.0 / x.length);
  }

  private static RealMatrix solve(RealMatrix square, RealMatrix cross) {
    RealMatrix ridged = symmetric(square);
    double ridge = RIDGE * square.getTrace() / square.getRowDimension();
    for (int i = 0; i < ridged.getRowDimension(); i++) {
      ridged.addToEntry(i, i, ridge);
    }
    return new CholeskyDecomposition(ridged, 1e-6, 0).getSolver().solve(cross);
  }

  private static RealMatrix symmetric(RealMatrix m) {
    return m.add(m.transpose()).scalarMultiply(0.5);
  }

  /** How many axes the couplings work on. */
  int size() {
    return into.length;
  }

  /** Attributes of a w, in standard deviations. */
  double[] read(float[] w) {
    return times(reader, w, null);
  }

  /** Whitened axes of a w with given attributes. */
  double[] whitened(float[] w, double[] attributes) {
    return times(into, w, attributes);
  }

  private double[] times(float[][] rows, float[] w, double[] attributes) {
    double[] centred = new double[mean.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = (double) w[i] - mean[i];
    }
    if (attributes != null) {
      add(centred, shift, attributes, -1);
    }
    double[] result = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      double sum = 0;
      for (int i = 0; i < centred.length; i++) {
        sum += centred[i] * rows[k][i];
      }
      result[k] = sum;
    }
    return result;
  }

  /** How w moves when attributes and axes change. */
  double[] moved(double[] attributes, double[] axes) {
    double[] by = new double[mean.length];
    add(by, shift, attributes, 1);
    add(by, outOf, axes, 1);
    return by;
  }

  private static void add(double[] to, float[][] rows, double[] by, double sign) {
    for (int k = 0; k < by.length; k++) {
      for (int i = 0; i < to.length; i++) {
        to[i] += sign * by[k] * rows[k][i];
      }
    }
  }
}
