package io.reenact.encoder;

import io.reenact.generator.Npy;
import io.reenact.maths.GramSums;
import io.reenact.maths.Ridge;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A linear map with constants, fitted by ridge regression.
 *
 * @param weights {@code [inputs + 1, outputs]}, the constants last
 */
record Regression(Npy weights) {
  /** Applies it. */
  float[] of(float[] x) {
    int inputs = weights.shape()[0] - 1;
    int outputs = weights.shape()[1];
    float[] w = weights.data();
    float[] y = new float[outputs];
    System.arraycopy(w, inputs * outputs, y, 0, outputs);
    for (int i = 0; i < inputs; i++) {
      float v = x[i];
      for (int k = 0; k < outputs; k++) {
        y[k] += v * w[i * outputs + k];
      }
    }
    return y;
  }

  /** An input that varies less than this share of its group's mean variance is held back. */
  private static final double QUIET = 0.1;

  /**
   * Fits.
   *
   * @param sums of inputs with a 1 behind them, and of outputs
   * @param groups sizes of the groups of inputs that are of one kind, in order
   * @param ridge as {@link Ridge} takes it, of centred inputs
   */
  static Regression fit(GramSums sums, List<Integer> groups, double ridge) {
    RealMatrix square = sums.square();
    RealMatrix cross = sums.cross();
    int inputs = square.getRowDimension() - 1;
    int outputs = cross.getColumnDimension();
    // The sum of squares of the 1 behind them: samples may be weighed.
    double n = square.getEntry(inputs, inputs);
    RealMatrix centred = square.getSubMatrix(0, inputs - 1, 0, inputs - 1);
    RealMatrix right = cross.getSubMatrix(0, inputs - 1, 0, outputs - 1);
    for (int i = 0; i < inputs; i++) {
      double mean = square.getEntry(i, inputs) / n;
      for (int j = 0; j < inputs; j++) {
        centred.addToEntry(i, j, -mean * square.getEntry(j, inputs));
      }
      for (int k = 0; k < outputs; k++) {
        right.addToEntry(i, k, -mean * cross.getEntry(inputs, k));
      }
    }
    int from = 0;
    for (int size : groups) {
      double variance = 0;
      for (int i = from; i < from + size; i++) {
        variance += centred.getEntry(i, i) / size;
      }
      for (int i = from; i < from + size; i++) {
        centred.addToEntry(i, i, QUIET * variance);
      }
      from += size;
    }
    RealMatrix slopes = Ridge.solve(centred, right, ridge);
    float[] all = new float[(inputs + 1) * outputs];
    for (int k = 0; k < outputs; k++) {
      double constant = cross.getEntry(inputs, k) / n;
      for (int i = 0; i < inputs; i++) {
        all[i * outputs + k] = (float) slopes.getEntry(i, k);
        constant -= slopes.getEntry(i, k) * square.getEntry(i, inputs) / n;
      }
      all[inputs * outputs + k] = (float) constant;
    }
    return new Regression(new Npy(new int[] {inputs + 1, outputs}, all));
  }

  /** Inputs as sums want them: a 1 behind. */
  static float[] withOne(float[] x) {
    float[] out = java.util.Arrays.copyOf(x, x.length + 1);
    out[x.length] = 1;
    return out;
  }
}
