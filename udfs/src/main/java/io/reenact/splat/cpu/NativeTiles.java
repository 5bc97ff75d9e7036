package io.reenact.splat.cpu;

import io.reenact.scratch.ShippedLibrary;
import io.reenact.splat.Gaussians;
import java.nio.file.Path;

/**
 * Tiles in compiled code, {@code src/main/native/tiles.cpp}: as {@link TilePainter}, which stands
 * in where it can't be loaded, with the same arithmetic in the same order. It is fast from the
 * first picture on, while the Vector API boxes every vector until the JIT has come to it.
 */
final class NativeTiles implements Tiles {
  private static final boolean LOADED =
      ShippedLibrary.load(
          NativeTiles.class, "libsplat.so", NativeTiles::runs, "the rasterizer runs in Java");

  private final boolean masks;

  /** As fast as this processor allows. */
  NativeTiles() {
    this(masked());
  }

  /**
   * @param masks whether to use what {@link #masked} asks for
   */
  NativeTiles(boolean masks) {
    this.masks = masks;
  }

  /** Whether the processor has AVX-512's masks, with which the same bits come sooner. */
  static boolean masked() {
    return LOADED && masksHere();
  }

  /** Whether this machine runs it. */
  static boolean available() {
    return LOADED;
  }

  private static boolean runs(Path file) {
    System.load(file.toString());
    return runsHere();
  }

  @Override
  public void paint(
      CpuRendering.Buffers b, int t, float[] background, float[] image, float[] alpha) {
    Scene s = b.scene;
    int blended =
        paint(
            masks,
            s.records,
            s.boxes,
            s.lists,
            s.starts[t],
            s.starts[t + 1],
            t % s.tilesX * Scene.TILE,
            t / s.tilesX * Scene.TILE,
            s.view.width(),
            s.view.height(),
            BlendKernel.LOG2_ALPHA_MIN,
            Gaussians.ALPHA_MAX,
            Gaussians.T_MIN,
            background[0],
            background[1],
            background[2],
            b.rgb,
            image,
            alpha);
    if (blended < 0) {
      throw new OutOfMemoryError("no room to draw a tile");
    }
    b.blended[t] = blended;
  }

  @Override
  public void gradient(CpuRendering.Buffers b, int t, float[] dImage) {
    Scene s = b.scene;
    int from = s.starts[t];
    int to = s.starts[t + 1];
    boolean done =
        from == to
            || gradient(
                masks,
                s.records,
                s.boxes,
                s.slots,
                s.lists,
                from,
                from + b.blended[t],
                to,
                t % s.tilesX * Scene.TILE,
                t / s.tilesX * Scene.TILE,
                s.view.width(),
                s.view.height(),
                BlendKernel.LOG2_ALPHA_MIN,
                Gaussians.ALPHA_MAX,
                Gaussians.T_MIN,
                b.rgb,
                dImage,
                b.slots);
    if (!done) {
      throw new OutOfMemoryError("no room for the gradient of a tile");
    }
  }

  private static native boolean runsHere();

  private static native boolean masksHere();

  private static native int paint(
      boolean masks,
      float[] records,
      int[] boxes,
      int[] lists,
      int from,
      int to,
      int x,
      int y,
      int width,
      int height,
      float log2AlphaMin,
      float alphaMax,
      float least,
      float red,
      float green,
      float blue,
      float[] rgb,
      float[] image,
      float[] alpha);

  private static native boolean gradient(
      boolean masks,
      float[] records,
      int[] boxes,
      int[] slots,
      int[] lists,
      int from,
      int end,
      int to,
      int x,
      int y,
      int width,
      int height,
      float log2AlphaMin,
      float alphaMax,
      float least,
      float[] rgb,
      float[] dImage,
      float[] out);
}
