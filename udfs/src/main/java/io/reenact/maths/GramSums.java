package io.reenact.maths;

import java.io.Serializable;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The sums that a linear regression of many samples needs: X'X and X'Y. They can be made apart and
 * merged in any order, up to rounding.
 */
public final class GramSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int inputs;
  private final int outputs;
  private final double[] xx;
  private final double[] xy;
  private long count;

  /**
   * @param inputs floats of x
   * @param outputs floats of y
   */
  public GramSums(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.xx = new double[Math.multiplyExact(inputs, inputs)];
    this.xy = new double[Math.multiplyExact(inputs, outputs)];
  }

  /** Adds a sample. */
  public void add(float[] x, float[] y) {
    add(List.of(x), List.of(y));
  }

  /**
   * Adds samples: the same sums as one by one, several times as fast where there are many inputs,
   * since a row of the sums stays in the cache.
   */
  public void add(List<float[]> xs, List<float[]> ys) {
    for (int s = 0; s < xs.size(); s++) {
      if (xs.get(s).length != inputs || ys.get(s).length != outputs) {
        throw new IllegalArgumentException(
            xs.get(s).length
                + " and "
                + ys.get(s).length
                + " floats, not "
                + inputs
                + " and "
                + outputs);
      }
    }
    for (int i = 0; i < inputs; i++) {
      for (int s = 0; s < xs.size(); s++) {
        float[] x = xs.get(s);
        float[] y = ys.get(s);
        double v = x[i];
        if (v == 0) {
          continue;
        }
        for (int j = 0; j <= i; j++) {
          xx[i * inputs + j] += v * x[j];
        }
        for (int j = 0; j < outputs; j++) {
          xy[i * outputs + j] += v * y[j];
        }
      }
    }
    count += xs.size();
  }

  /** Adds the sums of other samples. */
  public GramSums merge(GramSums other) {
    if (other.inputs != inputs || other.outputs != outputs) {
      throw new IllegalArgumentException("sums of other shapes");
    }
    for (int i = 0; i < xx.length; i++) {
      xx[i] += other.xx[i];
    }
    for (int i = 0; i < xy.length; i++) {
      xy[i] += other.xy[i];
    }
    count += other.count;
    return this;
  }

  /** Counts every sample so far so many times; {@link #count} stays. */
  public void weigh(double times) {
    for (int i = 0; i < xx.length; i++) {
      xx[i] *= times;
    }
    for (int i = 0; i < xy.length; i++) {
      xy[i] *= times;
    }
  }

  /** X'X. */
  public RealMatrix square() {
    RealMatrix all = new Array2DRowRealMatrix(inputs, inputs);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j <= i; j++) {
        all.setEntry(i, j, xx[i * inputs + j]);
        all.setEntry(j, i, xx[i * inputs + j]);
      }
    }
    return all;
  }

  /** X'Y. */
  public RealMatrix cross() {
    RealMatrix all = new Array2DRowRealMatrix(inputs, outputs);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < outputs; j++) {
        all.setEntry(i, j, xy[i * outputs + j]);
      }
    }
    return all;
  }

  /** How many samples. */
  public long count() {
    return count;
  }
}
