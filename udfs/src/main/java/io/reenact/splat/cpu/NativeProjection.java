package io.reenact.splat.cpu;

import io.reenact.splat.Gaussians;
import io.reenact.splat.View;

/**
 * In compiled code, {@code src/main/native/projection.cpp}, four Gaussians at a time: as {@link
 * JavaProjection}, which stands in where it can't be loaded. {@link NativeTiles} loads it.
 */
final class NativeProjection implements Projection {
  @Override
  public void project(Scene s, int begin, int end) {
    if (!project(s.params, begin, end, camera(s.view), s.records, s.boxes, s.slots, s.keys)) {
      throw new OutOfMemoryError("no room to project Gaussians");
    }
  }

  @Override
  public void gradient(CpuRendering.Buffers b, int begin, int end, float[] out) {
    Scene s = b.scene;
    if (!gradient(s.params, s.slots, b.slots, begin, end, camera(s.view), out)) {
      throw new OutOfMemoryError("no room for the gradients of Gaussians");
    }
  }

  @Override
  public void band(Scene s, int visible, int first, int last, boolean write) {
    if (!band(s.order, visible, s.boxes, first, last, s.tilesX, s.fill, write ? s.lists : null)) {
      throw new OutOfMemoryError("no room to list the Gaussians of tiles");
    }
  }

  /** The fields of View in projection.cpp. */
  private static double[] camera(View v) {
    double[] c = new double[12 + 15];
    System.arraycopy(v.m(), 0, c, 0, 12);
    double[] rest = {
      v.fx(),
      v.fy(),
      v.cx(),
      v.cy(),
      v.clampX(Double.NEGATIVE_INFINITY),
      v.clampX(Double.POSITIVE_INFINITY),
      v.clampY(Double.NEGATIVE_INFINITY),
      v.clampY(Double.POSITIVE_INFINITY),
      v.width(),
      v.height(),
      Gaussians.LARGEST,
      Gaussians.NEAR,
      Gaussians.BLUR,
      Gaussians.SH_C0,
      Projector.LOG_255
    };
    System.arraycopy(rest, 0, c, 12, rest.length);
    return c;
  }

  private static native boolean project(
      float[] params,
      int begin,
      int end,
      double[] camera,
      float[] records,
      int[] boxes,
      int[] slots,
      int[] keys);

  private static native boolean gradient(
      float[] params,
      int[] slots,
      float[] filled,
      int begin,
      int end,
      double[] camera,
      float[] out);

  private static native boolean band(
      int[] order,
      int visible,
      int[] boxes,
      int first,
      int last,
      int tilesX,
      int[] fill,
      int[] lists);
}
