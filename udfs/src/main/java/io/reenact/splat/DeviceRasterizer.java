package io.reenact.splat;

import io.reenact.camera.Camera;
import java.util.List;

/**
 * A rasterizer that can work in its device's memory, where networks keep their arrays: Gaussians,
 * pictures and the gradients of both need not leave it.
 */
public interface DeviceRasterizer extends Rasterizer {
  /**
   * Draws several heads of as many Gaussians each, from and into the device's own memory, in as
   * many kernels as one, and waits once for all. A few bytes cross the bus.
   *
   * @param gaussians address of {@code [B, n, 14]} floats, unchanged until the pictures are closed
   * @param cameras B
   * @param backgrounds [B][3] in [-1, 1]
   * @param images address of {@code [B, 3, height, width]} floats, filled
   * @return the pictures with what their gradient needs; the caller closes them
   * @throws IllegalArgumentException if a size is out of range or there is no address
   */
  DevicePicture render(
      long gaussians,
      int n,
      List<Camera> cameras,
      int width,
      int height,
      float[][] backgrounds,
      long images);

  /**
   * Sums up the gradient of Gaussians to that of a small rigid motion of each head, without
   * waiting.
   *
   * @param gaussians address of {@code [B, n, 14]} floats
   * @param gradient address of as many
   * @param heads B
   * @param point about which heads turn, three floats
   * @param motions address of {@code [B, 6]} floats, filled: turn, then shift
   */
  void motions(long gaussians, long gradient, int n, int heads, float[] point, long motions);

  /** How often the host has waited for the device in this rasterizer so far. */
  long waits();

  /** Bytes copied between host and device by this rasterizer so far, both ways. */
  long traffic();
}
