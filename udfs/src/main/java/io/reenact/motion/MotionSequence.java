package io.reenact.motion;

import java.util.List;

/**
 * The motion of a head over a clip.
 *
 * @param shapes names of the coefficients of {@link MotionFrame#expression}, the head model's or
 *     the generator's
 * @param frames in presentation order, times increasing
 */
public record MotionSequence(List<String> shapes, List<MotionFrame> frames) {
  /** Copies the lists. */
  public MotionSequence {
    shapes = List.copyOf(shapes);
    frames = List.copyOf(frames);
  }
}
