package io.reenact.metric;

/**
 * A mean and how sure it is.
 *
 * @param mean of all values
 * @param low lower end of the 95 % interval; NaN where one identity, or one pair of them, alone was
 *     measured
 * @param high its upper end, likewise
 * @param identities that took part
 * @param values that were measured
 */
public record Estimate(double mean, double low, double high, int identities, long values) {
  /** Whether there is an interval. */
  public boolean bounded() {
    return !Double.isNaN(low);
  }

  /** Whether all of the interval lies on one side of zero: a difference that is none by chance. */
  public boolean differsFromZero() {
    return bounded() && (low > 0 || high < 0);
  }
}
