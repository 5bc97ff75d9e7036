package io.reenact.stage.reenact;

import io.reenact.face.FrameTrack;
import io.reenact.render.Timeline;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.video.AudioSource;
import java.io.IOException;
import java.util.List;

/** The sound of a render: the driver's where it can follow the result's time, or another clip's. */
public final class RenderSound {
  private RenderSound() {}

  /**
   * The sound, from the result's first frame on.
   *
   * @param track of the driver's clip; null without a driver
   * @param timeline of the result; null: the driver's own
   * @return null for none
   */
  public static AudioSource of(
      ReenactStage.Spec spec, List<FrameTrack> track, Timeline timeline, StoredRows rows)
      throws IOException {
    ReenactStage.Driver other = spec.mix().sound();
    if (other != null) {
      long first = rows.track(other.trackUnit()).get(0).ptsUs();
      return AudioSource.from(Sources.of(other.clip()), first);
    }
    boolean moves = track != null && track.size() > 1;
    if (!spec.how().hasSound() || !moves || lost(spec.how(), timeline) != null) {
      return null;
    }
    long first = track.get(0).ptsUs();
    return timeline == null
        ? AudioSource.from(Sources.of(spec.driver().clip()), first)
        : new AudioSource(
            Sources.of(spec.driver().clip()), first + timeline.driverUs(0), timeline.loopUs());
  }

  /**
   * Why the driver's sound can't follow a result's time; null if it can.
   *
   * @param timeline of the result; null: the driver's own
   */
  static String lost(ReenactSettings how, Timeline timeline) {
    if (timeline == null || !how.hasSound() || how.soundClip() != null) {
      return null;
    }
    if (how.speed() != 1) {
      return "reenact.speed=" + how.speed() + " would change its pitch";
    }
    return timeline.turns() ? "reenact.loop=ping-pong would play it backwards" : null;
  }
}
