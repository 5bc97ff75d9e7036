package io.reenact.inversion;

import java.util.Locale;
import java.util.function.Function;

/** The selectors of key frames that the setting {@code inversion.key_frames} names. */
public enum KeyFrames {
  /** {@link KeyFrameSelector.Equidistant}. */
  EQUIDISTANT(s -> new KeyFrameSelector.Equidistant(s.keyFrameShare())),
  /** {@link KeyFrameSelector.Landmark}. */
  LANDMARK(s -> new KeyFrameSelector.Landmark(s.keyFrameShare())),
  /** {@link KeyFrameSelector.Differential}. */
  DIFFERENTIAL(s -> new KeyFrameSelector.Differential(s.keyFrameShare())),
  /** {@link KeyFrameSelector.Adaptive}. */
  ADAPTIVE(s -> new KeyFrameSelector.Adaptive(s.keyFrameError()));

  private final transient Function<KeyFrameSettings, KeyFrameSelector> make;

  KeyFrames(Function<KeyFrameSettings, KeyFrameSelector> make) {
    this.make = make;
  }

  KeyFrameSelector selector(KeyFrameSettings settings) {
    return make.apply(settings);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
