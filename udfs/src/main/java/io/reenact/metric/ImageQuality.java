package io.reenact.metric;

import java.util.Arrays;

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
    Window window = new Window(width, height);
    float[] map = new float[n];
    double[][] x = new double[height][width];
    double[][] y = new double[height][width];
    double[][] squares = new double[height][width];
    double[][] products = new double[height][width];
    double[] mx = new double[width];
    double[] my = new double[width];
    double[] sum = new double[width];
    double[] xy = new double[width];
    for (int c = 0; c < 3; c++) {
      for (int line = 0; line < height; line++) {
        unit(a, c * n + line * width, x[line]);
        unit(b, c * n + line * width, y[line]);
        products(x[line], y[line], squares[line], products[line]);
      }
      for (int line = 0; line < height; line++) {
        window.means(x, line, mx);
        window.means(y, line, my);
        window.means(squares, line, sum);
        window.means(products, line, xy);
        for (int i = 0; i < width; i++) {
          double p = mx[i] * my[i];
          double q = mx[i] * mx[i] + my[i] * my[i];
          double s = (2 * p + C1) * (2 * (xy[i] - p) + C2) / ((q + C1) * (sum[i] - q + C2));
          map[line * width + i] += (float) (s / 3);
        }
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

  private static void unit(float[] chw, int from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = 0.5 * clamp(chw[from + i]) + 0.5;
    }
  }

  private static void products(double[] x, double[] y, double[] squares, double[] products) {
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i] + y[i] * y[i];
      products[i] = x[i] * y[i];
    }
  }

  /** Gaussian windows, cut off and renormalised at the edges of a picture. */
  private static final class Window {
    private static final int REACH = WINDOW / 2;
    private final int width;
    private final int height;
    private final double[] kernel = new double[WINDOW];
    private final double[] columnScale;
    private final double[] rowScale;

    /** A row with zeros before and behind it, which windows over the edge may read. */
    private final double[] row;

    private final double[] column;

    Window(int width, int height) {
      this.width = width;
      this.height = height;
      this.row = new double[width + 2 * REACH];
      this.column = new double[width];
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

    /**
     * The windows' means around the pixels of line {@code y}. Loops that the compiler vectorises.
     */
    void means(double[][] picture, int y, double[] to) {
      Arrays.fill(column, 0);
      for (int k = 0; k <= REACH; k++) {
        double[] above = picture[Math.max(0, y - k)];
        double[] below = picture[Math.min(height - 1, y + k)];
        double w = kernel[REACH + k] * rowScale[y];
        add(above, k <= y ? w : 0, below, k > 0 && y + k < height ? w : 0);
      }
      System.arraycopy(column, 0, row, REACH, width);
      double k0 = kernel[REACH];
      double k1 = kernel[REACH + 1];
      double k2 = kernel[REACH + 2];
      double k3 = kernel[REACH + 3];
      double k4 = kernel[REACH + 4];
      double k5 = kernel[REACH + 5];
      for (int i = 0; i < width; i++) {
        to[i] =
            columnScale[i]
                * (k0 * row[i + 5]
                    + k1 * (row[i + 4] + row[i + 6])
                    + k2 * (row[i + 3] + row[i + 7])
                    + k3 * (row[i + 2] + row[i + 8])
                    + k4 * (row[i + 1] + row[i + 9])
                    + k5 * (row[i] + row[i + 10]));
      }
    }

    private void add(double[] above, double wa, double[] below, double wb) {
      for (int i = 0; i < column.length; i++) {
        column[i] += wa * above[i] + wb * below[i];
      }
    }
  }
}
