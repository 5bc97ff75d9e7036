package io.reenact.splat;

import io.reenact.camera.Camera;

/**
 * A camera for a picture of a given size.
 *
 * @param m world to camera, 3x4 row-major
 * @param fx focal length along x, pixels
 * @param fy focal length along y, pixels
 * @param cx principal point x, pixels
 * @param cy principal point y, pixels
 * @param width pixels
 * @param height pixels
 */
public record View(double[] m, double fx, double fy, double cx, double cy, int width, int height) {
  public static View of(Camera camera, int width, int height) {
    return new View(
        camera.worldToCamera(),
        camera.focalX(width),
        camera.focalY(height),
        camera.centreX(width),
        camera.centreY(height),
        width,
        height);
  }

  /** Clamps x / z for the Jacobian to 1.3 times the field of view, as 3DGS does. */
  public double clampX(double xOverZ) {
    return Math.min(
        Gaussians.FOV_MARGIN * (width - cx) / fx,
        Math.max(-Gaussians.FOV_MARGIN * cx / fx, xOverZ));
  }

  /** Clamps y / z for the Jacobian. */
  public double clampY(double yOverZ) {
    return Math.min(
        Gaussians.FOV_MARGIN * (height - cy) / fy,
        Math.max(-Gaussians.FOV_MARGIN * cy / fy, yOverZ));
  }
}
