package io.reenact.inversion;

import java.util.List;

/**
 * One clip to invert.
 *
 * @param clip name, unique within the person
 * @param frames usable frames in order of time, at least one
 */
public record ClipInput(String clip, List<TargetFrame> frames) {
  /** Checks and copies. */
  public ClipInput {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("clip " + clip + " has no usable frame");
    }
  }
}
