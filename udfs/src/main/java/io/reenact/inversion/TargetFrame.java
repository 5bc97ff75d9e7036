package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;

/**
 * One frame to be reproduced: the roll-free aligned crop of one size, as 8-bit maps to keep
 * thousands of them in memory.
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

  /** This frame at about 64 pixels a side, for looking for a start. */
  TargetFrame lowResolution() {
    return about(64);
  }

  /** This frame at about so many pixels a side, or as it is where it has no more. */
  TargetFrame about(int side) {
    int k = Math.max(1, size / side);
    while (size % k != 0) {
      k--;
    }
    return scaled(size / k);
  }

  /**
   * This frame at a smaller size that divides its own, by averaging; regions take the code at the
   * block's centre.
   */
  public TargetFrame scaled(int to) {
    if (to == size) {
      return this;
    }
    if (size % to != 0) {
      throw new IllegalArgumentException(to + " does not divide " + size);
    }
    int k = size / to;
    byte[] small = new byte[3 * to * to];
    for (int c = 0; c < 3; c++) {
      average(rgb, c * size * size, small, c * to * to, to, k);
    }
    byte[] smallMatte = new byte[to * to];
    average(matte, 0, smallMatte, 0, to, k);
    byte[] smallRegion = new byte[to * to];
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        smallRegion[y * to + x] = region[(y * k + k / 2) * size + x * k + k / 2];
      }
    }
    float[] points = landmarks.clone();
    for (int i = 0; i < points.length; i++) {
      points[i] /= k;
    }
    return new TargetFrame(
        frame, ptsUs, shot, camera, to, small, smallMatte, smallRegion, points, openings);
  }

  private void average(byte[] from, int fromAt, byte[] into, int intoAt, int to, int k) {
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        int sum = 0;
        for (int i = 0; i < k * k; i++) {
          sum += from[fromAt + (y * k + i / k) * size + x * k + i % k] & 0xff;
        }
        into[intoAt + y * to + x] = (byte) ((sum + k * k / 2) / (k * k));
      }
    }
  }
}
