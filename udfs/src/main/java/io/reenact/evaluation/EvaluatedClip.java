package io.reenact.evaluation;

import io.reenact.face.FrameTrack;
import io.reenact.video.MediaSource;
import java.util.List;

/**
 * An original clip that a result is measured against.
 *
 * @param video the clip
 * @param track of all its frames, in presentation order
 */
public record EvaluatedClip(MediaSource video, List<FrameTrack> track) {
  /** Copies the list. */
  public EvaluatedClip {
    track = List.copyOf(track);
  }
}
