package io.reenact.splat.cuda;

import io.reenact.splat.Arguments;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;

/** A picture drawn by {@link CudaRasterizer}; what its gradient needs stays on the GPU. */
final class CudaRendering implements Rendering {
  /** Floats of a gradient slot. */
  static final int SLOT = 9;

  private final CudaRasterizer owner;
  private final int n;
  private final int pairs;
  private final CudaView view;
  private final float[] image;
  private final float[] alpha;
  private CudaBuffers buffers;

  CudaRendering(
      CudaRasterizer owner,
      CudaBuffers buffers,
      int n,
      int pairs,
      CudaView view,
      float[] image,
      float[] alpha) {
    this.owner = owner;
    this.buffers = buffers;
    this.n = n;
    this.pairs = pairs;
    this.view = view;
    this.image = image;
    this.alpha = alpha;
  }

  @Override
  public float[] image() {
    return image;
  }

  @Override
  public float[] alpha() {
    return alpha;
  }

  @Override
  public void backward(float[] dImage, FloatBuffer dGaussians) {
    synchronized (owner) {
      if (buffers == null) {
        throw new IllegalStateException("this rendering is closed");
      }
      Arguments.check(image, dImage, dGaussians, n);
      owner.backward(buffers, n, pairs, view, dImage, dGaussians);
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
