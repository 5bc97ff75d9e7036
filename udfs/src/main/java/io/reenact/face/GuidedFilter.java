package io.reenact.face;

/**
 * Guided filter with a colour guide (He, Sun and Tang 2013): the result is locally a linear
 * function of the guide's colour, so its edges are the guide's edges.
 */
public final class GuidedFilter {
  private GuidedFilter() {}

  /**
   * Filters.
   *
   * @param p {@code [h, w]}: what is filtered
   * @param guide {@code [3, h, w]} in [-1, 1]
   * @param radius of the windows, px
   * @param epsilon smoothness, in squared units of the guide
   * @return {@code [h, w]}
   */
  public static float[] filter(float[] p, float[] guide, int w, int h, int radius, double epsilon) {
    return CompiledPictures.available() && w % CompiledPictures.LANES == 0
        ? CompiledPictures.guided(p, guide, w, h, radius, epsilon)
        : inJava(p, guide, w, h, radius, epsilon);
  }

  /** The same bits without compiled code. */
  static float[] inJava(float[] p, float[] guide, int w, int h, int radius, double epsilon) {
    int n = w * h;
    float[][] colour = new float[3][];
    float[][] mean = new float[3][];
    float[][] cross = new float[3][];
    for (int c = 0; c < 3; c++) {
      colour[c] = java.util.Arrays.copyOfRange(guide, c * n, (c + 1) * n);
      mean[c] = BoxFilter.mean(colour[c], w, h, radius);
      cross[c] = BoxFilter.mean(product(colour[c], p), w, h, radius);
    }
    float[] meanP = BoxFilter.mean(p, w, h, radius);
    // Second moments of the colours: rr, rg, rb, gg, gb, bb.
    float[][] second = new float[6][];
    int k = 0;
    for (int a = 0; a < 3; a++) {
      for (int b = a; b < 3; b++) {
        second[k++] = BoxFilter.mean(product(colour[a], colour[b]), w, h, radius);
      }
    }
    float[][] slope = new float[3][n];
    float[] offset = new float[n];
    double[] x = new double[3];
    for (int i = 0; i < n; i++) {
      double r = mean[0][i];
      double g = mean[1][i];
      double b = mean[2][i];
      solve(
          second[0][i] - r * r + epsilon,
          second[1][i] - r * g,
          second[2][i] - r * b,
          second[3][i] - g * g + epsilon,
          second[4][i] - g * b,
          second[5][i] - b * b + epsilon,
          cross[0][i] - r * meanP[i],
          cross[1][i] - g * meanP[i],
          cross[2][i] - b * meanP[i],
          x);
      for (int c = 0; c < 3; c++) {
        slope[c][i] = (float) x[c];
      }
      offset[i] = (float) (meanP[i] - x[0] * r - x[1] * g - x[2] * b);
    }
    float[] out = BoxFilter.mean(offset, w, h, radius);
    for (int c = 0; c < 3; c++) {
      float[] s = BoxFilter.mean(slope[c], w, h, radius);
      for (int i = 0; i < n; i++) {
        out[i] += s[i] * colour[c][i];
      }
    }
    return out;
  }

  private static float[] product(float[] a, float[] b) {
    float[] out = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = a[i] * b[i];
    }
    return out;
  }

  /** Symmetric positive definite 3x3 system, by cofactors. */
  private static void solve(
      double a,
      double b,
      double c,
      double d,
      double e,
      double f,
      double u,
      double v,
      double w,
      double[] x) {
    double i0 = d * f - e * e;
    double i1 = c * e - b * f;
    double i2 = b * e - c * d;
    double i3 = a * f - c * c;
    double i4 = b * c - a * e;
    double i5 = a * d - b * b;
    double det = a * i0 + b * i1 + c * i2;
    x[0] = (i0 * u + i1 * v + i2 * w) / det;
    x[1] = (i1 * u + i3 * v + i4 * w) / det;
    x[2] = (i2 * u + i4 * v + i5 * w) / det;
  }
}
