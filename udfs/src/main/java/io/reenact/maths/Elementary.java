package io.reenact.maths;

/**
 * exp and log with one order of operations, here and in {@code src/main/native/elementary.h}: those
 * of Java and of a C library may differ in the last bit, and then results would depend on which one
 * made them.
 */
public final class Elementary {
  /** Its lowest bits count, once it is added: a number is rounded to a whole one. */
  private static final double WHOLE = 0x1.8p52;

  private static final double LOG2_E = 0x1.71547652b82fep0;

  /** ln 2 in two parts; whole numbers below 2^20 times the first are exact. */
  private static final double LN2 = 0x1.62e42feep-1;

  private static final double LN2_REST = 0x1.a39ef35793c76p-33;
  private static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

  private Elementary() {}

  /**
   * e to the power of v: 2^n times a Taylor polynomial in the rest, whose size is at most ln 2 / 2;
   * within 3e-16 of it.
   *
   * @param v what lies beyond 700 on either side counts as 700
   */
  public static double exp(double v) {
    double x = Math.min(700, Math.max(-700, v));
    double t = x * LOG2_E + WHOLE;
    double n = t - WHOLE;
    double r = (x - n * LN2) - n * LN2_REST;
    double p = r * 0x1.6124613a86d09p-33 + 0x1.1eed8eff8d898p-29;
    p = p * r + 0x1.ae64567f544e4p-26;
    p = p * r + 0x1.27e4fb7789f5cp-22;
    p = p * r + 0x1.71de3a556c734p-19;
    p = p * r + 0x1.a01a01a01a01ap-16;
    p = p * r + 0x1.a01a01a01a01ap-13;
    p = p * r + 0x1.6c16c16c16c17p-10;
    p = p * r + 0x1.1111111111111p-7;
    p = p * r + 0x1.5555555555555p-5;
    p = p * r + 0x1.5555555555555p-3;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    return Double.longBitsToDouble(
        (Double.doubleToRawLongBits(t) << 52) + Double.doubleToRawLongBits(p));
  }

  /**
   * Natural logarithm of a positive number that is neither tiny (below 1e-300) nor infinite: by the
   * series of 2 artanh((m - 1) / (m + 1)), with v = m 2^k and m between the roots of 1/2 and 2.
   */
  public static double log(double v) {
    long k = (Double.doubleToRawLongBits(v) - Double.doubleToRawLongBits(SQRT_HALF)) >> 52;
    double m = Double.longBitsToDouble(Double.doubleToRawLongBits(v) - (k << 52));
    double e = k;
    double s = (m - 1) / (m + 1);
    double z = s * s;
    double p = z * (1.0 / 21) + 1.0 / 19;
    p = p * z + 1.0 / 17;
    p = p * z + 1.0 / 15;
    p = p * z + 1.0 / 13;
    p = p * z + 1.0 / 11;
    p = p * z + 1.0 / 9;
    p = p * z + 1.0 / 7;
    p = p * z + 1.0 / 5;
    p = p * z + 1.0 / 3;
    p = p * z + 1;
    return e * LN2 + (2 * s * p + e * LN2_REST);
  }
}
