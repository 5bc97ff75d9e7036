package io.reenact.splat;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares gradients by the size of their own kind. */
public final class GradientCheck {
  private static final int[][] KINDS = {{0, 3}, {3, 6}, {6, 10}, {10, 13}, {13, 14}};

  private GradientCheck() {}

  /**
   * Each Gaussian's position, scale, rotation, colour and opacity gradient must differ by less than
   * tolerance times its own length, plus a hundredth of that of the mean length over the scene
   * (where pixels cancel out, single precision has no more).
   */
  public static void close(float[] actual, double[] expected, double tolerance) {
    int n = expected.length / 14;
    for (int[] kind : KINDS) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += length(expected, i, kind) / n;
      }
      for (int i = 0; i < n; i++) {
        double error = 0;
        for (int k = kind[0]; k < kind[1]; k++) {
          double d = actual[i * 14 + k] - expected[i * 14 + k];
          error += d * d;
        }
        assertThat(Math.sqrt(error))
            .as("gradient of Gaussian %d, floats from %d", i, kind[0])
            .isLessThanOrEqualTo(tolerance * (length(expected, i, kind) + 0.01 * mean) + 1e-9);
      }
    }
  }

  private static double length(double[] g, int i, int[] kind) {
    double sum = 0;
    for (int k = kind[0]; k < kind[1]; k++) {
      sum += g[i * 14 + k] * g[i * 14 + k];
    }
    return Math.sqrt(sum);
  }
}
