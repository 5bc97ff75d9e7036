package io.reenact.splat;

import java.nio.FloatBuffer;

/**
 * A picture, with what its gradient needs until it is closed. Several may be open at a time; on
 * close the buffers go back to their rasterizer's pool (the arrays of {@link #image} and {@link
 * #alpha} stay the caller's).
 */
public interface Rendering extends AutoCloseable {
  /** The picture {@code [3, height, width]}, {@code 2 * rgb - 1}, not clamped. */
  float[] image();

  /** Coverage {@code [height, width]}: one minus the transmittance left at the background. */
  float[] alpha();

  /**
   * Gradient of a loss to the Gaussians; may be called several times.
   *
   * @param dImage gradient to {@link #image}, {@code [3, height, width]}
   * @param dGaussians direct buffer in native byte order, {@code [n, 14]} from index 0, to which
   *     the gradient is added
   * @throws IllegalArgumentException if a size is wrong
   * @throws IllegalStateException if this rendering is closed
   */
  void backward(float[] dImage, FloatBuffer dGaussians);

  /** Gives the buffers back; closing twice does nothing. */
  @Override
  void close();
}
