package io.reenact.paste;

import java.util.Arrays;

/**
 * Fills what is not known from what lies around it, by a pyramid of means (Gortler et al. 1996,
 * "The Lumigraph", push-pull). Known pixels stay as they are.
 */
final class PushPull {
  private PushPull() {}

  /**
   * Fills in place.
   *
   * @param planes {@code [channels][height * width]}
   * @param weight {@code [height * width]}, 0 where nothing is known to 1 where all is
   */
  static void fill(float[][] planes, float[] weight, int w, int h) {
    if (w <= 1 && h <= 1) {
      return;
    }
    int w2 = (w + 1) / 2;
    int h2 = (h + 1) / 2;
    float[][] small = new float[planes.length][w2 * h2];
    float[] smallWeight = new float[w2 * h2];
    pull(planes, weight, w, h, small, smallWeight);
    fill(small, smallWeight, w2, h2);
    push(planes, weight, w, h, small);
    Arrays.fill(weight, 1);
  }

  /** Weighed means of two by two. */
  private static void pull(
      float[][] planes, float[] weight, int w, int h, float[][] small, float[] smallWeight) {
    int w2 = (w + 1) / 2;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int i = y * w + x;
        int j = y / 2 * w2 + x / 2;
        smallWeight[j] += weight[i];
        for (int c = 0; c < planes.length; c++) {
          small[c][j] += weight[i] * planes[c][i];
        }
      }
    }
    for (int j = 0; j < smallWeight.length; j++) {
      if (smallWeight[j] > 0) {
        for (float[] plane : small) {
          plane[j] /= smallWeight[j];
        }
        smallWeight[j] = Math.min(1, smallWeight[j]);
      }
    }
  }

  /** What is missing in a pixel comes from the coarser level, between whose pixels is line. */
  private static void push(float[][] planes, float[] weight, int w, int h, float[][] small) {
    int w2 = (w + 1) / 2;
    int h2 = (h + 1) / 2;
    for (int y = 0; y < h; y++) {
      float v = Math.max(0, Math.min(h2 - 1f, (y + 0.5f) / 2 - 0.5f));
      int y0 = (int) v;
      int y1 = Math.min(h2 - 1, y0 + 1);
      for (int x = 0; x < w; x++) {
        int i = y * w + x;
        float missing = 1 - weight[i];
        if (missing <= 0) {
          continue;
        }
        float u = Math.max(0, Math.min(w2 - 1f, (x + 0.5f) / 2 - 0.5f));
        int x0 = (int) u;
        int x1 = Math.min(w2 - 1, x0 + 1);
        float fx = u - x0;
        float fy = v - y0;
        for (int c = 0; c < planes.length; c++) {
          float[] s = small[c];
          float top = s[y0 * w2 + x0] * (1 - fx) + s[y0 * w2 + x1] * fx;
          float low = s[y1 * w2 + x0] * (1 - fx) + s[y1 * w2 + x1] * fx;
          planes[c][i] = weight[i] * planes[c][i] + missing * (top * (1 - fy) + low * fy);
        }
      }
    }
  }
}
