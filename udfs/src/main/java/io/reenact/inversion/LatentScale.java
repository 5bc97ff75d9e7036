package io.reenact.inversion;

import io.reenact.generator.LatentStats;

/**
 * Units of the latent space, so that rates and norms mean the same in every generator: {@code unit}
 * is the mean spread of a float of w, {@code length} the typical distance of w from its mean.
 */
record LatentScale(double unit, double length) {
  static LatentScale of(LatentStats stats) {
    double sum = 0;
    double squares = 0;
    for (float s : stats.std()) {
      sum += s;
      squares += (double) s * s;
    }
    return new LatentScale(sum / stats.std().length, Math.sqrt(squares));
  }

  /**
   * Adds the gradient of {@code factor} times the offset term: its norm in units of {@link
   * #length}.
   */
  void addNorm(float[] offset, double factor, float[] gradient) {
    double squares = 0;
    for (float v : offset) {
      squares += (double) v * v;
    }
    double norm = Math.sqrt(squares);
    if (norm > 1e-9) {
      double f = factor / (norm * length);
      for (int i = 0; i < offset.length; i++) {
        gradient[i] += (float) (f * offset[i]);
      }
    }
  }
}
