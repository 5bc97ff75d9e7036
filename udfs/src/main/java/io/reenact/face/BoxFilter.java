package io.reenact.face;

/** Mean over a square window, cut off at the image's edge, by running sums. */
public final class BoxFilter {
  private static final int TOGETHER = 4;

  private BoxFilter() {}

  /**
   * @param in {@code [h, w]}
   * @param radius px; the window's side is {@code 2 * radius + 1}
   * @return {@code [h, w]}
   */
  public static float[] mean(float[] in, int w, int h, int radius) {
    float[] rows = new float[in.length];
    for (int y = 0; y < h; y += TOGETHER) {
      rows(in, w, radius, y * w, Math.min(TOGETHER, h - y), rows);
    }
    float[] out = new float[in.length];
    double[] sum = new double[w];
    int from = 0;
    int to = 0;
    for (int y = 0; y < h; y++) {
      for (; to < Math.min(h, y + radius + 1); to++) {
        for (int x = 0; x < w; x++) {
          sum[x] += rows[to * w + x];
        }
      }
      for (; from < y - radius; from++) {
        for (int x = 0; x < w; x++) {
          sum[x] -= rows[from * w + x];
        }
      }
      float scale = 1f / (to - from);
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (float) sum[x] * scale;
      }
    }
    return out;
  }

  /**
   * Running means along some rows at once: the sums of one row wait for each other.
   *
   * @param first where the first row begins
   * @param count of rows, 1 to 4
   */
  private static void rows(float[] in, int w, int radius, int first, int count, float[] out) {
    // Of rows that are not there the first stands in; its result is the same.
    int a = first;
    int b = count > 1 ? a + w : a;
    int c = count > 2 ? a + 2 * w : a;
    int d = count > 3 ? a + 3 * w : a;
    double sumA = 0;
    double sumB = 0;
    double sumC = 0;
    double sumD = 0;
    int from = 0;
    int to = 0;
    for (int x = 0; x < w; x++) {
      for (int end = Math.min(w, x + radius + 1); to < end; to++) {
        sumA += in[a + to];
        sumB += in[b + to];
        sumC += in[c + to];
        sumD += in[d + to];
      }
      for (; from < x - radius; from++) {
        sumA -= in[a + from];
        sumB -= in[b + from];
        sumC -= in[c + from];
        sumD -= in[d + from];
      }
      // One division for four.
      double scale = 1.0 / (to - from);
      out[a + x] = (float) (sumA * scale);
      out[b + x] = (float) (sumB * scale);
      out[c + x] = (float) (sumC * scale);
      out[d + x] = (float) (sumD * scale);
    }
  }
}
