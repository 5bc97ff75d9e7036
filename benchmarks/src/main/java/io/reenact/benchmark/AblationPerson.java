package io.reenact.benchmark;

import io.reenact.face.FrameTrack;
import io.reenact.inversion.TargetFrame;
import io.reenact.video.MediaSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A person of an ablation.
 *
 * @param name identity
 * @param number in the synthetic corpus, -1 for a real person
 * @param video the only clip
 * @param track of all its frames
 * @param frames usable frames as targets, at the size of the inversion
 */
public record AblationPerson(
    String name, int number, MediaSource video, List<FrameTrack> track, List<TargetFrame> frames) {
  /** Containers round presentation times by less, microseconds. */
  private static final long ROUNDING = 1000;

  /** The part of the clip up to a frame, inclusive. */
  public AblationPerson until(long ptsUs) {
    return part(track.get(0).ptsUs(), ptsUs + 1);
  }

  /** The part of the clip after a frame. */
  public AblationPerson after(long ptsUs) {
    return part(ptsUs + 1, Long.MAX_VALUE);
  }

  private AblationPerson part(long from, long to) {
    List<FrameTrack> seen = new ArrayList<>();
    for (FrameTrack f : track) {
      if (f.ptsUs() >= from && f.ptsUs() < to) {
        seen.add(numbered(f, seen.size()));
      }
    }
    return new AblationPerson(
        name,
        number,
        new MediaSource(
            video.uri(),
            Math.max(0, seen.get(0).ptsUs() - ROUNDING),
            seen.get(seen.size() - 1).ptsUs() + ROUNDING),
        seen,
        frames.stream().filter(f -> f.ptsUs() >= from && f.ptsUs() < to).toList());
  }

  private static FrameTrack numbered(FrameTrack f, int number) {
    return new FrameTrack(
        number,
        f.ptsUs(),
        f.shot(),
        f.usable(),
        f.reason(),
        f.landmarks(),
        f.camera(),
        f.crop(),
        f.roll(),
        f.mouthOpening(),
        f.leftEyeOpening(),
        f.rightEyeOpening());
  }
}
