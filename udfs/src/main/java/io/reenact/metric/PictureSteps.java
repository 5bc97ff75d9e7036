package io.reenact.metric;

/**
 * True pictures and the result's in three frames in a row, each {@code [3, size, size]} in [-1, 1].
 *
 * @param truth three pictures
 * @param result three pictures
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record PictureSteps(float[][] truth, float[][] result) {
  /**
   * How differently colours change: the mean absolute difference of the second differences of
   * result and truth, channels from 0 to 1.
   *
   * @param mask {@code [size, size]} of weights from 0 to 1; null: everywhere
   */
  double flicker(float[] mask) {
    int n = truth[0].length / 3;
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < n; i++) {
      double m = mask == null ? 1 : mask[i];
      for (int c = 0; m != 0 && c < 3; c++) {
        sum += m * Math.abs(second(result, c * n + i) - second(truth, c * n + i));
        weight += m;
      }
    }
    return weight == 0 ? Double.NaN : sum / weight / 2;
  }

  private static double second(float[][] pictures, int i) {
    return clamp(pictures[0][i]) - 2 * clamp(pictures[1][i]) + clamp(pictures[2][i]);
  }

  private static double clamp(float v) {
    return Math.max(-1, Math.min(1, v));
  }
}
