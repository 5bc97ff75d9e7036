package io.reenact.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Both eyes of a frame, their mean: lengths in an eye's width from corner to corner, axes of the
 * picture turned upright.
 *
 * @param open between the lids
 * @param right of the irises from midway between the corners
 * @param up likewise
 */
public record Eyes(double open, double right, double up) {
  /**
   * What an iris that moves by an eye's width would turn by, degrees, were it not for the sine: the
   * corners are about 30 mm apart, the ball's radius is about 12 mm.
   */
  private static final double DEGREES_A_WIDTH = Math.toDegrees(30.0 / 12);

  /** Below this share of the median opening, lids hide where an eye looks. */
  private static final double CLOSED = 0.6;

  /**
   * Twice the error of reading where an iris is, widths of an eye: a driver whose eyes move less
   * (standard deviation) would not correlate with a perfect result either.
   */
  static final double STILL = 0.02;

  /**
   * How what a frame's eyes show follows the driver's; closed eyes don't count. NaN if the driver's
   * stand still.
   */
  static double correlation(List<FacePair> frames, ToDoubleFunction<Eyes> of) {
    boolean[] seen = seen(frames);
    double[] driver = new double[frames.size()];
    double[] result = new double[driver.length];
    for (int i = 0; i < driver.length; i++) {
      driver[i] = seen[i] ? of.applyAsDouble(frames.get(i).driverEyes()) : Double.NaN;
      result[i] = of.applyAsDouble(frames.get(i).eyes());
    }
    double spread = Math.sqrt(StatUtils.populationVariance(known(driver)));
    return spread < STILL ? Double.NaN : Correlation.of(driver, result).correlation();
  }

  private static double[] known(double[] of) {
    return Arrays.stream(of).filter(v -> !Double.isNaN(v)).toArray();
  }

  /** Mean angle between where the eyes of driver and result look, degrees; NaN without a frame. */
  static double error(List<FacePair> frames) {
    boolean[] seen = seen(frames);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < seen.length; i++) {
      if (seen[i]) {
        Eyes d = frames.get(i).driverEyes();
        Eyes r = frames.get(i).eyes();
        sum += DEGREES_A_WIDTH * Math.hypot(r.right - d.right, r.up - d.up);
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /**
   * How far the result's eyes are open in the frames in which the driver's are closed: mean share
   * of the result's own median; NaN if the driver closes them in no frame.
   */
  static double lidsAtBlinks(List<FacePair> frames) {
    boolean[] open = open(frames, FacePair::driverEyes);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < open.length; i++) {
      if (!open[i]) {
        sum += frames.get(i).eyes().open;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count / median(opening(frames, FacePair::eyes));
  }

  /** Frames in which the eyes of both are open. */
  private static boolean[] seen(List<FacePair> frames) {
    boolean[] driver = open(frames, FacePair::driverEyes);
    boolean[] result = open(frames, FacePair::eyes);
    for (int i = 0; i < driver.length; i++) {
      driver[i] &= result[i];
    }
    return driver;
  }

  private static boolean[] open(List<FacePair> frames, Function<FacePair, Eyes> of) {
    double[] open = opening(frames, of);
    boolean[] all = new boolean[open.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = open[i] >= CLOSED * median(open);
    }
    return all;
  }

  private static double[] opening(List<FacePair> frames, Function<FacePair, Eyes> of) {
    return frames.stream().mapToDouble(f -> of.apply(f).open).toArray();
  }

  private static double median(double[] of) {
    double[] sorted = of.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
