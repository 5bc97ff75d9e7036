package io.reenact.latent;

import java.util.Arrays;

/**
 * Offsets of one clip at its key frames; between two key frames they are interpolated linearly by
 * presentation time (docs/design/method.md, section 3), outside they are held. Used for offsets and
 * for the small head motions that refine the cameras.
 */
public final class OffsetCurve implements Offsets {
  private final long[] ptsUs;
  private final float[][] values;

  /**
   * @param ptsUs presentation times of the key frames, microseconds, strictly increasing, at least
   *     one
   * @param values one vector a key frame, all of one length; not copied
   */
  public OffsetCurve(long[] ptsUs, float[][] values) {
    if (ptsUs.length == 0 || ptsUs.length != values.length) {
      throw new IllegalArgumentException(ptsUs.length + " times for " + values.length + " offsets");
    }
    for (int i = 1; i < ptsUs.length; i++) {
      if (ptsUs[i] <= ptsUs[i - 1]) {
        throw new IllegalArgumentException(
            "key frame times must increase: " + ptsUs[i - 1] + ", " + ptsUs[i]);
      }
    }
    this.ptsUs = ptsUs.clone();
    this.values = values;
  }

  /**
   * Where a time lies between key frames.
   *
   * @param left index of the key frame before
   * @param right index of the key frame after; equal to left at a key frame and outside
   * @param weight of the right one, 0 to 1
   */
  public record Place(int left, int right, double weight) {}

  /** Where a time lies. */
  public Place place(long timeUs) {
    int i = Arrays.binarySearch(ptsUs, timeUs);
    if (i >= 0) {
      return new Place(i, i, 0);
    }
    int right = -i - 1;
    if (right == 0) {
      return new Place(0, 0, 0);
    }
    if (right == ptsUs.length) {
      return new Place(right - 1, right - 1, 0);
    }
    return new Place(
        right - 1, right, (timeUs - ptsUs[right - 1]) / (double) (ptsUs[right] - ptsUs[right - 1]));
  }

  @Override
  public float[] at(long timeUs) {
    Place p = place(timeUs);
    float[] a = values[p.left()];
    float[] b = values[p.right()];
    float[] v = new float[a.length];
    float w = (float) p.weight();
    for (int i = 0; i < v.length; i++) {
      v[i] = (1 - w) * a[i] + w * b[i];
    }
    return v;
  }

  @Override
  public int length() {
    return values[0].length;
  }

  /** How many key frames. */
  public int size() {
    return ptsUs.length;
  }

  /** The vector of key frame i, live. */
  public float[] value(int i) {
    return values[i];
  }

  /** The time of key frame i. */
  public long time(int i) {
    return ptsUs[i];
  }
}
