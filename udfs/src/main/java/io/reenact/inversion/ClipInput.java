package io.reenact.inversion;

import java.util.List;

/**
 * One clip to invert.
 *
 * @param clip name, unique within the person
 * @param frames usable frames in order of time, at least one
 * @param encoded what was found in it before, with frames the ones that were kept of it; else null
 */
public record ClipInput(String clip, List<TargetFrame> frames, EncodedClip encoded) {
  /** A clip that is seen for the first time. */
  public ClipInput(String clip, List<TargetFrame> frames) {
    this(clip, frames, null);
  }

  /** How many usable frames it has or had. */
  public int given() {
    return encoded == null ? frames.size() : encoded.frames();
  }

  /** Checks and copies. */
  public ClipInput {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("clip " + clip + " has no usable frame");
    }
  }
}
