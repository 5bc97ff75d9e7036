package io.reenact.inversion;

import io.reenact.encoder.Encoded;

/**
 * Where the key frames of one person start: at the expression that was fitted to their landmarks,
 * looking where the frame looks; at what networks read in the frame, where the generator's
 * directions are attributes that they read; or at a mean offset where it has no directions.
 *
 * @param read null where directions are coefficients, or where landmarks are not trusted
 * @param fit null where landmarks are not trusted or not known of the generator
 * @param gaze null where nothing is known of gaze, or where it does not count
 * @param encoded what an encoder says of frames; null without one
 * @param mean an offset
 */
record KeyFrameStart(
    AttributeFit read, ExpressionFit fit, GazeFit gaze, EncodedFrames encoded, float[] mean) {
  /**
   * What an encoder says counts as much as what landmarks do: it sees lids and corners of lips
   * better, they see brows (docs/design/tuning.md).
   */
  private static final float ENCODED = 0.5f;

  /** The start for key frames around an anchor. */
  static KeyFrameStart of(Cohort cohort, float[] anchor, float[] mean) {
    // Without a landmark term landmarks are not trusted for the start either.
    boolean trusted = cohort.settings.weights().of("landmark") != 0;
    AttributeFit read =
        trusted
            ? AttributeFit.of(cohort.painter, cohort.targets, cohort.settings.size(), anchor)
            : null;
    ExpressionFit fit =
        !trusted || read != null ? null : ExpressionFit.of(cohort.generator, anchor);
    GazeFit gaze =
        fit == null || cohort.settings.emphasis().gazeWeight() == 0
            ? null
            : GazeFit.of(cohort.painter, cohort.targets, cohort.settings.size(), anchor);
    return new KeyFrameStart(read, fit, gaze, cohort.encoded, mean);
  }

  /** A clip with the starts of its key frames. */
  PersonState.ClipState clip(ClipInput clip, int[] keys) {
    float[][] motions = new float[keys.length][HeadMotion.SIZE];
    float[][] offsets = offsets(clip, keys, motions);
    if (encoded != null) {
      float share = read == null && fit == null ? 1 : ENCODED;
      for (int k = 0; k < keys.length; k++) {
        Encoded seen = encoded.at(clip.frames().get(keys[k]));
        mix(offsets[k], seen.offset(), share);
        mix(motions[k], seen.motion(), share);
      }
    }
    return new PersonState.ClipState(clip, keys, offsets, motions);
  }

  private static void mix(float[] into, float[] other, float share) {
    for (int i = 0; i < into.length; i++) {
      into[i] += share * (other[i] - into[i]);
    }
  }

  private float[][] offsets(ClipInput clip, int[] keys, float[][] motions) {
    if (read != null) {
      return read.offsets(clip, keys, mean);
    }
    float[][] offsets = new float[keys.length][];
    for (int k = 0; k < keys.length; k++) {
      if (fit == null) {
        offsets[k] = mean.clone();
      } else {
        ExpressionFit.Fit start = fit.fit(clip.frames().get(keys[k]));
        offsets[k] = start.offset();
        motions[k] = start.motion();
      }
    }
    if (gaze != null) {
      gaze.turn(clip, keys, offsets, motions);
    }
    return offsets;
  }
}
