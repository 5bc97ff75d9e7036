package io.reenact.face;

/** Mean over a square window, cut off at the image's edge, by running sums. */
final class BoxFilter {
  private BoxFilter() {}

  /**
   * @param in {@code [h, w]}
   * @param radius px; the window's side is {@code 2 * radius + 1}
   * @return {@code [h, w]}
   */
  static float[] mean(float[] in, int w, int h, int radius) {
    float[] rows = new float[in.length];
    for (int y = 0; y < h; y++) {
      double sum = 0;
      int from = 0;
      int to = 0;
      for (int x = 0; x < w; x++) {
        for (; to < Math.min(w, x + radius + 1); to++) {
          sum += in[y * w + to];
        }
        for (; from < x - radius; from++) {
          sum -= in[y * w + from];
        }
        rows[y * w + x] = (float) (sum / (to - from));
      }
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
}
