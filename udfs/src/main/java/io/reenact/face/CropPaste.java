package io.reenact.face;

import io.reenact.video.RgbImage;

/** Puts a picture of a crop back into the frame it came from. */
final class CropPaste {
  private CropPaste() {}

  /**
   * @param toCrop 2x3, frame px to picture px
   */
  static RgbImage paste(RgbImage frame, float[] picture, float[] alpha, double[] toCrop, int size) {
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
    float[] sum = new float[4];
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        java.util.Arrays.fill(sum, 0);
        for (int t = 0; t < taps * taps; t++) {
          double fx = x + (t % taps + 0.5) / taps;
          double fy = y + (t / taps + 0.5) / taps;
          add(
              picture,
              alpha,
              toCrop[0] * fx + toCrop[1] * fy + toCrop[2] - 0.5,
              toCrop[3] * fx + toCrop[4] * fy + toCrop[5] - 0.5,
              size,
              sum);
        }
        float a = sum[3] / (taps * taps);
        for (int c = 0; c < 3 && a > 0; c++) {
          int i = 3 * (y * frame.width() + x) + c;
          float v = (sum[c] / (taps * taps) + a) * 127.5f + (1 - a) * (rgb[i] & 0xff);
          rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(v)));
        }
      }
    }
    return new RgbImage(frame.width(), frame.height(), rgb);
  }

  /** Adds the picture times alpha, and alpha, at a point; nothing outside of the picture. */
  private static void add(
      float[] picture, float[] alpha, double x, double y, int size, float[] sum) {
    if (x < -0.5 || y < -0.5 || x > size - 0.5 || y > size - 0.5) {
      return;
    }
    double cx = Math.max(0, Math.min(size - 1.0, x));
    double cy = Math.max(0, Math.min(size - 1.0, y));
    int x0 = Math.min((int) cx, size - 2);
    int y0 = Math.min((int) cy, size - 2);
    float fx = (float) (cx - x0);
    float fy = (float) (cy - y0);
    for (int k = 0; k < 4; k++) {
      int i = (y0 + k / 2) * size + x0 + k % 2;
      float a = (k % 2 == 0 ? 1 - fx : fx) * (k < 2 ? 1 - fy : fy) * alpha[i];
      for (int c = 0; c < 3; c++) {
        sum[c] += a * picture[c * size * size + i];
      }
      sum[3] += a;
    }
  }
}
