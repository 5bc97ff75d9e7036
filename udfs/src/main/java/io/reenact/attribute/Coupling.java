package io.reenact.attribute;

/**
 * An affine coupling (Dinh et al. 2017): its entries are put into another order, and the second
 * part of them is scaled and shifted by what a small network makes of the first part and the
 * attributes. The network's scales lie within {@code exp(-LIMIT)} to {@code exp(LIMIT)}.
 *
 * @param order where each entry comes from, {@code [size]}
 * @param layers the network: hidden, hidden, scale, shift
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
record Coupling(int[] order, Layer[] layers) {
  /** The greatest logarithm of a scale. */
  static final double LIMIT = 1.5;

  /**
   * {@code x * weight + bias}.
   *
   * @param weight {@code [inputs][outputs]}, row-major
   * @param bias {@code [outputs]}
   */
  record Layer(float[] weight, float[] bias) {
    double[] of(double[] x) {
      int outputs = bias.length;
      double[] y = new double[outputs];
      for (int j = 0; j < outputs; j++) {
        y[j] = bias[j];
      }
      for (int i = 0; i < x.length; i++) {
        double v = x[i];
        if (v != 0) {
          int row = i * outputs;
          for (int j = 0; j < outputs; j++) {
            y[j] += v * weight[row + j];
          }
        }
      }
      return y;
    }

    double[] rectified(double[] x) {
      double[] y = of(x);
      for (int j = 0; j < y.length; j++) {
        y[j] = Math.max(0, y[j]);
      }
      return y;
    }
  }

  /** How many entries stay as they are. */
  static int kept(int size) {
    return size / 2;
  }

  /** Logarithms of the scales, and shifts, of the entries that follow the kept ones. */
  private double[][] change(double[] ordered, double[] attributes) {
    int kept = kept(order.length);
    double[] in = new double[kept + attributes.length];
    System.arraycopy(ordered, 0, in, 0, kept);
    System.arraycopy(attributes, 0, in, kept, attributes.length);
    double[] hidden = layers[1].rectified(layers[0].rectified(in));
    double[] scale = layers[2].of(hidden);
    for (int i = 0; i < scale.length; i++) {
      scale[i] = LIMIT * Math.tanh(scale[i]);
    }
    return new double[][] {scale, layers[3].of(hidden)};
  }

  /**
   * Towards the noise, in place.
   *
   * @return logarithm of the Jacobian's determinant
   */
  double forward(double[] x, double[] attributes) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[order[i]];
    }
    double[][] change = change(y, attributes);
    int kept = kept(y.length);
    double sum = 0;
    for (int i = kept; i < y.length; i++) {
      y[i] = y[i] * Math.exp(change[0][i - kept]) + change[1][i - kept];
      sum += change[0][i - kept];
    }
    System.arraycopy(y, 0, x, 0, y.length);
    return sum;
  }

  /** From the noise, in place. */
  void inverse(double[] y, double[] attributes) {
    double[][] change = change(y, attributes);
    int kept = kept(y.length);
    for (int i = kept; i < y.length; i++) {
      y[i] = (y[i] - change[1][i - kept]) * Math.exp(-change[0][i - kept]);
    }
    double[] x = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      x[order[i]] = y[i];
    }
    System.arraycopy(x, 0, y, 0, x.length);
  }
}
