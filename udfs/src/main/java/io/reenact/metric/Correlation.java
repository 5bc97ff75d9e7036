package io.reenact.metric;

import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How a result's measure follows the driver's over time.
 *
 * @param correlation Pearson's; NaN where either stands still
 * @param gain slope of the result by the driver, least squares; 1 is a full transfer
 * @param frames compared
 */
public record Correlation(double correlation, double gain, int frames) {
  /** A driver whose measure spreads less than this (standard deviation) stands still. */
  private static final double STILL = 1e-6;

  /**
   * Compares two series of equal length; pairs with a NaN are left out.
   *
   * @param driver the driver's measure a frame
   * @param result the result's
   */
  public static Correlation of(double[] driver, double[] result) {
    if (driver.length != result.length) {
      throw new IllegalArgumentException(driver.length + " and " + result.length + " frames");
    }
    SimpleRegression r = new SimpleRegression();
    for (int i = 0; i < driver.length; i++) {
      if (!Double.isNaN(driver[i]) && !Double.isNaN(result[i])) {
        r.addData(driver[i], result[i]);
      }
    }
    long n = r.getN();
    if (n < 3 || r.getXSumSquares() / n < STILL * STILL) {
      return new Correlation(Double.NaN, Double.NaN, (int) n);
    }
    double correlation = r.getTotalSumSquares() / n < STILL * STILL ? Double.NaN : r.getR();
    return new Correlation(correlation, r.getSlope(), (int) n);
  }
}
