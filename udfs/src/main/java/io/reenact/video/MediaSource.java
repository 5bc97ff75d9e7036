package io.reenact.video;

import io.reenact.error.BadInput;
import java.io.Serializable;
import java.util.Objects;

/**
 * A video or image file on any Hadoop file system, or a part of it. The Hadoop configuration is
 * given when it is opened.
 *
 * @param uri a Hadoop path: {@code file:}, {@code hdfs:}, {@code s3a:}, or without a scheme on the
 *     default file system
 * @param startUs the first presentation time that belongs to it, in microseconds; null: from the
 *     start
 * @param endUs the first presentation time that no longer belongs to it; null: to the end
 */
public record MediaSource(String uri, Long startUs, Long endUs) implements Serializable {
  /** Checks the range. */
  public MediaSource {
    Objects.requireNonNull(uri, "uri");
    if (startUs != null && endUs != null && startUs >= endUs) {
      throw new BadInput(
          Av.shown(uri)
              + ": the part from "
              + startUs / 1e6
              + " s to "
              + endUs / 1e6
              + " s is empty; give an end after the start");
    }
  }

  /** The whole file. */
  public static MediaSource of(String uri) {
    return new MediaSource(uri, null, null);
  }
}
