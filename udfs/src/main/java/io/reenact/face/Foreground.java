package io.reenact.face;

import io.reenact.splat.Colours;

/**
 * Compositing of a matted person. Where hair lets the old background through, the person's own
 * colour is estimated first (Forte 2021, "Approximate fast foreground colour estimation"), so that
 * no halo of the old background remains.
 */
public final class Foreground {
  private Foreground() {}

  /**
   * The person's own colours.
   *
   * @param picture {@code [3, size, size]} in [-1, 1]
   * @param matte {@code [size, size]} in [0, 1]
   * @return {@code [3, size, size]} in [-1, 1]; where the matte is 0, colours of the nearest parts
   *     of the person
   */
  public static float[] colours(float[] picture, float[] matte, int size) {
    float[] wide = pass(picture, picture, picture, matte, size, Math.max(2, size / 6));
    float[] back = background(picture, matte, size, Math.max(2, size / 6));
    return pass(picture, wide, back, matte, size, Math.max(1, size / 80));
  }

  /**
   * Puts the person on a plain background.
   *
   * @param picture {@code [3, size, size]} in [-1, 1]
   * @param matte {@code [size, size]} in [0, 1]
   * @param background 3 values in [-1, 1]; white is (1, 1, 1)
   * @return {@code [3, size, size]} in [-1, 1]
   */
  public static float[] over(float[] picture, float[] matte, int size, float[] background) {
    float[] own = colours(picture, matte, size);
    int n = size * size;
    float[] out = new float[3 * n];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        out[c * n + i] = matte[i] * own[c * n + i] + (1 - matte[i]) * background[c];
      }
    }
    return out;
  }

  /** {@link #over} white. */
  public static float[] onWhite(float[] picture, float[] matte, int size) {
    return over(picture, matte, size, Colours.white());
  }

  /** One blur-fusion step from estimates of both layers. */
  private static float[] pass(
      float[] picture, float[] front, float[] back, float[] matte, int size, int radius) {
    return CompiledPictures.available() && size % CompiledPictures.LANES == 0
        ? CompiledPictures.blurFused(picture, front, back, matte, size, radius)
        : inJava(picture, front, back, matte, size, radius);
  }

  /** The same bits without compiled code. */
  static float[] inJava(
      float[] picture, float[] front, float[] back, float[] matte, int size, int radius) {
    int n = size * size;
    float[] out = new float[3 * n];
    float[] inverse = new float[n];
    for (int i = 0; i < n; i++) {
      inverse[i] = 1 - matte[i];
    }
    float[] meanMatte = BoxFilter.mean(matte, size, size, radius);
    float[] meanInverse = BoxFilter.mean(inverse, size, size, radius);
    float[] f = new float[n];
    float[] b = new float[n];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        f[i] = front[c * n + i] * matte[i];
        b[i] = back[c * n + i] * inverse[i];
      }
      float[] meanF = BoxFilter.mean(f, size, size, radius);
      float[] meanB = BoxFilter.mean(b, size, size, radius);
      for (int i = 0; i < n; i++) {
        float a = matte[i];
        float fore = meanMatte[i] > 1e-5f ? meanF[i] / meanMatte[i] : picture[c * n + i];
        float behind = meanInverse[i] > 1e-5f ? meanB[i] / meanInverse[i] : picture[c * n + i];
        float v = fore + a * (picture[c * n + i] - a * fore - (1 - a) * behind);
        out[c * n + i] = Math.max(-1, Math.min(1, v));
      }
    }
    return out;
  }

  private static float[] background(float[] picture, float[] matte, int size, int radius) {
    float[] inverse = new float[matte.length];
    for (int i = 0; i < matte.length; i++) {
      inverse[i] = 1 - matte[i];
    }
    return pass(picture, picture, picture, inverse, size, radius);
  }
}
