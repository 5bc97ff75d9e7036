package io.reenact.metric;

import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How a result's measure follows the driver's over time.
 *
 * @param correlation Pearson's; NaN where either stands still
 * @param gain slope of the result by the driver, least squares; 1 is a full transfer
 * @param lag frames by which the result comes later than the driver, from -{@link #REACH} to {@link
 *     #REACH}: the shift with the highest correlation; NaN where none reaches {@link #FOLLOWS}
 * @param frames compared
 */
public record Correlation(double correlation, double gain, double lag, int frames) {
  /** The largest shift that is looked for, frames. */
  public static final int REACH = 10;

  /** The least correlation of a result that follows its driver at all. */
  public static final double FOLLOWS = 0.5;

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
    SimpleRegression r = regression(driver, result, 0);
    int n = (int) r.getN();
    if (stands(r)) {
      return new Correlation(Double.NaN, Double.NaN, Double.NaN, n);
    }
    return new Correlation(correlation(r), r.getSlope(), lag(driver, result), n);
  }

  /** Shifts that leave less than half of the frames to compare are not looked at. */
  private static double lag(double[] driver, double[] result) {
    double best = FOLLOWS;
    double lag = Double.NaN;
    // The smallest shift first: it wins among equals.
    for (int k = 0; k <= 2 * REACH; k++) {
      int shift = k % 2 == 0 ? k / 2 : -(k + 1) / 2;
      if (Math.abs(shift) <= driver.length / 2) {
        SimpleRegression r = regression(driver, result, shift);
        double c = stands(r) ? Double.NaN : correlation(r);
        if (c > best) {
          best = c;
          lag = shift;
        }
      }
    }
    return lag;
  }

  private static SimpleRegression regression(double[] driver, double[] result, int shift) {
    SimpleRegression r = new SimpleRegression();
    for (int i = Math.max(0, -shift); i < Math.min(driver.length, driver.length - shift); i++) {
      if (!Double.isNaN(driver[i]) && !Double.isNaN(result[i + shift])) {
        r.addData(driver[i], result[i + shift]);
      }
    }
    return r;
  }

  private static boolean stands(SimpleRegression r) {
    return r.getN() < 3 || r.getXSumSquares() / r.getN() < STILL * STILL;
  }

  private static double correlation(SimpleRegression r) {
    return r.getTotalSumSquares() / r.getN() < STILL * STILL ? Double.NaN : r.getR();
  }
}
