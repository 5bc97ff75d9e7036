package io.reenact.inversion;

import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is optimised for one person of a cohort: the anchor, and for each clip the offsets and head
 * motions at its key frames.
 */
final class PersonState {
  final PersonInput input;
  final float[] anchor;
  final Adam anchorAdam;
  final List<ClipState> clips = new ArrayList<>();

  /** Mean embedding of the person's own frames, unit length; null until needed. */
  float[] identity;

  /** What the frames show of the eyes; null until tuning, and if they hardly do. */
  EyeColours eyes;

  /** Expression features of the real face at rest; null where tuning makes no cross steps. */
  float[] neutral;

  PersonState(PersonInput input, float[] anchor) {
    this.input = input;
    this.anchor = anchor;
    this.anchorAdam = new Adam(anchor.length, 0.999);
  }

  /** Whether anchor and offsets are given and stay (the hub). */
  boolean frozen() {
    return input.frozen() != null;
  }

  /** One clip's offsets. */
  static final class ClipState {
    final ClipInput input;
    final int[] keys;
    final OffsetCurve offsets;
    final OffsetCurve motions;
    final Adam[] offsetAdam;
    final Adam[] motionAdam;

    ClipState(ClipInput input, int[] keys, float[][] offsets, float[][] motions) {
      this(input, keys, times(input, keys), offsets, motions);
    }

    /** A frozen clip: its key frames need not be among the frames that are used. */
    ClipState(ClipInput input, long[] times, float[][] offsets, float[][] motions) {
      this(input, new int[0], times, offsets, motions);
    }

    private ClipState(
        ClipInput input, int[] keys, long[] times, float[][] offsets, float[][] motions) {
      this.input = input;
      this.keys = keys;
      this.offsets = new OffsetCurve(times, offsets);
      this.motions = new OffsetCurve(times, motions);
      this.offsetAdam = adams(keys.length, offsets[0].length);
      this.motionAdam = adams(keys.length, HeadMotion.SIZE);
    }

    private static long[] times(ClipInput input, int[] keys) {
      return Arrays.stream(keys).mapToLong(k -> input.frames().get(k).ptsUs()).toArray();
    }

    private static Adam[] adams(int count, int length) {
      Adam[] a = new Adam[count];
      for (int i = 0; i < count; i++) {
        // docs/design/tuning.md, "What mattered", 3.
        a[i] = new Adam(length, 0.99);
      }
      return a;
    }
  }
}
