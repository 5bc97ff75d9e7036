package io.reenact.render;

import io.reenact.camera.Camera;

/**
 * One frame of the driver's clip.
 *
 * @param ptsUs presentation time, microseconds
 * @param shot number of the shot
 * @param camera the track's camera, without roll; null where the frame is not usable
 * @param roll radians that the track removed, positive clockwise
 */
public record DriverFrame(long ptsUs, int shot, Camera camera, double roll) {
  /** Whether the frame's own camera can be used. */
  public boolean usable() {
    return camera != null;
  }
}
