package io.reenact.plan;

import java.io.Serializable;

/**
 * A clip of the corpus that was tracked.
 *
 * @param clip where it is
 * @param checksum of its content
 * @param frames how many
 * @param usable how many of them can be learnt from
 * @param lastSeconds from the first frame to the last
 * @param audio whether its file has sound; null if that is not known
 * @param unit of the stage track that holds its rows; its key says what the track was computed from
 */
public record TrackedClip(
    Clip clip,
    String checksum,
    int frames,
    int usable,
    double lastSeconds,
    Boolean audio,
    String unit)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
