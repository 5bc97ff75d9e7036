package io.reenact.synth;

import java.util.Arrays;

/**
 * Which triangle each sample sees, by z-buffer, two-sided; perspective-correct barycentric weights
 * are computed for what is seen at the end alone. Used again for frames of the same size.
 */
final class TriangleRaster {
  /** Samples by which a span is longer than computed, so that rounding leaves no cracks. */
  private static final float SLACK = 1e-3f;

  /** Twice the area in samples under which a triangle is seen edge-on. */
  private static final float FLAT = 1e-9f;

  final int width;
  final int height;

  /** Triangle seen, -1 for none. */
  final int[] triangle;

  /** One over the depth; 0 for none. */
  final float[] inverseDepth;

  TriangleRaster(int width, int height) {
    this.width = width;
    this.height = height;
    int n = width * height;
    triangle = new int[n];
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
    int x0 = Math.max(0, (int) Math.ceil(Math.min(ax, Math.min(bx, cx)) - 0.5f));
    int x1 = Math.min(width - 1, (int) Math.floor(Math.max(ax, Math.max(bx, cx)) - 0.5f));
    int y0 = Math.max(0, (int) Math.ceil(Math.min(ay, Math.min(by, cy)) - 0.5f));
    int y1 = Math.min(height - 1, (int) Math.floor(Math.max(ay, Math.max(by, cy)) - 0.5f));
    // Most strands of hair pass between the samples.
    if (x0 > x1 || y0 > y1) {
      return;
    }
    float area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (Math.abs(area) < FLAT) {
      return;
    }
    float inv = 1 / area;
    float stepB = (cy - ay) * inv;
    float stepC = -(by - ay) * inv;
    float stepA = -stepB - stepC;
    float stepZ = stepA * ia + stepB * ib + stepC * ic;
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
      float izRow = wa * ia + wb * ib + wc * ic;
      int row = y * width + x0;
      for (int k = from; k <= to; k++) {
        float iz = izRow + k * stepZ;
        int i = row + k;
        if (iz > inverseDepth[i]) {
          inverseDepth[i] = iz;
          triangle[i] = t;
        }
      }
    }
  }

  /**
   * Weights of the second and third vertex at a place of a triangle.
   *
   * @param screen as given to {@link #draw}
   * @param a first float of the triangle's first vertex in {@code screen}; b, c: of the others
   * @param x in samples; the middle of the first sample is at 0.5
   * @param out receives the two weights
   */
  static void weights(float[] screen, int a, int b, int c, float x, float y, float[] out) {
    float ax = screen[a];
    float ay = screen[a + 1];
    float bx = screen[b] - ax;
    float by = screen[b + 1] - ay;
    float cx = screen[c] - ax;
    float cy = screen[c + 1] - ay;
    float px = x - ax;
    float py = y - ay;
    float inv = 1 / (bx * cy - cx * by);
    float wb = (px * cy - cx * py) * inv;
    float wc = (bx * py - px * by) * inv;
    float b1 = wb * screen[b + 2];
    float c1 = wc * screen[c + 2];
    float scale = 1 / ((1 - wb - wc) * screen[a + 2] + b1 + c1);
    out[0] = b1 * scale;
    out[1] = c1 * scale;
  }

  /** One over a step; a very large number, with the sign of a falling step, for none. */
  private static float inverse(float step) {
    return Math.abs(step) < 1e-20f ? -1e20f : 1 / step;
  }
}
