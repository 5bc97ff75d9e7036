package io.reenact.synth;

import java.util.Arrays;

/**
 * Which triangle each sample sees, by z-buffer, two-sided, with perspective-correct barycentric
 * weights. Used again for frames of the same size.
 */
final class TriangleRaster {
  /** Samples by which a span is longer than computed, so that rounding leaves no cracks. */
  private static final float SLACK = 1e-3f;

  final int width;
  final int height;

  /** Triangle seen, -1 for none. */
  final int[] triangle;

  /** Weights of the triangle's second and third vertex. */
  final float[] weight1;

  final float[] weight2;

  /** One over the depth; 0 for none. */
  final float[] inverseDepth;

  TriangleRaster(int width, int height) {
    this.width = width;
    this.height = height;
    int n = width * height;
    triangle = new int[n];
    weight1 = new float[n];
    weight2 = new float[n];
    inverseDepth = new float[n];
  }

  void clear() {
    Arrays.fill(triangle, -1);
    Arrays.fill(inverseDepth, 0f);
  }

  /**
   * Draws triangles.
   *
   * @param screen x, y in samples and one over the depth (0 for a vertex that can't be drawn),
   *     three floats a vertex
   * @param triangles vertex indices
   */
  void draw(float[] screen, int[] triangles) {
    for (int t = 0; t < triangles.length; t += 3) {
      draw(screen, 3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2], t / 3);
    }
  }

  private void draw(float[] s, int a, int b, int c, int t) {
    float ia = s[a + 2];
    float ib = s[b + 2];
    float ic = s[c + 2];
    if (!(ia > 0) || !(ib > 0) || !(ic > 0)) {
      return;
    }
    float ax = s[a];
    float ay = s[a + 1];
    float bx = s[b];
    float by = s[b + 1];
    float cx = s[c];
    float cy = s[c + 1];
    float area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (Math.abs(area) < 1e-9f) {
      return;
    }
    int x0 = Math.max(0, (int) Math.ceil(Math.min(ax, Math.min(bx, cx)) - 0.5f));
    int x1 = Math.min(width - 1, (int) Math.floor(Math.max(ax, Math.max(bx, cx)) - 0.5f));
    int y0 = Math.max(0, (int) Math.ceil(Math.min(ay, Math.min(by, cy)) - 0.5f));
    int y1 = Math.min(height - 1, (int) Math.floor(Math.max(ay, Math.max(by, cy)) - 0.5f));
    float inv = 1 / area;
    float stepB = (cy - ay) * inv;
    float stepC = -(by - ay) * inv;
    float stepA = -stepB - stepC;
    float inverseA = inverse(stepA);
    float inverseB = inverse(stepB);
    float inverseC = inverse(stepC);
    for (int y = y0; y <= y1; y++) {
      float py = y + 0.5f - ay;
      float px = x0 + 0.5f - ax;
      float wb = (px * (cy - ay) - (cx - ax) * py) * inv;
      float wc = ((bx - ax) * py - px * (by - ay)) * inv;
      float wa = 1 - wb - wc;
      // The span of this row, from each weight's sign; thin triangles fill little of their box.
      float lo = 0;
      float hi = x1 - x0;
      if (stepA > 0) {
        lo = Math.max(lo, -wa * inverseA - SLACK);
      } else {
        hi = Math.min(hi, -wa * inverseA + SLACK);
      }
      if (stepB > 0) {
        lo = Math.max(lo, -wb * inverseB - SLACK);
      } else {
        hi = Math.min(hi, -wb * inverseB + SLACK);
      }
      if (stepC > 0) {
        lo = Math.max(lo, -wc * inverseC - SLACK);
      } else {
        hi = Math.min(hi, -wc * inverseC + SLACK);
      }
      int from = (int) Math.ceil(lo);
      int to = (int) Math.floor(hi);
      for (int k = from; k <= to; k++) {
        float b1 = (wb + k * stepB) * ib;
        float c1 = (wc + k * stepC) * ic;
        float iz = (wa + k * stepA) * ia + b1 + c1;
        int i = y * width + x0 + k;
        if (iz > inverseDepth[i]) {
          inverseDepth[i] = iz;
          triangle[i] = t;
          weight1[i] = b1 / iz;
          weight2[i] = c1 / iz;
        }
      }
    }
  }

  /** One over a step; a very large number, with the sign of a falling step, for none. */
  private static float inverse(float step) {
    return Math.abs(step) < 1e-20f ? -1e20f : 1 / step;
  }
}
