package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.latent.Offsets;
import java.util.List;

/**
 * What a driver gives to a reenactment: offsets, head motion and times.
 *
 * @param offsets {@code [latentSize]} by presentation time
 * @param head the head's pose, frame by frame; its frames are the result's
 */
public record DriverMotion(Offsets offsets, HeadTrack head) {
  /**
   * A clip's motion.
   *
   * @param offsets {@code [latentSize]} by presentation time
   * @param headMotion as {@link HeadTrack#headMotion}
   * @param frames all frames in presentation order, times increasing
   * @throws UserError if no frame is usable
   */
  public DriverMotion(Offsets offsets, Offsets headMotion, List<DriverFrame> frames) {
    this(offsets, new HeadTrack(headMotion, frames));
  }

  /** The same poses with other offsets. */
  public DriverMotion with(Offsets others) {
    return new DriverMotion(others, head);
  }

  /** All frames in presentation order, times increasing. */
  public List<DriverFrame> frames() {
    return head.frames();
  }

  /** Refinement of the cameras; null if there is none. */
  public Offsets headMotion() {
    return head.headMotion();
  }

  /** Seconds from the first frame to frame i. */
  public double seconds(int i) {
    return (frames().get(i).ptsUs() - head.firstUs()) / 1e6;
  }

  /**
   * The camera of frame i with the head's roll and the refinement. Where the frame is not usable,
   * the cameras of the usable frames around it in its shot are interpolated by slerp; at a shot's
   * ends the nearest is held.
   */
  public Camera camera(int i) {
    return head.at(frames().get(i).ptsUs());
  }
}
