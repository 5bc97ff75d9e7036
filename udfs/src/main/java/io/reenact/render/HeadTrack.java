package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.latent.Offsets;
import java.util.Arrays;
import java.util.List;

/**
 * The pose of a clip's head over time, as cameras that turn instead of it.
 *
 * @param headMotion refinement of the cameras, 6 floats: rotation vector and shift for {@link
 *     Camera#withHeadMotion}; null if there is none
 * @param frames all frames in presentation order, times increasing
 */
public record HeadTrack(Offsets headMotion, List<DriverFrame> frames) {
  /** Frame times are rounded to microseconds. */
  private static final long ROUNDING_US = 1;

  /**
   * Checks the frames.
   *
   * @throws UserError if no frame is usable
   */
  public HeadTrack {
    frames = List.copyOf(frames);
    for (int i = 1; i < frames.size(); i++) {
      if (frames.get(i).ptsUs() <= frames.get(i - 1).ptsUs()) {
        throw new IllegalArgumentException(
            "frame times must increase: "
                + frames.get(i - 1).ptsUs()
                + ", "
                + frames.get(i).ptsUs());
      }
    }
    if (frames.stream().noneMatch(DriverFrame::usable)) {
      throw new UserError("the driver's clip has no usable frame: choose another clip");
    }
  }

  /** When the first frame is shown. */
  public long firstUs() {
    return frames.get(0).ptsUs();
  }

  /** From the first frame to the last, microseconds. */
  public long lastUs() {
    return frames.get(frames.size() - 1).ptsUs() - firstUs();
  }

  /** The frame that is seen at a time: the last one that began; the first one before that. */
  public int seen(long timeUs) {
    int low = 0;
    int high = frames.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (frames.get(middle).ptsUs() <= timeUs + ROUNDING_US) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The camera at a time with the head's roll and the refinement; see {@link #posed}. */
  public Camera at(long timeUs) {
    DriverFrame f = posed(timeUs);
    return refined(f.camera(), timeUs).withRoll(f.roll());
  }

  /**
   * The tracked camera and roll at a time, which need not be a frame's. Between usable frames of
   * one shot cameras are interpolated by slerp; at a shot's ends the nearest is held.
   */
  DriverFrame posed(long timeUs) {
    int i = seen(timeUs);
    DriverFrame f = frames.get(i);
    if (f.usable() && Math.abs(timeUs - f.ptsUs()) <= ROUNDING_US) {
      return new DriverFrame(timeUs, f.shot(), f.camera(), f.roll());
    }
    int left = f.usable() ? i : usable(i, -1, f.shot());
    int right = usable(i, 1, f.shot());
    if (left < 0 && right < 0) {
      left = nearestUsable(i);
    }
    DriverFrame a = frames.get(left < 0 ? right : left);
    DriverFrame b = frames.get(right < 0 ? Math.max(left, 0) : right);
    double span = b.ptsUs() - a.ptsUs();
    double t = span > 0 ? Math.max(0, (timeUs - a.ptsUs()) / span) : 0;
    Camera camera = span > 0 ? Camera.slerp(a.camera(), b.camera(), t) : a.camera();
    return new DriverFrame(timeUs, f.shot(), camera, (1 - t) * a.roll() + t * b.roll());
  }

  private Camera refined(Camera camera, long timeUs) {
    if (headMotion == null) {
      return camera;
    }
    float[] m = headMotion.at(timeUs);
    if (Arrays.equals(m, new float[m.length])) {
      return camera;
    }
    return camera.withHeadMotion(m);
  }

  private int usable(int from, int step, int shot) {
    for (int i = from + step; i >= 0 && i < frames.size(); i += step) {
      if (frames.get(i).shot() != shot) {
        return -1;
      }
      if (frames.get(i).usable()) {
        return i;
      }
    }
    return -1;
  }

  private int nearestUsable(int from) {
    for (int d = 1; d < frames.size(); d++) {
      if (from - d >= 0 && frames.get(from - d).usable()) {
        return from - d;
      }
      if (from + d < frames.size() && frames.get(from + d).usable()) {
        return from + d;
      }
    }
    throw new IllegalStateException("no usable frame");
  }
}
