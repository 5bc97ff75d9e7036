package io.reenact.metric;

/**
 * The truth about one frame of a result, and what is found there.
 *
 * @param landmarks the truth's in the result's picture, {@code [68, 2]} px, Multi-PIE order
 * @param found the result's
 * @param expression true coefficients, 0 to 1
 * @param read coefficients read off the result; null where there is no way to
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record TruePair(float[] landmarks, float[] found, float[] expression, float[] read) {
  /** Mean absolute difference of the coefficients; NaN without any. */
  double coefficients() {
    if (read == null) {
      return Double.NaN;
    }
    double sum = 0;
    for (int e = 0; e < expression.length; e++) {
      sum += Math.abs((double) expression[e] - read[e]);
    }
    return sum / expression.length;
  }
}
