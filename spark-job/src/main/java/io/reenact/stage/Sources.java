package io.reenact.stage;

import io.reenact.plan.Clip;
import io.reenact.video.MediaSource;

/** Clips of the corpus as the readers of the engines know them. */
public final class Sources {
  private static final double MICROS = 1e6;

  private Sources() {}

  /** The part of a file that is the clip. */
  public static MediaSource of(Clip clip) {
    return new MediaSource(clip.uri(), micros(clip.start()), micros(clip.end()));
  }

  private static Long micros(Double seconds) {
    return seconds == null ? null : Math.round(seconds * MICROS);
  }
}
