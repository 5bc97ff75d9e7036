package io.reenact.splat;

/** Pictures of B heads in a device's memory, with what their gradient needs until closed. */
public interface DevicePicture extends AutoCloseable {
  /**
   * Adds a loss's gradient to the Gaussians', all on the device.
   *
   * @param dImages address of {@code [B, 3, height, width]} floats
   * @param dGaussians address of {@code [B, n, 14]} floats, added to
   * @throws IllegalStateException if they are closed
   */
  void backward(long dImages, long dGaussians);

  /** Coverage {@code [B, height, width]}, copied to the host. */
  float[] alpha();

  /** Gives the buffers back; closing twice does nothing. */
  @Override
  void close();
}
