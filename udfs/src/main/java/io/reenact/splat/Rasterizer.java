package io.reenact.splat;

import io.reenact.camera.Camera;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Draws Gaussians and gives gradients, with the constants of 3D Gaussian Splatting (Kerbl et al.
 * 2023): 0.3 px<sup>2</sup> added to the 2D covariance's diagonal, near plane 0.2, pixel centres at
 * +0.5, alpha capped at 0.99 and skipped under 1/255, a pixel stops before its transmittance falls
 * under 1e-4.
 *
 * <p>The layout of a Gaussian is in {@link Gaussians}. Gaussians behind the near plane, outside the
 * picture, or with a parameter that is not finite (or as large as 1e6) are skipped and get a zero
 * gradient.
 */
public interface Rasterizer extends AutoCloseable {
  /**
   * Draws one picture.
   *
   * @param gaussians direct buffer in native byte order, {@code [n, 14]} from index 0; copied, so
   *     it may change before {@link Rendering#backward}
   * @param n number of Gaussians, may be 0
   * @param camera the view
   * @param width pixels, 1 to 32,767
   * @param height pixels, 1 to 32,767
   * @param background three floats in [-1, 1]
   * @return the picture; the caller closes it
   * @throws IllegalArgumentException if a size is out of range or the buffer is too small
   */
  Rendering render(
      FloatBuffer gaussians, int n, Camera camera, int width, int height, float[] background);

  /** This rasterizer in its device's memory, if the networks' arrays are there too. */
  default Optional<DeviceRasterizer> onDevice() {
    return Optional.empty();
  }

  /** Ends the threads and drops the buffers. */
  @Override
  void close();
}
