package io.reenact.face;

import io.reenact.video.RgbImage;
import java.util.Arrays;

/**
 * Samples an image through an affine map. Shrinking averages enough bilinear taps an output pixel
 * to cover it, so that fine texture does not alias; growing takes a Catmull-Rom cubic.
 */
final class AffineSampler {
  /** What lies outside of the image. */
  enum Border {
    /** The nearest pixel. */
    REPLICATE,
    /** Black. */
    BLACK
  }

  private AffineSampler() {}

  /**
   * Samples.
   *
   * @param map 2x3 row-major, output px to source px, pixel centres at +0.5
   * @param w output width
   * @param h output height
   * @return {@code [3, h, w]} in [-1, 1]
   */
  static float[] sample(RgbImage image, double[] map, int w, int h, Border border) {
    double step = Math.sqrt(Math.abs(map[0] * map[4] - map[1] * map[3]));
    int taps = (int) Math.ceil(step - 0.05);
    float[] out = new float[3 * w * h];
    if (taps <= 1) {
      cubic(image, map, w, h, border, out);
    } else {
      average(image, map, w, h, border, taps, out);
    }
    return out;
  }

  private static void average(
      RgbImage image, double[] map, int w, int h, Border border, int taps, float[] out) {
    if (taps < 3) {
      averageBilinear(image, map, w, h, border, taps, out);
    } else {
      averageNearest(image, map, w, h, border, taps, out);
    }
  }

  private static void averageBilinear(
      RgbImage image, double[] map, int w, int h, Border border, int taps, float[] out) {
    int n = w * h;
    float[] rgb = new float[3];
    float scale = 1f / (127.5f * taps * taps);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        rgb[0] = 0;
        rgb[1] = 0;
        rgb[2] = 0;
        for (int ty = 0; ty < taps; ty++) {
          double v = y + (ty + 0.5) / taps;
          for (int tx = 0; tx < taps; tx++) {
            double u = x + (tx + 0.5) / taps;
            double sx = map[0] * u + map[1] * v + map[2];
            double sy = map[3] * u + map[4] * v + map[5];
            bilinear(image, sx - 0.5, sy - 0.5, border, rgb);
          }
        }
        int i = y * w + x;
        out[i] = rgb[0] * scale - 1;
        out[n + i] = rgb[1] * scale - 1;
        out[2 * n + i] = rgb[2] * scale - 1;
      }
    }
  }

  /**
   * Means of nearest pixels: good enough where nine or more are averaged, and several times as fast
   * as bilinear ones. This loop touches about every pixel of the source, in tracking, targets and
   * evaluation; so it goes by rows of taps, whose sums are whole numbers.
   */
  private static void averageNearest(
      RgbImage image, double[] map, int w, int h, Border border, int taps, float[] out) {
    int n = w * h;
    int iw = image.width();
    int ih = image.height();
    byte[] rgb = image.rgb();
    double[] right = new double[w * taps];
    double[] down = new double[w * taps];
    for (int k = 0; k < right.length; k++) {
      double u = k / taps + (k % taps + 0.5) / taps;
      right[k] = map[0] * u;
      down[k] = map[3] * u;
    }
    boolean black = border == Border.BLACK;
    float scale = 1f / (127.5f * taps * taps);
    int[] red = new int[w];
    int[] green = new int[w];
    int[] blue = new int[w];
    for (int y = 0; y < h; y++) {
      Arrays.fill(red, 0);
      Arrays.fill(green, 0);
      Arrays.fill(blue, 0);
      for (int ty = 0; ty < taps; ty++) {
        double v = y + (ty + 0.5) / taps;
        double mx = map[1] * v;
        double my = map[4] * v;
        for (int x = 0; x < w; x++) {
          int r = 0;
          int g = 0;
          int b = 0;
          for (int k = x * taps; k < (x + 1) * taps; k++) {
            double sx = right[k] + mx + map[2];
            double sy = down[k] + my + map[5];
            // Casting rounds towards 0: what lies up to one pixel before it is outside as well.
            int ix = (int) sx;
            int iy = (int) sy;
            if (sx < 0 || sy < 0 || ix >= iw || iy >= ih) {
              if (black) {
                continue;
              }
              ix = Math.max(0, Math.min(iw - 1, ix));
              iy = Math.max(0, Math.min(ih - 1, iy));
            }
            int i = 3 * (iy * iw + ix);
            r += rgb[i] & 0xff;
            g += rgb[i + 1] & 0xff;
            b += rgb[i + 2] & 0xff;
          }
          red[x] += r;
          green[x] += g;
          blue[x] += b;
        }
      }
      for (int x = 0; x < w; x++) {
        int i = y * w + x;
        out[i] = red[x] * scale - 1;
        out[n + i] = green[x] * scale - 1;
        out[2 * n + i] = blue[x] * scale - 1;
      }
    }
  }

  private static void bilinear(RgbImage image, double x, double y, Border border, float[] sum) {
    int w = image.width();
    int h = image.height();
    if (border == Border.BLACK && (x < -0.5 || y < -0.5 || x > w - 0.5 || y > h - 0.5)) {
      return;
    }
    double cx = Math.max(0, Math.min(w - 1, x));
    double cy = Math.max(0, Math.min(h - 1, y));
    int x0 = Math.min((int) cx, Math.max(0, w - 2));
    int y0 = Math.min((int) cy, Math.max(0, h - 2));
    float fx = (float) (cx - x0);
    float fy = (float) (cy - y0);
    byte[] rgb = image.rgb();
    int a = 3 * (y0 * w + x0);
    int right = w > 1 ? 3 : 0;
    int down = h > 1 ? 3 * w : 0;
    for (int c = 0; c < 3; c++) {
      float top = (rgb[a + c] & 0xff) * (1 - fx) + (rgb[a + right + c] & 0xff) * fx;
      float bottom =
          (rgb[a + down + c] & 0xff) * (1 - fx) + (rgb[a + down + right + c] & 0xff) * fx;
      sum[c] += top * (1 - fy) + bottom * fy;
    }
  }

  /**
   * The part of the picture that the output covers is laid out as floats first, with what lies
   * beyond the picture's edge filled in, so that the loop over pixels neither converts nor looks
   * where the edge is.
   */
  private static void cubic(
      RgbImage image, double[] map, int w, int h, Border border, float[] out) {
    int n = w * h;
    int iw = image.width();
    int ih = image.height();
    // A cubic looks one pixel back and two ahead; one more, since sums round in their order.
    int left = least(map[0], map[1], map[2], w, h) - 2;
    int top = least(map[3], map[4], map[5], w, h) - 2;
    int columns = -least(-map[0], -map[1], -map[2], w, h) + 4 - left;
    int rows = -least(-map[3], -map[4], -map[5], w, h) + 4 - top;
    float[] part = part(image, left, top, columns, rows);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sx = map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2] - 0.5;
        double sy = map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5] - 0.5;
        int i = y * w + x;
        if (border == Border.BLACK && (sx < -0.5 || sy < -0.5 || sx > iw - 0.5 || sy > ih - 0.5)) {
          out[i] = -1;
          out[n + i] = -1;
          out[2 * n + i] = -1;
          continue;
        }
        int x0 = (int) Math.floor(sx);
        int y0 = (int) Math.floor(sy);
        float t = (float) (sx - x0);
        float t2 = t * t;
        float t3 = t2 * t;
        float a = 0.5f * (-t3 + 2 * t2 - t);
        float b = 0.5f * (3 * t3 - 5 * t2 + 2);
        float c = 0.5f * (-3 * t3 + 4 * t2 + t);
        float d = 0.5f * (t3 - t2);
        float s = (float) (sy - y0);
        float s2 = s * s;
        float s3 = s2 * s;
        int at = 3 * ((y0 - 1 - top) * columns + x0 - 1 - left);
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int j = 0; j < 4; j++) {
          float q =
              0.5f
                  * (j == 0
                      ? -s3 + 2 * s2 - s
                      : j == 1 ? 3 * s3 - 5 * s2 + 2 : j == 2 ? -3 * s3 + 4 * s2 + s : s3 - s2);
          red += q * (a * part[at] + b * part[at + 3] + c * part[at + 6] + d * part[at + 9]);
          green += q * (a * part[at + 1] + b * part[at + 4] + c * part[at + 7] + d * part[at + 10]);
          blue += q * (a * part[at + 2] + b * part[at + 5] + c * part[at + 8] + d * part[at + 11]);
          at += 3 * columns;
        }
        out[i] = clamp(red);
        out[n + i] = clamp(green);
        out[2 * n + i] = clamp(blue);
      }
    }
  }

  /** Floor of the least coordinate of any output pixel's centre, less half a pixel. */
  private static int least(double right, double down, double origin, int w, int h) {
    double x = right * (right < 0 ? w - 0.5 : 0.5);
    double y = down * (down < 0 ? h - 0.5 : 0.5);
    return (int) Math.floor(x + y + origin - 0.5);
  }

  /** Interleaved colours, 0 to 255; beyond the edge the nearest pixel's. */
  private static float[] part(RgbImage image, int left, int top, int columns, int rows) {
    int iw = image.width();
    int ih = image.height();
    byte[] rgb = image.rgb();
    float[] part = new float[3 * columns * rows];
    int to = 0;
    for (int y = top; y < top + rows; y++) {
      int row = 3 * iw * Math.max(0, Math.min(ih - 1, y));
      for (int x = left; x < left + columns; x++) {
        int from = row + 3 * Math.max(0, Math.min(iw - 1, x));
        part[to++] = rgb[from] & 0xff;
        part[to++] = rgb[from + 1] & 0xff;
        part[to++] = rgb[from + 2] & 0xff;
      }
    }
    return part;
  }

  private static float clamp(float v) {
    return Math.max(-1f, Math.min(1f, v / 127.5f - 1f));
  }
}
