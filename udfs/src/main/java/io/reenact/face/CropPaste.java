package io.reenact.face;

import io.reenact.video.RgbImage;

/**
 * Puts a picture of a crop back into the frame it came from: in compiled code where there is some,
 * else in a loop over all of the crop's pixels in the frame, written out.
 */
final class CropPaste {
  private CropPaste() {}

  /**
   * @param toCrop 2x3, frame px to picture px
   */
  static RgbImage paste(RgbImage frame, float[] picture, float[] alpha, double[] toCrop, int size) {
    return paste(frame, picture, alpha, toCrop, size, CompiledPictures.available());
  }

  /**
   * @param compiled whether compiled code may run; the bits are the same without
   */
  static RgbImage paste(
      RgbImage frame, float[] picture, float[] alpha, double[] toCrop, int size, boolean compiled) {
    byte[] rgb = frame.rgb().clone();
    double[] back = Affine.invert(toCrop);
    double x0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 4; corner++) {
      double u = corner % 2 == 0 ? 0 : size;
      double v = corner < 2 ? 0 : size;
      double x = back[0] * u + back[1] * v + back[2];
      double y = back[3] * u + back[4] * v + back[5];
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
    double step = Math.sqrt(Math.abs(toCrop[0] * toCrop[4] - toCrop[1] * toCrop[3]));
    int taps = Math.max(1, (int) Math.ceil(step - 0.05));
    int top = (int) Math.max(0, Math.floor(y0));
    int left = (int) Math.max(0, Math.floor(x0));
    int bottom = (int) Math.min(frame.height(), Math.ceil(y1));
    int right = (int) Math.min(frame.width(), Math.ceil(x1));
    int[] bounds = {top, left, bottom, right};
    if (compiled) {
      CompiledPictures.paste(rgb, frame.width(), picture, alpha, toCrop, size, bounds, taps);
    } else {
      inJava(rgb, frame.width(), picture, alpha, toCrop, size, bounds, taps);
    }
    return new RgbImage(frame.width(), frame.height(), rgb);
  }

  private static void inJava(
      byte[] rgb,
      int width,
      float[] picture,
      float[] alpha,
      double[] toCrop,
      int size,
      int[] bounds,
      int taps) {
    int n = size * size;
    float scale = 1f / (taps * taps);
    for (int y = bounds[0]; y < bounds[2]; y++) {
      for (int x = bounds[1]; x < bounds[3]; x++) {
        float r = 0;
        float g = 0;
        float b = 0;
        float covered = 0;
        for (int t = 0; t < taps * taps; t++) {
          double fx = x + (t % taps + 0.5) / taps;
          double fy = y + (t / taps + 0.5) / taps;
          double u = toCrop[0] * fx + toCrop[1] * fy + toCrop[2] - 0.5;
          double v = toCrop[3] * fx + toCrop[4] * fy + toCrop[5] - 0.5;
          if (u < -0.5 || v < -0.5 || u > size - 0.5 || v > size - 0.5) {
            continue;
          }
          double cx = Math.max(0, Math.min(size - 1.0, u));
          double cy = Math.max(0, Math.min(size - 1.0, v));
          int px = Math.min((int) cx, size - 2);
          int py = Math.min((int) cy, size - 2);
          float wx = (float) (cx - px);
          float wy = (float) (cy - py);
          int i = py * size + px;
          int j = i + size;
          float a00 = (1 - wx) * (1 - wy) * alpha[i];
          float a01 = wx * (1 - wy) * alpha[i + 1];
          float a10 = (1 - wx) * wy * alpha[j];
          float a11 = wx * wy * alpha[j + 1];
          // In the order of compiled code.
          covered += a00 + a01;
          covered += a10 + a11;
          r += a00 * picture[i] + a01 * picture[i + 1];
          r += a10 * picture[j] + a11 * picture[j + 1];
          g += a00 * picture[n + i] + a01 * picture[n + i + 1];
          g += a10 * picture[n + j] + a11 * picture[n + j + 1];
          b += a00 * picture[2 * n + i] + a01 * picture[2 * n + i + 1];
          b += a10 * picture[2 * n + j] + a11 * picture[2 * n + j + 1];
        }
        if (covered > 0) {
          int i = 3 * (y * width + x);
          rgb[i] = mixed(rgb[i], r * scale, covered * scale);
          rgb[i + 1] = mixed(rgb[i + 1], g * scale, covered * scale);
          rgb[i + 2] = mixed(rgb[i + 2], b * scale, covered * scale);
        }
      }
    }
  }

  /**
   * @param times the picture, from -1 to 1, times what it covers
   */
  private static byte mixed(byte below, float times, float covered) {
    float v = (times + covered) * 127.5f + (1 - covered) * (below & 0xff);
    return (byte) Math.max(0, Math.min(255, Math.round(v)));
  }
}
