package io.reenact.face;

import java.util.List;

/**
 * The track of one clip.
 *
 * @param width of the display-rotated frames, px
 * @param height of the display-rotated frames, px
 * @param fps frames a second, on average; 0 for a still picture
 * @param frames one a frame, in presentation order, the unusable ones included
 * @param notes what a user should know about the clip, one line each (several faces, for example)
 */
public record ClipTrack(
    int width, int height, double fps, List<FrameTrack> frames, List<String> notes) {
  /** Copies the lists. */
  public ClipTrack {
    frames = List.copyOf(frames);
    notes = List.copyOf(notes);
  }

  /** How many frames are usable. */
  public int usableFrames() {
    return (int) frames.stream().filter(FrameTrack::usable).count();
  }
}
