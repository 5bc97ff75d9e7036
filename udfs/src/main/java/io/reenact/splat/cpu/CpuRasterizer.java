package io.reenact.splat.cpu;

import io.reenact.camera.Camera;
import io.reenact.splat.Arguments;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.View;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * The rasterizer on the CPU, in compiled code where that runs, else with the Vector API. Pictures
 * and gradients are bit-identical for both and any number of threads. Safe to share between
 * threads, which then take turns.
 */
public final class CpuRasterizer implements Rasterizer {
  private final Workers workers;
  private final DepthSort sort = new DepthSort();
  private final ArrayDeque<CpuRendering.Buffers> pool = new ArrayDeque<>();
  private final Tiles[] painters;
  private final Projection projection;

  /**
   * @param threads threads to draw with, at least 1; the caller's thread is one of them
   */
  public CpuRasterizer(int threads) {
    this(
        threads,
        NativeTiles.available() ? NativeTiles::new : TilePainter::new,
        NativeTiles.available() ? new NativeProjection() : new JavaProjection());
  }

  /** One that does without compiled code, to compare with. */
  public static CpuRasterizer inJava(int threads) {
    return new CpuRasterizer(threads, TilePainter::new, new JavaProjection());
  }

  /** One in compiled code that does without AVX-512, to compare with. */
  static CpuRasterizer withoutMasks(int threads) {
    return new CpuRasterizer(threads, () -> new NativeTiles(false), new NativeProjection());
  }

  private CpuRasterizer(int threads, Supplier<Tiles> tiles, Projection projection) {
    if (threads < 1) {
      throw new IllegalArgumentException("a rasterizer needs at least one thread, not " + threads);
    }
    workers = new Workers(threads);
    painters = new Tiles[threads];
    for (int i = 0; i < threads; i++) {
      painters[i] = tiles.get();
    }
    this.projection = projection;
  }

  @Override
  public Rendering render(
      FloatBuffer gaussians, int n, Camera camera, int width, int height, float[] background) {
    Arguments.check(width, height, background);
    Arguments.check(gaussians, n);
    synchronized (this) {
      CpuRendering.Buffers buffers = pool.poll();
      if (buffers == null) {
        buffers = new CpuRendering.Buffers();
      }
      buffers.scene.prepare(
          gaussians, n, View.of(camera, width, height), projection, workers, sort);
      return CpuRendering.paint(this, buffers, background);
    }
  }

  Workers workers() {
    return workers;
  }

  Tiles painter(int worker) {
    return painters[worker];
  }

  Projection projection() {
    return projection;
  }

  synchronized void giveBack(CpuRendering.Buffers buffers) {
    pool.push(buffers);
  }

  @Override
  public synchronized void close() {
    workers.close();
    pool.clear();
  }
}
