package io.reenact.splat.cpu;

import io.reenact.splat.Gaussians;
import java.util.Arrays;

/** By {@link Projector}, one Gaussian after another. */
final class JavaProjection implements Projection {
  private static final double LOG2_E = 1.4426950408889634;

  @Override
  public void project(Scene s, int begin, int end) {
    Projector p = new Projector(s.view);
    int o = begin * Gaussians.FLOATS;
    for (int i = begin; i < end; i++, o += Gaussians.FLOATS) {
      if (!p.project(s.params, o)) {
        s.slots[i] = 0;
        continue;
      }
      s.keys[i] = Float.floatToRawIntBits((float) p.depth);
      s.boxes[2 * i] = p.x0 | (p.x1 << 16);
      s.boxes[2 * i + 1] = p.y0 | (p.y1 << 16);
      s.slots[i] =
          (p.x1 / Scene.TILE - p.x0 / Scene.TILE + 1) * (p.y1 / Scene.TILE - p.y0 / Scene.TILE + 1);
      int r = i * Scene.RECORD;
      s.records[r] = (float) p.mx;
      s.records[r + 1] = (float) p.my;
      s.records[r + 2] = (float) (-0.5 * LOG2_E * p.qa);
      s.records[r + 3] = (float) (-LOG2_E * p.qb);
      s.records[r + 4] = (float) (-0.5 * LOG2_E * p.qc);
      s.records[r + 5] = (float) (LOG2_E * p.logOpacity);
      s.records[r + 6] = rgb(s.params[o + Gaussians.COLOUR]);
      s.records[r + 7] = rgb(s.params[o + Gaussians.COLOUR + 1]);
      s.records[r + 8] = rgb(s.params[o + Gaussians.COLOUR + 2]);
    }
  }

  private static float rgb(float dc) {
    return (float) Math.max(0, Gaussians.SH_C0 * dc + 0.5);
  }

  @Override
  public void gradient(CpuRendering.Buffers b, int begin, int end, float[] out) {
    Scene scene = b.scene;
    Projector p = new Projector(scene.view);
    double[] sums = new double[CpuRendering.SLOT];
    double[] d = new double[Gaussians.FLOATS];
    for (int i = begin; i < end; i++) {
      if (!sum(b.slots, scene.slots[i], scene.slots[i + 1], sums)) {
        continue;
      }
      int o = i * Gaussians.FLOATS;
      if (!p.project(scene.params, o)) {
        throw new IllegalStateException("a visible Gaussian cannot be projected again");
      }
      p.backward(sums, scene.params, o, d);
      int to = (i - begin) * Gaussians.FLOATS;
      for (int k = 0; k < Gaussians.FLOATS; k++) {
        out[to + k] += (float) d[k];
      }
    }
  }

  /** Sums slots from first up to last, in that order; false if there is nothing to pass on. */
  private static boolean sum(float[] slots, int first, int last, double[] sums) {
    Arrays.fill(sums, 0);
    for (int o = first * CpuRendering.SLOT; o < last * CpuRendering.SLOT; o += CpuRendering.SLOT) {
      for (int k = 0; k < CpuRendering.SLOT; k++) {
        sums[k] += slots[o + k];
      }
    }
    boolean any = false;
    for (double v : sums) {
      any |= v != 0;
    }
    return any;
  }

  @Override
  public void band(Scene scene, int visible, int first, int last, boolean write) {
    for (int s = 0; s < visible; s++) {
      int i = scene.order[s];
      int by = scene.boxes[2 * i + 1];
      int y0 = Math.max(first, (by & 0xffff) / Scene.TILE);
      int y1 = Math.min(last, (by >>> 16) / Scene.TILE);
      if (y0 > y1) {
        continue;
      }
      int bx = scene.boxes[2 * i];
      int x0 = (bx & 0xffff) / Scene.TILE;
      int x1 = (bx >>> 16) / Scene.TILE;
      for (int y = y0; y <= y1; y++) {
        for (int t = y * scene.tilesX + x0; t <= y * scene.tilesX + x1; t++) {
          int at = scene.fill[t]++;
          if (write) {
            scene.lists[at] = i;
          }
        }
      }
    }
  }
}
