package io.reenact.paste;

import io.reenact.face.BoxFilter;

/** Mattes made larger. */
final class Mattes {
  private Mattes() {}

  /**
   * Grown by about so many pixels, with a soft edge: what is at least an eighth covered around a
   * pixel is covered.
   *
   * @param matte {@code [h, w]} from 0 to 1
   */
  static float[] grown(float[] matte, int w, int h, int px) {
    float[] mean = BoxFilter.mean(matte, w, h, px);
    float[] out = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      out[i] = smooth((mean[i] - 0.02f) / 0.2f);
    }
    return out;
  }

  /** 0 below 0, 1 above 1, smooth between. */
  static float smooth(float t) {
    float c = Math.max(0, Math.min(1, t));
    return c * c * (3 - 2 * c);
  }
}
