package io.reenact.inversion;

/**
 * Where the key frames of one person start: at the expression that was fitted to their landmarks,
 * looking where the frame looks; at what networks read in the frame, where the generator's
 * directions are attributes that they read; or at a mean offset where it has no directions.
 *
 * @param read null where directions are coefficients, or where landmarks are not trusted
 * @param fit null where landmarks are not trusted or not known of the generator
 * @param gaze null where nothing is known of gaze, or where it does not count
 * @param mean an offset
 */
record KeyFrameStart(AttributeFit read, ExpressionFit fit, GazeFit gaze, float[] mean) {
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
    return new KeyFrameStart(read, fit, gaze, mean);
  }

  /** A clip with the starts of its key frames. */
  PersonState.ClipState clip(ClipInput clip, int[] keys) {
    float[][] offsets = new float[keys.length][];
    float[][] motions = new float[keys.length][HeadMotion.SIZE];
    if (read != null) {
      return new PersonState.ClipState(clip, keys, read.offsets(clip, keys, mean), motions);
    }
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
    return new PersonState.ClipState(clip, keys, offsets, motions);
  }
}
