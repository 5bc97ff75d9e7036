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
    return 0.5 * difference(a, b, mask, false);
  }

  /** Peak signal to noise ratio, dB, for a peak of the full range; at most {@link #PSNR_MAX}. */
  public static double psnr(float[] a, float[] b, float[] mask) {
    double mse = 0.25 * difference(a, b, mask, true);
    return Double.isNaN(mse) ? mse : Math.min(PSNR_MAX, -10 * Math.log10(Math.max(1e-300, mse)));
  }

  private static double difference(float[] a, float[] b, float[] mask, boolean square) {
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
    return mean(ssimMap(a, b, width, height), mask);
  }

  /**
   * Structural similarity of every pixel, mean over the channels; {@link #mean} of it over a mask
   * is {@link #ssim}.
   *
   * @return {@code [height, width]}
   */
  public static float[] ssimMap(float[] a, float[] b, int width, int height) {
    int n = pixels(a, b);
    if (n != width * height) {
      throw new IllegalArgumentException(n + " pixels, not " + width + " x " + height);
    }
    Blur blur = new Blur(width, height);
    float[] map = new float[n];
    for (int c = 0; c < 3; c++) {
      double[] x = channel(a, c, n);
      double[] y = channel(b, c, n);
      double[] mx = blur.of(x);
      double[] my = blur.of(y);
      double[] xx = blur.of(product(x, x));
      double[] yy = blur.of(product(y, y));
      double[] xy = blur.of(product(x, y));
      for (int i = 0; i < n; i++) {
        double p = mx[i] * my[i];
        double q = mx[i] * mx[i] + my[i] * my[i];
        double s = (2 * p + C1) * (2 * (xy[i] - p) + C2) / ((q + C1) * (xx[i] + yy[i] - q + C2));
        map[i] += (float) (s / 3);
      }
    }
    return map;
  }

  /** Mean of a map over a mask of the same size; null: everywhere. */
  public static double mean(float[] map, float[] mask) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < map.length; i++) {
      double m = mask == null ? 1 : mask[i];
      sum += m * map[i];
      weight += m;
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

  /** A Gaussian blur whose window is cut off at the edge. */
  private static final class Blur {
    private static final int REACH = WINDOW / 2;
    private final int width;
    private final int height;
    private final double[] kernel = new double[WINDOW];
    private final double[] columnScale;
    private final double[] rowScale;

    Blur(int width, int height) {
      this.width = width;
      this.height = height;
      for (int i = 0; i < WINDOW; i++) {
        double d = i - REACH;
        kernel[i] = Math.exp(-d * d / (2 * SIGMA * SIGMA));
      }
      columnScale = scale(width);
      rowScale = scale(height);
    }

    private double[] scale(int length) {
      double[] s = new double[length];
      for (int i = 0; i < length; i++) {
        double sum = 0;
        for (int k = Math.max(-REACH, -i); k <= Math.min(REACH, length - 1 - i); k++) {
          sum += kernel[k + REACH];
        }
        s[i] = 1 / sum;
      }
      return s;
    }

    double[] of(double[] x) {
      double[] rows = new double[x.length];
      for (int y = 0; y < height; y++) {
        int start = y * width;
        for (int i = 0; i < width; i++) {
          double sum = 0;
          int last = Math.min(REACH, width - 1 - i);
          for (int k = Math.max(-REACH, -i); k <= last; k++) {
            sum += kernel[k + REACH] * x[start + i + k];
          }
          rows[start + i] = sum * columnScale[i];
        }
      }
      double[] out = new double[x.length];
      for (int y = 0; y < height; y++) {
        int last = Math.min(REACH, height - 1 - y);
        for (int k = Math.max(-REACH, -y); k <= last; k++) {
          double w = kernel[k + REACH] * rowScale[y];
          int from = (y + k) * width;
          int to = y * width;
          for (int i = 0; i < width; i++) {
            out[to + i] += w * rows[from + i];
          }
        }
      }
      return out;
    }
  }
}
