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

  /** Beyond this a map takes nothing to a picture's pixels, px. */
  private static final double FAR = 1e6;

  private AffineSampler() {}

  /**
   * Samples.
   *
   * @param map 2x3 row-major, output px to source px, pixel centres at +0.5
   * @param w output width
   * @param h output height
   * @return {@code [3, h, w]} in [-1, 1]
   * @throws IllegalArgumentException if the map leads nowhere near a picture
   */
  static float[] sample(RgbImage image, double[] map, int w, int h, Border border) {
    for (double m : map) {
      if (!(Math.abs(m) < FAR)) {
        throw new IllegalArgumentException("no map to sample by: " + Arrays.toString(map));
      }
    }
    return CompiledPictures.available()
        ? compiled(image, map, w, h, border)
        : inJava(image, map, w, h, border);
  }

  private static int taps(double[] map) {
    double step = Math.sqrt(Math.abs(map[0] * map[4] - map[1] * map[3]));
    return (int) Math.ceil(step - 0.05);
  }

  private static float[] compiled(RgbImage image, double[] map, int w, int h, Border border) {
    boolean black = border == Border.BLACK;
    int taps = Math.max(1, taps(map));
    if (taps >= 3) {
      return CompiledPictures.sample(image, map, new int[4], w, h, taps, black);
    }
    Bounds part = Bounds.of(map, w, h);
    int[] bounds = {part.left, part.top, part.columns, part.rows};
    return CompiledPictures.sample(image, map, bounds, w, h, taps, black && !part.inside(image));
  }

  /** The same bits without compiled code. */
  static float[] inJava(RgbImage image, double[] map, int w, int h, Border border) {
    int taps = taps(map);
    float[] out = new float[3 * w * h];
    if (taps >= 3) {
      averageNearest(image, map, w, h, border, taps, out);
    } else if (taps == 2) {
      averageBilinear(image, map, w, h, border, taps, out);
    } else if (map[1] == 0 && map[3] == 0) {
      cubicUpright(image, map, w, h, border, out);
    } else {
      cubic(image, map, w, h, border, out);
    }
    return out;
  }

  /** Laid out as for {@link #cubic}: most of the time would go into edges and conversions. */
  private static void averageBilinear(
      RgbImage image, double[] map, int w, int h, Border border, int taps, float[] out) {
    int n = w * h;
    int iw = image.width();
    int ih = image.height();
    Part part = Part.of(image, map, w, h);
    float[] of = part.rgb;
    int down = 3 * part.at.columns;
    boolean black = border == Border.BLACK && !part.at.inside(image);
    float scale = 1f / (127.5f * taps * taps);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int ty = 0; ty < taps; ty++) {
          double v = y + (ty + 0.5) / taps;
          for (int tx = 0; tx < taps; tx++) {
            double u = x + (tx + 0.5) / taps;
            double sx = map[0] * u + map[1] * v + map[2] - 0.5;
            double sy = map[3] * u + map[4] * v + map[5] - 0.5;
            if (black && outside(sx, sy, iw, ih)) {
              continue;
            }
            int x0 = (int) Math.floor(sx);
            int y0 = (int) Math.floor(sy);
            float fx = (float) (sx - x0);
            float fy = (float) (sy - y0);
            float gx = 1 - fx;
            float gy = 1 - fy;
            int a = down * (y0 - part.at.top) + 3 * (x0 - part.at.left);
            int b = a + down;
            red += (of[a] * gx + of[a + 3] * fx) * gy + (of[b] * gx + of[b + 3] * fx) * fy;
            green +=
                (of[a + 1] * gx + of[a + 4] * fx) * gy + (of[b + 1] * gx + of[b + 4] * fx) * fy;
            blue += (of[a + 2] * gx + of[a + 5] * fx) * gy + (of[b + 2] * gx + of[b + 5] * fx) * fy;
          }
        }
        int i = y * w + x;
        out[i] = red * scale - 1;
        out[n + i] = green * scale - 1;
        out[2 * n + i] = blue * scale - 1;
      }
    }
  }

  /** Whether a point lies beyond the outermost pixels' edges; pixel centres at whole numbers. */
  private static boolean outside(double x, double y, int w, int h) {
    return x < -0.5 || y < -0.5 || x > w - 0.5 || y > h - 0.5;
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

  private static void cubic(
      RgbImage image, double[] map, int w, int h, Border border, float[] out) {
    int n = w * h;
    int iw = image.width();
    int ih = image.height();
    Part part = Part.of(image, map, w, h);
    float[] of = part.rgb;
    int down = 3 * part.at.columns;
    boolean black = border == Border.BLACK && !part.at.inside(image);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sx = map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2] - 0.5;
        double sy = map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5] - 0.5;
        int i = y * w + x;
        if (black && outside(sx, sy, iw, ih)) {
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
        float q = 0.5f * (-s3 + 2 * s2 - s);
        int k = down * (y0 - 1 - part.at.top) + 3 * (x0 - 1 - part.at.left);
        float red = q * (a * of[k] + b * of[k + 3] + c * of[k + 6] + d * of[k + 9]);
        float green = q * (a * of[k + 1] + b * of[k + 4] + c * of[k + 7] + d * of[k + 10]);
        float blue = q * (a * of[k + 2] + b * of[k + 5] + c * of[k + 8] + d * of[k + 11]);
        q = 0.5f * (3 * s3 - 5 * s2 + 2);
        k += down;
        red += q * (a * of[k] + b * of[k + 3] + c * of[k + 6] + d * of[k + 9]);
        green += q * (a * of[k + 1] + b * of[k + 4] + c * of[k + 7] + d * of[k + 10]);
        blue += q * (a * of[k + 2] + b * of[k + 5] + c * of[k + 8] + d * of[k + 11]);
        q = 0.5f * (-3 * s3 + 4 * s2 + s);
        k += down;
        red += q * (a * of[k] + b * of[k + 3] + c * of[k + 6] + d * of[k + 9]);
        green += q * (a * of[k + 1] + b * of[k + 4] + c * of[k + 7] + d * of[k + 10]);
        blue += q * (a * of[k + 2] + b * of[k + 5] + c * of[k + 8] + d * of[k + 11]);
        q = 0.5f * (s3 - s2);
        k += down;
        red += q * (a * of[k] + b * of[k + 3] + c * of[k + 6] + d * of[k + 9]);
        green += q * (a * of[k + 1] + b * of[k + 4] + c * of[k + 7] + d * of[k + 10]);
        blue += q * (a * of[k + 2] + b * of[k + 5] + c * of[k + 8] + d * of[k + 11]);
        out[i] = clamp(red);
        out[n + i] = clamp(green);
        out[2 * n + i] = clamp(blue);
      }
    }
  }

  /** The same sums in the same order, by rows first and then by columns: a third of the work. */
  private static void cubicUpright(
      RgbImage image, double[] map, int w, int h, Border border, float[] out) {
    int n = w * h;
    Part part = Part.of(image, map, w, h);
    boolean black = border == Border.BLACK && !part.at.inside(image);
    Taps across = Taps.of(map[0], map[2], w, part.at.left);
    Taps along = Taps.of(map[4], map[5], h, part.at.top);
    float[] rows = across.rows(part);
    int plane = w * part.at.rows;
    float[] weights = along.weights;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < h; y++) {
        float a = weights[4 * y];
        float b = weights[4 * y + 1];
        float d = weights[4 * y + 2];
        float e = weights[4 * y + 3];
        int r = c * plane + w * along.first[y];
        int i = c * n + y * w;
        for (int x = 0; x < w; x++) {
          out[i + x] =
              clamp(
                  a * rows[r + x]
                      + b * rows[r + w + x]
                      + d * rows[r + 2 * w + x]
                      + e * rows[r + 3 * w + x]);
        }
      }
    }
    for (int y = 0; black && y < h; y++) {
      for (int x = 0; x < w; x++) {
        if (outside(across.at[x], along.at[y], image.width(), image.height())) {
          for (int c = 0; c < 3; c++) {
            out[c * n + y * w + x] = -1;
          }
        }
      }
    }
  }

  /**
   * Where the four taps of each output column begin, and what they weigh; likewise of rows.
   *
   * @param at places in the picture, pixel centres at whole numbers
   * @param first of the taps, in the part
   * @param weights {@code [outputs, 4]}
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record Taps(double[] at, int[] first, float[] weights) {
    static Taps of(double step, double origin, int outputs, int begin) {
      Taps taps = new Taps(new double[outputs], new int[outputs], new float[4 * outputs]);
      for (int i = 0; i < outputs; i++) {
        double p = step * (i + 0.5) + origin - 0.5;
        int whole = (int) Math.floor(p);
        float t = (float) (p - whole);
        float t2 = t * t;
        float t3 = t2 * t;
        taps.at[i] = p;
        taps.first[i] = whole - 1 - begin;
        taps.weights[4 * i] = 0.5f * (-t3 + 2 * t2 - t);
        taps.weights[4 * i + 1] = 0.5f * (3 * t3 - 5 * t2 + 2);
        taps.weights[4 * i + 2] = 0.5f * (-3 * t3 + 4 * t2 + t);
        taps.weights[4 * i + 3] = 0.5f * (t3 - t2);
      }
      return taps;
    }

    /** Every row of the part at the output's columns, {@code [3, rows, outputs]}. */
    float[] rows(Part part) {
      int w = at.length;
      float[] of = part.rgb;
      float[] rows = new float[3 * part.at.rows * w];
      int plane = part.at.rows * w;
      for (int y = 0; y < part.at.rows; y++) {
        for (int x = 0; x < w; x++) {
          int k = 3 * (y * part.at.columns + first[x]);
          float a = weights[4 * x];
          float b = weights[4 * x + 1];
          float c = weights[4 * x + 2];
          float d = weights[4 * x + 3];
          int i = y * w + x;
          rows[i] = a * of[k] + b * of[k + 3] + c * of[k + 6] + d * of[k + 9];
          rows[plane + i] = a * of[k + 1] + b * of[k + 4] + c * of[k + 7] + d * of[k + 10];
          rows[2 * plane + i] = a * of[k + 2] + b * of[k + 5] + c * of[k + 8] + d * of[k + 11];
        }
      }
      return rows;
    }
  }

  private static float clamp(float v) {
    return Math.max(-1f, Math.min(1f, v / 127.5f - 1f));
  }

  /**
   * Where the part of a picture lies that an output covers; it may reach beyond the edges.
   *
   * @param left column of the picture that the part's first one is
   * @param top likewise its row
   */
  private record Bounds(int left, int top, int columns, int rows) {
    static Bounds of(double[] map, int w, int h) {
      // A cubic looks one pixel back and two ahead; one more, since sums round in their order.
      int left = least(map[0], map[1], map[2], w, h) - 2;
      int top = least(map[3], map[4], map[5], w, h) - 2;
      int columns = -least(-map[0], -map[1], -map[2], w, h) + 4 - left;
      int rows = -least(-map[3], -map[4], -map[5], w, h) + 4 - top;
      return new Bounds(left, top, columns, rows);
    }

    /** Floor of the least coordinate that the output's area maps to, less half a pixel. */
    private static int least(double right, double down, double origin, int w, int h) {
      return (int) Math.floor(Math.min(0, right * w) + Math.min(0, down * h) + origin - 0.5);
    }

    /** Whether none of it lies beyond the picture's edge. */
    boolean inside(RgbImage image) {
      return left >= 0
          && top >= 0
          && left + columns <= image.width()
          && top + rows <= image.height();
    }
  }

  /**
   * That part, laid out as floats with what lies beyond the picture's edge filled in by the nearest
   * pixel, so that loops over pixels neither convert nor look where the edge is.
   *
   * @param rgb interleaved, 0 to 255
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record Part(Bounds at, float[] rgb) {
    static Part of(RgbImage image, double[] map, int w, int h) {
      Bounds at = Bounds.of(map, w, h);
      int iw = image.width();
      int ih = image.height();
      byte[] rgb = image.rgb();
      float[] part = new float[3 * at.columns * at.rows];
      int to = 0;
      for (int y = at.top; y < at.top + at.rows; y++) {
        int row = 3 * iw * Math.max(0, Math.min(ih - 1, y));
        for (int x = at.left; x < at.left + at.columns; x++) {
          int from = row + 3 * Math.max(0, Math.min(iw - 1, x));
          part[to++] = rgb[from] & 0xff;
          part[to++] = rgb[from + 1] & 0xff;
          part[to++] = rgb[from + 2] & 0xff;
        }
      }
      return new Part(at, part);
    }
  }
}
