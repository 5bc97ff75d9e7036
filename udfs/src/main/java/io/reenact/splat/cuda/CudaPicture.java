package io.reenact.splat.cuda;

/**
 * A picture that {@link CudaRasterizer} drew into the GPU's memory, and what its gradient needs.
 */
public final class CudaPicture implements AutoCloseable {
  private final CudaRasterizer owner;
  private final int n;
  private final int pairs;
  private final CudaView view;
  private CudaRasterizer.Buffers buffers;

  CudaPicture(
      CudaRasterizer owner, CudaRasterizer.Buffers buffers, int n, int pairs, CudaView view) {
    this.owner = owner;
    this.buffers = buffers;
    this.n = n;
    this.pairs = pairs;
    this.view = view;
  }

  /**
   * Adds a loss's gradient to the Gaussians', all on the GPU.
   *
   * @param dImage address of {@code [3, height, width]} floats
   * @param dGaussians address of {@code [n, 14]} floats, added to
   * @throws IllegalStateException if the picture is closed
   */
  public void backward(long dImage, long dGaussians) {
    if (dImage == 0 || dGaussians == 0) {
      throw new IllegalArgumentException("no address of a gradient");
    }
    synchronized (owner) {
      if (buffers == null) {
        throw new IllegalStateException("this picture is closed");
      }
      if (n > 0) {
        owner.backward(buffers, n, pairs, view, dImage, dGaussians);
      }
    }
  }

  /** Coverage {@code [height, width]}, copied to the host. */
  public float[] alpha() {
    synchronized (owner) {
      if (buffers == null) {
        throw new IllegalStateException("this picture is closed");
      }
      return owner.alpha(buffers, view);
    }
  }

  @Override
  public void close() {
    synchronized (owner) {
      if (buffers != null) {
        owner.giveBack(buffers);
        buffers = null;
      }
    }
  }
}
