package io.reenact.paste;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.Regions;

/**
 * Which colours are the driver's hair and not his skin or clothes, learnt from his own frames: what
 * is above the chin beside the face, against the face and what is straight below the chin. Hair
 * that falls upon shoulders is found as what has such colours and hangs together with the head's.
 */
public final class HairColours {
  /** Bins a channel. */
  private static final int BINS = 16;

  /** Pixels that every bin of both kinds starts with: a colour seen once proves nothing. */
  private static final double PRIOR = 3;

  /** Half the width of what is straight below the chin, in sides of the crop. */
  private static final double COLUMN = 0.12;

  /** Hair falls down; so far it spreads beyond where it passes the chin, in sides of the crop. */
  private static final double SPREAD = 0.04;

  private static final double OVERLAP = 0.06;
  private static final float PERSON = 0.5f;
  private static final int CHIN = 8;

  private final double[] hair = new double[BINS * BINS * BINS];
  private final double[] other = new double[BINS * BINS * BINS];

  /**
   * Learns from a frame.
   *
   * @param picture {@code [3, size, size]} in [-1, 1]
   * @param person {@code [size, size]} from 0 to 1
   * @param t a usable frame
   */
  void learn(float[] picture, float[] person, FrameTrack t, int size) {
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    byte[] codes = codes(points, person, size);
    for (int i = 0; i < codes.length; i++) {
      if (person[i] < 0.9f) {
        continue;
      }
      int bin = bin(picture, i, codes.length);
      if (codes[i] == Regions.HEAD) {
        hair[bin]++;
      } else if (codes[i] >= Regions.FACE
          || (codes[i] == Regions.BODY && straightBelow(i, points, size))) {
        other[bin]++;
      }
    }
  }

  /**
   * The hair below the chin; never straight below it.
   *
   * @param picture {@code [3, size, size]} in [-1, 1]
   * @param person {@code [size, size]} from 0 to 1
   * @param t a usable frame
   * @return {@code [size, size]}: 1 where there is such hair, else 0
   */
  float[] below(float[] picture, float[] person, FrameTrack t, int size) {
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    byte[] codes = codes(points, person, size);
    int n = codes.length;
    boolean[] like = new boolean[n];
    // Each pixel is found once.
    int[] next = new int[n];
    int count = 0;
    boolean[] found = new boolean[n];
    for (int i = 0; i < n; i++) {
      int bin = bin(picture, i, n);
      like[i] = person[i] > PERSON && hair[bin] > other[bin] + PRIOR;
      if (like[i] && codes[i] == Regions.HEAD) {
        found[i] = true;
        next[count++] = i;
      }
    }
    for (int k = 0; k < count; k++) {
      int i = next[k];
      int x = i % size;
      int[] beside = {
        x > 0 ? i - 1 : i,
        x < size - 1 ? i + 1 : i,
        i >= size ? i - size : i,
        i + size < n ? i + size : i
      };
      for (int j : beside) {
        if (like[j] && !found[j]) {
          found[j] = true;
          next[count++] = j;
        }
      }
    }
    int[] span = span(found, codes, size);
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      int x = i % size;
      boolean falls = x >= span[0] - SPREAD * size && x <= span[1] + SPREAD * size;
      // From a little above, so that no line stays where what is above the chin ends.
      boolean low = (double) (i / size) > points[2 * CHIN + 1] - OVERLAP * size;
      if (found[i] && falls && low && !straightBelow(i, points, size)) {
        out[i] = 1;
      }
    }
    return out;
  }

  /** From where to where hair passes the row below which the body begins. */
  private static int[] span(boolean[] found, byte[] codes, int size) {
    int[] span = {Integer.MAX_VALUE / 2, Integer.MIN_VALUE / 2};
    for (int i = 0; i + size < codes.length; i++) {
      boolean passes =
          codes[i] == Regions.HEAD && codes[i + size] == Regions.BODY && found[i + size];
      if (passes && found[i]) {
        span[0] = Math.min(span[0], i % size);
        span[1] = Math.max(span[1], i % size);
      }
    }
    return span;
  }

  private static boolean straightBelow(int i, float[] points, int size) {
    return Math.abs(i % size + 0.5 - points[2 * CHIN]) < COLUMN * size;
  }

  private static byte[] codes(float[] points, float[] person, int size) {
    byte[] matte = new byte[person.length];
    boolean[] valid = new boolean[person.length];
    for (int i = 0; i < matte.length; i++) {
      matte[i] = (byte) Math.round(255 * person[i]);
      valid[i] = true;
    }
    return Regions.codes(points, matte, valid, size);
  }

  private static int bin(float[] picture, int i, int n) {
    int bin = 0;
    for (int c = 0; c < 3; c++) {
      int level = (int) ((picture[c * n + i] + 1) * 0.5f * BINS);
      bin = bin * BINS + Math.max(0, Math.min(BINS - 1, level));
    }
    return bin;
  }
}
