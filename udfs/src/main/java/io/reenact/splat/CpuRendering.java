package io.reenact.splat;

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
      if (dImage.length != image.length) {
        throw new IllegalArgumentException(
            "the image has " + image.length + " floats, its gradient " + dImage.length);
      }
      CpuRasterizer.check(dGaussians, scene.n);
      buffers.slots = Grown.floats(buffers.slots, (long) scene.slots * SLOT);
      Buffers b = buffers;
      owner
          .workers()
          .forEach(
              scene.tilesX * scene.tilesY, (tile, w) -> owner.painter(w).gradient(b, tile, dImage));
      owner
          .workers()
          .forEach((scene.visible + CHUNK - 1) / CHUNK, (chunk, w) -> spread(b, chunk, dGaussians));
    }
  }

  /** Sums each Gaussian's slots, in their order, and goes back through the projection. */
  private static void spread(Buffers b, int chunk, FloatBuffer dGaussians) {
    Scene scene = b.scene;
    Projector p = new Projector(scene.view);
    double[] sums = new double[SLOT];
    double[] d = new double[Gaussians.FLOATS];
    int end = Math.min(scene.visible, (chunk + 1) * CHUNK);
    for (int s = chunk * CHUNK; s < end; s++) {
      int first = scene.boxes[s * Scene.BOX + 2];
      int last = s + 1 < scene.visible ? scene.boxes[(s + 1) * Scene.BOX + 2] : scene.slots;
      boolean any = false;
      for (int k = 0; k < SLOT; k++) {
        double sum = 0;
        for (int slot = first; slot < last; slot++) {
          sum += b.slots[slot * SLOT + k];
        }
        sums[k] = sum;
        any |= sum != 0;
      }
      if (!any) {
        continue;
      }
      int o = scene.order[s] * Gaussians.FLOATS;
      if (!p.project(scene.params, o)) {
        throw new IllegalStateException("a visible Gaussian cannot be projected again");
      }
      p.backward(sums, scene.params, o, d);
      for (int k = 0; k < Gaussians.FLOATS; k++) {
        dGaussians.put(o + k, dGaussians.get(o + k) + (float) d[k]);
      }
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
