package io.reenact.inversion;

import io.reenact.camera.Camera;

/**
 * One frame to be reproduced: the roll-free aligned crop of one size, as 8-bit maps to keep thousands of them in memory.
 *
 * @param frame index in the clip
 * @param ptsUs presentation time, microseconds
 * @param shot shot number
 * @param camera the frame's camera
 * @param size pixels a side, S
 * @param rgb the crop, [3, S, S] planar, 0 to 255, not composited
 * @param matte the person, [S, S], 0 to 255
 * @param region {@link Regions} codes, [S, S]
 * @param landmarks 68 points x, y in crop pixels of this size
 * @param openings mouth, left eye, right eye, in inter-ocular units
 */
public record TargetFrame(
    int frame,
    long ptsUs,
    int shot,
    Camera camera,
    int size,
    byte[] rgb,
    byte[] matte,
    byte[] region,
    float[] landmarks,
    float[] openings) {

  /**
   * The target image over a background.
   *
   * @param background three floats in [-1, 1]
   * @param out [3, S, S] in [-1, 1], filled
   */
  public void composite(float[] background, float[] out) {
    int n = size * size;
    for (int c = 0; c < 3; c++) {
      float b = background[c];
      int from = c * n;
      for (int i = 0; i < n; i++) {
        float m = (matte[i] & 0xff) * (1f / 255f);
        float v = (rgb[from + i] & 0xff) * (1f / 127.5f) - 1f;
        out[from + i] = b + m * (v - b);
      }
    }
  }
}
