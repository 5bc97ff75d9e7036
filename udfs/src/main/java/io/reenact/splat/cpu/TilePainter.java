package io.reenact.splat.cpu;

import io.reenact.splat.View;
import java.util.Arrays;

/** Tiles by the Vector API. Holds a tile's planes. */
final class TilePainter implements Tiles {
  private static final int TILE = Scene.TILE;
  private static final int PLANE = BlendKernel.PLANE;
  private static final int LANES = BlendKernel.LANES;

  /** Gaussians fetched at a time, and blended before a check whether the whole tile has stopped. */
  private static final int BATCH = 32;

  private static final int RANGE = 4;

  private final float[] batch = new float[BATCH * Scene.RECORD];
  private final int[] ranges = new int[BATCH * RANGE];
  private final float[] planes = new float[5 * PLANE];
  private final float[] sums = new float[CpuRendering.SLOT * LANES];

  @Override
  public void paint(
      CpuRendering.Buffers b, int t, float[] background, float[] image, float[] alpha) {
    Scene scene = b.scene;
    int x = t % scene.tilesX * TILE;
    int y = t / scene.tilesX * TILE;
    Arrays.fill(planes, 0, PLANE, 1f);
    Arrays.fill(planes, PLANE, 4 * PLANE, 0f);
    int from = scene.starts[t];
    int to = scene.starts[t + 1];
    int k = from;
    while (k < to) {
      int count = Math.min(BATCH, to - k);
      fetch(scene, k, count, x, y);
      for (int j = 0; j < count; j++) {
        int c1 = ranges[j * RANGE + 1];
        int r0 = ranges[j * RANGE + 2];
        int r1 = ranges[j * RANGE + 3];
        for (int c = ranges[j * RANGE]; c <= c1; c += LANES) {
          BlendKernel.blend(batch, j * Scene.RECORD, x + c + 0.5f, y + 0.5f, r0, r1, c, planes);
        }
      }
      k += count;
      if (k < to && stopped(scene.view, x, y)) {
        break;
      }
    }
    b.blended[t] = k - from;
    finish(b, x, y, background, image, alpha);
  }

  /**
   * Copies the next Gaussians of a tile to one place: their records lie far apart, and so the waits
   * for memory overlap.
   */
  private void fetch(Scene scene, int from, int count, int x, int y) {
    for (int j = 0; j < count; j++) {
      int i = scene.lists[from + j];
      int o = i * Scene.RECORD;
      int to = j * Scene.RECORD;
      BlendKernel.copy(scene.records, o, batch, to);
      int bx = scene.boxes[2 * i];
      int by = scene.boxes[2 * i + 1];
      int c0 = Math.max(0, (bx & 0xffff) - x);
      int c1 = Math.min(TILE - 1, (bx >>> 16) - x);
      // The fewest windows of eight columns that hold them all, shifted left where they stick out.
      int width = (c1 - c0 + LANES) & -LANES;
      ranges[j * RANGE] = Math.min(c0, TILE - width);
      ranges[j * RANGE + 1] = c1;
      ranges[j * RANGE + 2] = Math.max(0, (by & 0xffff) - y);
      ranges[j * RANGE + 3] = Math.min(TILE - 1, (by >>> 16) - y);
    }
  }

  /** Whether every pixel inside the picture has stopped. */
  private boolean stopped(View view, int x, int y) {
    int w = Math.min(TILE, view.width() - x);
    int h = Math.min(TILE, view.height() - y);
    for (int r = 0; r < h; r++) {
      for (int c = 0; c < w; c++) {
        if (planes[r * TILE + c] > 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void finish(
      CpuRendering.Buffers b, int x, int y, float[] background, float[] image, float[] alpha) {
    View view = b.scene.view;
    int width = view.width();
    int pixels = width * view.height();
    int w = Math.min(TILE, width - x);
    int h = Math.min(TILE, view.height() - y);
    for (int r = 0; r < h; r++) {
      int to = (y + r) * width + x;
      int at = r * TILE;
      for (int c = 0; c < w; c++) {
        alpha[to + c] = 1 - Math.abs(planes[at + c]);
      }
      for (int ch = 0; ch < 3; ch++) {
        for (int c = 0; c < w; c++) {
          float rgb = planes[(ch + 1) * PLANE + at + c] + Math.abs(planes[at + c]) * background[ch];
          b.rgb[ch * pixels + to + c] = rgb;
          image[ch * pixels + to + c] = 2 * rgb - 1;
        }
      }
    }
  }

  @Override
  public void gradient(CpuRendering.Buffers b, int t, float[] dImage) {
    Scene scene = b.scene;
    int from = scene.starts[t];
    int to = scene.starts[t + 1];
    if (from == to) {
      return;
    }
    int x = t % scene.tilesX * TILE;
    int y = t / scene.tilesX * TILE;
    load(b, x, y, dImage);
    int end = from + b.blended[t];
    for (int k = from; k < end; k += BATCH) {
      int count = Math.min(BATCH, end - k);
      fetch(scene, k, count, x, y);
      for (int j = 0; j < count; j++) {
        int slot = scene.slot(scene.lists[k + j], x / TILE, y / TILE) * CpuRendering.SLOT;
        gradient(j, x, y, b.slots, slot);
      }
    }
    for (int k = end; k < to; k++) {
      int slot = scene.slot(scene.lists[k], x / TILE, y / TILE) * CpuRendering.SLOT;
      Arrays.fill(b.slots, slot, slot + CpuRendering.SLOT, 0f);
    }
  }

  private void load(CpuRendering.Buffers b, int x, int y, float[] dImage) {
    View view = b.scene.view;
    int width = view.width();
    int pixels = width * view.height();
    int w = Math.min(TILE, width - x);
    int h = Math.min(TILE, view.height() - y);
    Arrays.fill(planes, 0, PLANE, 1f);
    Arrays.fill(planes, PLANE, 5 * PLANE, 0f);
    for (int ch = 0; ch < 3; ch++) {
      for (int r = 0; r < h; r++) {
        int src = ch * pixels + (y + r) * width + x;
        int at = r * TILE;
        for (int c = 0; c < w; c++) {
          // image = 2 rgb - 1
          float g = 2 * dImage[src + c];
          planes[(2 + ch) * PLANE + at + c] = g;
          planes[PLANE + at + c] += g * b.rgb[src + c];
        }
      }
    }
  }

  private void gradient(int j, int x, int y, float[] slots, int slot) {
    int o = j * Scene.RECORD;
    int c1 = ranges[j * RANGE + 1];
    int r0 = ranges[j * RANGE + 2];
    int r1 = ranges[j * RANGE + 3];
    for (int c = ranges[j * RANGE]; c <= c1; c += LANES) {
      float px = x + c + 0.5f;
      BlendKernel.gradient(batch, o, px, y + 0.5f, r0, r1, c, planes, sums);
    }
    BlendKernel.reduce(sums, slots, slot);
  }
}
