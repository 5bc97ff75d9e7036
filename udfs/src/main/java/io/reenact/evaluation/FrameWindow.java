package io.reenact.evaluation;

import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Frames of a video by their place, with those decoded last kept: who looks at a frame and at those
 * around it would otherwise go back, and going back decodes from the last key frame on.
 */
final class FrameWindow {
  private static final int KEPT = 3;

  private final VideoReader video;
  private final Deque<VideoFrame> kept = new ArrayDeque<>();

  /**
   * @param video stays the caller's to close; nobody else reads it meanwhile
   */
  FrameWindow(VideoReader video) {
    this.video = video;
  }

  /** The frame at a place, null if it can't be decoded. */
  VideoFrame at(int index) {
    for (VideoFrame f : kept) {
      if (f.index() == index) {
        return f;
      }
    }
    VideoFrame f = RenderEvaluation.frame(video, index);
    if (f != null) {
      if (kept.size() == KEPT) {
        kept.removeFirst();
      }
      kept.addLast(f);
    }
    return f;
  }

  /** As {@link #at}, where the frame before will be asked for as well. */
  VideoFrame withBefore(int index) {
    if (index > 0) {
      at(index - 1);
    }
    return at(index);
  }
}
