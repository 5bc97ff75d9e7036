package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.latent.OffsetCurve;
import java.util.Arrays;
import java.util.List;

/**
 * What a driver's clip gives to a reenactment: offsets, head motion and times.
 *
 * @param offsets offsets at the key frames, {@code [latentSize]} each
 * @param headMotion refinement of the cameras at key frames, 6 floats each: rotation vector and
 *     shift for {@link Camera#withHeadMotion}; null if there is none
 * @param frames all frames in presentation order, times increasing
 */
public record DriverMotion(OffsetCurve offsets, OffsetCurve headMotion, List<DriverFrame> frames) {
  /**
   * Checks the frames.
   *
   * @throws UserError if no frame is usable
   */
  public DriverMotion {
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

  /** Seconds from the first frame to frame i. */
  public double seconds(int i) {
    return (frames.get(i).ptsUs() - frames.get(0).ptsUs()) / 1e6;
  }

  /**
   * The camera of frame i with the head's roll and the refinement. Where the frame is not usable,
   * the cameras of the usable frames around it in its shot are interpolated by slerp; at a shot's
   * ends the nearest is held.
   */
  public Camera camera(int i) {
    DriverFrame f = frames.get(i);
    Camera camera;
    double roll;
    if (f.usable()) {
      camera = f.camera();
      roll = f.roll();
    } else {
      int left = usable(i, -1, f.shot());
      int right = usable(i, 1, f.shot());
      if (left < 0 && right < 0) {
        left = nearestUsable(i);
      }
      DriverFrame a = frames.get(left < 0 ? right : left);
      DriverFrame b = frames.get(right < 0 ? Math.max(left, 0) : right);
      double span = b.ptsUs() - a.ptsUs();
      double t = span > 0 ? (f.ptsUs() - a.ptsUs()) / span : 0;
      camera = span > 0 ? Camera.slerp(a.camera(), b.camera(), t) : a.camera();
      roll = (1 - t) * a.roll() + t * b.roll();
    }
    return refined(camera, f.ptsUs()).withRoll(roll);
  }

  private Camera refined(Camera camera, long ptsUs) {
    if (headMotion == null) {
      return camera;
    }
    float[] m = headMotion.at(ptsUs);
    if (Arrays.equals(m, new float[m.length])) {
      return camera;
    }
    return camera.withHeadMotion(new double[] {m[0], m[1], m[2]}, new double[] {m[3], m[4], m[5]});
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
