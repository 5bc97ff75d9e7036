package io.reenact.metric;

/**
 * Differences of two pictures, {@code [3, height, width]} in [-1, 1], over a mask {@code [height,
 * width]} of weights from 0 to 1 (null: everywhere). NaN where the mask is empty.
 */
public final class ImageQuality {
  /** PSNR of equal pictures, dB. */
  public static final double PSNR_MAX = 100;

  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private ImageQuality() {}

  /** Mean absolute difference of the channels, in units of the full range (0 to 1). */
  public static double l1(float[] a, float[] b, float[] mask) {
    return 0.5 * mean(a, b, mask, false);
  }

  /** Peak signal to noise ratio, dB, for a peak of the full range; at most {@link #PSNR_MAX}. */
  public static double psnr(float[] a, float[] b, float[] mask) {
    double mse = 0.25 * mean(a, b, mask, true);
    return Double.isNaN(mse) ? mse : Math.min(PSNR_MAX, -10 * Math.log10(Math.max(1e-300, mse)));
  }

  private static double mean(float[] a, float[] b, float[] mask, boolean square) {
    int n = pixels(a, b);
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < n; i++) {
      double m = mask == null ? 1 : mask[i];
      if (m == 0) {
        continue;
      }
      for (int c = 0; c < 3; c++) {
        double d = clamp(a[c * n + i]) - clamp(b[c * n + i]);
        sum += m * (square ? d * d : Math.abs(d));
      }
      weight += 3 * m;
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  /**
   * Structural similarity (Wang et al. 2004): Gaussian windows of 11 px and sigma 1.5, mean over
   * the channels and the mask. Windows that reach over the edge are cut off and renormalised.
   *
   * @param width px
   * @param height px
   */
  public static double ssim(float[] a, float[] b, float[] mask, int width, int height) {
    int n = pixels(a, b);
    if (n != width * height) {
      throw new IllegalArgumentException(n + " pixels, not " + width + " x " + height);
    }
    double[] kernel = kernel();
    double sum = 0;
    double weight = 0;
    for (int c = 0; c < 3; c++) {
      double[] x = channel(a, c, n);
      double[] y = channel(b, c, n);
      double[] mx = blur(x, width, height, kernel);
      double[] my = blur(y, width, height, kernel);
      double[] xx = blur(product(x, x), width, height, kernel);
      double[] yy = blur(product(y, y), width, height, kernel);
      double[] xy = blur(product(x, y), width, height, kernel);
      for (int i = 0; i < n; i++) {
        double m = mask == null ? 1 : mask[i];
        double p = mx[i] * my[i];
        double q = mx[i] * mx[i] + my[i] * my[i];
        double s = (2 * p + C1) * (2 * (xy[i] - p) + C2) / ((q + C1) * (xx[i] + yy[i] - q + C2));
        sum += m * s;
        weight += m;
      }
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  private static int pixels(float[] a, float[] b) {
    if (a.length != b.length || a.length % 3 != 0) {
      throw new IllegalArgumentException(
          "pictures of " + a.length + " and " + b.length + " floats can't be compared");
    }
    return a.length / 3;
  }

  private static double clamp(float v) {
    return Math.max(-1, Math.min(1, v));
  }

  private static double[] channel(float[] chw, int c, int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 0.5 * clamp(chw[c * n + i]) + 0.5;
    }
    return x;
  }

  private static double[] product(double[] a, double[] b) {
    double[] p = new double[a.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = a[i] * b[i];
    }
    return p;
  }

  private static double[] kernel() {
    double[] k = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      double d = i - WINDOW / 2;
      k[i] = Math.exp(-d * d / (2 * SIGMA * SIGMA));
    }
    return k;
  }

  private static double[] blur(double[] x, int width, int height, double[] kernel) {
    double[] rows = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rows[i] = tap(x, i - i % width, 1, i % width, width, kernel);
    }
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = tap(rows, i % width, width, i / width, height, kernel);
    }
    return out;
  }

  private static double tap(double[] x, int start, int step, int at, int length, double[] kernel) {
    int reach = kernel.length / 2;
    double sum = 0;
    double weight = 0;
    for (int k = Math.max(-reach, -at); k <= Math.min(reach, length - 1 - at); k++) {
      double w = kernel[k + reach];
      sum += w * x[start + (at + k) * step];
      weight += w;
    }
    return sum / weight;
  }
}
