package io.reenact.splat.cuda;

import io.reenact.splat.DevicePicture;

/**
 * Pictures that {@link CudaRasterizer} drew into the GPU's memory, and what their gradient needs.
 */
final class CudaPicture implements DevicePicture {
  private final CudaRasterizer owner;
  private final int n;
  private final int pairs;
  private final CudaView view;
  private CudaBuffers buffers;

  CudaPicture(CudaRasterizer owner, CudaBuffers buffers, int n, int pairs, CudaView view) {
    this.owner = owner;
    this.buffers = buffers;
    this.n = n;
    this.pairs = pairs;
    this.view = view;
  }

  @Override
  public void backward(long dImages, long dGaussians) {
    if (dImages == 0 || dGaussians == 0) {
      throw new IllegalArgumentException("no address of a gradient");
    }
    synchronized (owner) {
      if (buffers == null) {
        throw new IllegalStateException("this picture is closed");
      }
      if (n > 0) {
        owner.backward(buffers, n, pairs, view, dImages, dGaussians);
      }
    }
  }

  @Override
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
