package io.reenact.inversion;

import java.util.Arrays;

/**
 * Adam (Kingma and Ba 2015) on one float vector in place. A step counts only for the vectors that
 * it touched.
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double EPSILON = 1e-8;

  private final double beta2;
  private final float[] mean;
  private final float[] variance;
  private int steps;

  Adam(int length, double beta2) {
    this.beta2 = beta2;
    this.mean = new float[length];
    this.variance = new float[length];
  }

  void step(float[] value, float[] gradient, double rate) {
    step(value, gradient, rate, null);
  }

  /** A step with a factor on the rate of each float. */
  void step(float[] value, float[] gradient, double rate, double[] factors) {
    steps++;
    double corrected = rate * Math.sqrt(1 - Math.pow(beta2, steps)) / (1 - Math.pow(BETA1, steps));
    for (int i = 0; i < value.length; i++) {
      double g = gradient[i];
      double m = BETA1 * mean[i] + (1 - BETA1) * g;
      double v = beta2 * variance[i] + (1 - beta2) * g * g;
      mean[i] = (float) m;
      variance[i] = (float) v;
      double own = factors == null ? corrected : corrected * factors[i];
      value[i] -= (float) (own * m / (Math.sqrt(v) + EPSILON));
    }
  }

  /** Forgets all steps. */
  void reset() {
    Arrays.fill(mean, 0);
    Arrays.fill(variance, 0);
    steps = 0;
  }

  /** Everything that decides the next step, for a checkpoint: mean, variance, step count. */
  float[] state() {
    float[] s = new float[2 * mean.length + 1];
    System.arraycopy(mean, 0, s, 0, mean.length);
    System.arraycopy(variance, 0, s, mean.length, mean.length);
    s[2 * mean.length] = steps;
    return s;
  }

  void restore(float[] state) {
    System.arraycopy(state, 0, mean, 0, mean.length);
    System.arraycopy(state, mean.length, variance, 0, mean.length);
    steps = (int) state[2 * mean.length];
  }
}
