package io.reenact.splat.cpu;

import io.reenact.splat.Arguments;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;

/** A picture drawn by {@link CpuRasterizer}. */
final class CpuRendering implements Rendering {
  private static final int CHUNK = 512;

  /** Floats of a gradient slot, one a (Gaussian, tile): see {@link Projector#backward}. */
  static final int SLOT = 9;

  /** What a picture needs beyond its own arrays. */
  static final class Buffers {
    final Scene scene = new Scene();

    /** rgb before the change to [-1, 1], {@code [3, height, width]}. */
    float[] rgb = new float[0];

    /** How many entries of each tile's list were blended before all of its pixels stopped. */
    int[] blended = new int[0];

    float[] slots = new float[0];
  }

  private final CpuRasterizer owner;
  private Buffers buffers;
  private final float[] image;
  private final float[] alpha;

  private CpuRendering(CpuRasterizer owner, Buffers buffers, float[] image, float[] alpha) {
    this.owner = owner;
    this.buffers = buffers;
    this.image = image;
    this.alpha = alpha;
  }

  static CpuRendering paint(CpuRasterizer owner, Buffers b, float[] background) {
    Scene scene = b.scene;
    int pixels = scene.view.width() * scene.view.height();
    int tiles = scene.tilesX * scene.tilesY;
    float[] image = new float[3 * pixels];
    float[] alpha = new float[pixels];
    b.rgb = Grown.floats(b.rgb, 3L * pixels);
    b.blended = Grown.ints(b.blended, tiles);
    float[] bg = new float[3];
    for (int c = 0; c < 3; c++) {
      bg[c] = 0.5f * (background[c] + 1);
    }
    owner.workers().forEach(tiles, (tile, w) -> owner.painter(w).paint(b, tile, bg, image, alpha));
    return new CpuRendering(owner, b, image, alpha);
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
      Scene scene = buffers.scene;
      Arguments.check(image, dImage, dGaussians, scene.n);
      buffers.slots = Grown.floats(buffers.slots, (long) scene.slots[scene.n] * SLOT);
      Buffers b = buffers;
      owner
          .workers()
          .forEach(
              scene.tilesX * scene.tilesY, (tile, w) -> owner.painter(w).gradient(b, tile, dImage));
      owner
          .workers()
          .forEach((scene.n + CHUNK - 1) / CHUNK, (chunk, w) -> spread(b, chunk, dGaussians));
    }
  }

  private void spread(Buffers b, int chunk, FloatBuffer dGaussians) {
    int begin = chunk * CHUNK;
    int end = Math.min(b.scene.n, begin + CHUNK);
    float[] out = new float[(end - begin) * Gaussians.FLOATS];
    dGaussians.get(begin * Gaussians.FLOATS, out);
    owner.projection().gradient(b, begin, end, out);
    dGaussians.put(begin * Gaussians.FLOATS, out);
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
