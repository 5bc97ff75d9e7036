package io.reenact.splat;

import io.reenact.camera.Camera;

/**
 * A rasterizer that can work in its device's memory, where networks keep their arrays: Gaussians,
 * pictures and the gradients of both need not leave it.
 */
public interface DeviceRasterizer extends Rasterizer {
  /**
   * Draws from and into the device's own memory; a few bytes cross the bus.
   *
   * @param gaussians address of {@code [n, 14]} floats, unchanged until the picture is closed
   * @param image address of {@code [3, height, width]} floats, filled
   * @return what its gradient needs; the caller closes it
   * @throws IllegalArgumentException if a size is out of range or there is no address
   */
  DevicePicture render(
      long gaussians, int n, Camera camera, int width, int height, float[] background, long image);

  /** Bytes copied between host and device by this rasterizer so far, both ways. */
  long traffic();
}
