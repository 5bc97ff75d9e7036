package io.reenact.splat;

/** A picture in a device's memory, with what its gradient needs until it is closed. */
public interface DevicePicture extends AutoCloseable {
  /**
   * Adds a loss's gradient to the Gaussians', all on the device.
   *
   * @param dImage address of {@code [3, height, width]} floats
   * @param dGaussians address of {@code [n, 14]} floats, added to
   * @throws IllegalStateException if the picture is closed
   */
  void backward(long dImage, long dGaussians);

  /** Coverage {@code [height, width]}, copied to the host. */
  float[] alpha();

  /** Gives the buffers back; closing twice does nothing. */
  @Override
  void close();
}
