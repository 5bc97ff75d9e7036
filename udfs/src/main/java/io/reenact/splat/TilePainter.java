package io.reenact.splat;

import java.util.Arrays;

/** Draws one tile, and takes its gradient. Holds a tile's planes; one a thread. */
final class TilePainter {
  private static final int TILE = Scene.TILE;
  private static final int PLANE = BlendKernel.PLANE;
  private static final int LANES = BlendKernel.LANES;

  /** How many Gaussians are blended between two checks whether the whole tile has stopped. */
  private static final int CHECK = 32;

  private final float[] planes = new float[5 * PLANE];
  private final float[] sums = new float[6 * LANES];

  /** Draws tile number t. */
  void paint(CpuRendering.Buffers b, int t, float[] background, float[] image, float[] alpha) {
    Scene scene = b.scene;
    int x = t % scene.tilesX * TILE;
    int y = t / scene.tilesX * TILE;
    Arrays.fill(planes, 0, PLANE, 1f);
    Arrays.fill(planes, PLANE, 4 * PLANE, 0f);
    int from = scene.starts[t];
    int to = scene.starts[t + 1];
    int k = from;
    while (k < to) {
      int stop = Math.min(to, k + CHECK);
      for (; k < stop; k++) {
        blend(scene, scene.lists[k], x, y);
      }
      if (k < to && stopped(scene.view, x, y)) {
        break;
      }
    }
    b.blended[t] = k - from;
    finish(b, x, y, background, image, alpha);
  }

  private void blend(Scene scene, int s, int x, int y) {
    int bx = scene.boxes[s * Scene.BOX];
    int by = scene.boxes[s * Scene.BOX + 1];
    int r0 = Math.max(0, (by & 0xffff) - y);
    int r1 = Math.min(TILE - 1, (by >>> 16) - y);
    int c0 = (bx & 0xffff) - x;
    int c1 = (bx >>> 16) - x;
    int o = s * Scene.RECORD;
    if (c0 < LANES) {
      BlendKernel.blend(scene.records, o, x + 0.5f, y + 0.5f, r0, r1, 0, planes);
    }
    if (c1 >= LANES) {
      BlendKernel.blend(scene.records, o, x + LANES + 0.5f, y + 0.5f, r0, r1, LANES, planes);
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

  /** Fills the gradient slots of tile number t. */
  void gradient(CpuRendering.Buffers b, int t, float[] dImage) {
    Scene scene = b.scene;
    int from = scene.starts[t];
    int to = scene.starts[t + 1];
    if (from == to) {
      return;
    }
    int x = t % scene.tilesX * TILE;
    int y = t / scene.tilesX * TILE;
    load(b, x, y, dImage);
    int k = from;
    for (; k < from + b.blended[t]; k++) {
      int s = scene.lists[k];
      int slot = scene.slot(s, x / TILE, y / TILE) * CpuRendering.SLOT;
      gradient(scene, s, x, y, b.slots, slot);
    }
    for (; k < to; k++) {
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

  private void gradient(Scene scene, int s, int x, int y, float[] slots, int slot) {
    int bx = scene.boxes[s * Scene.BOX];
    int by = scene.boxes[s * Scene.BOX + 1];
    int r0 = Math.max(0, (by & 0xffff) - y);
    int r1 = Math.min(TILE - 1, (by >>> 16) - y);
    int c0 = (bx & 0xffff) - x;
    int c1 = (bx >>> 16) - x;
    int o = s * Scene.RECORD;
    float py = y + 0.5f;
    Arrays.fill(slots, slot, slot + CpuRendering.SLOT, 0f);
    if (c0 < LANES) {
      float px = x + 0.5f;
      BlendKernel.gradient(scene.records, o, px, py, r0, r1, 0, planes, sums, 0);
      reduce(px - scene.records[o], slots, slot);
    }
    if (c1 >= LANES) {
      float px = x + LANES + 0.5f;
      BlendKernel.gradient(scene.records, o, px, py, r0, r1, LANES, planes, sums, 0);
      reduce(px - scene.records[o], slots, slot);
    }
  }

  /** Sums over the lanes in a set order: the Vector API's own reduction leaves it open. */
  private void reduce(float dx0, float[] slots, int slot) {
    float v = 0;
    float vx = 0;
    float vy = 0;
    float vxx = 0;
    float vxy = 0;
    float vyy = 0;
    float r = 0;
    float g = 0;
    float b = 0;
    for (int l = 0; l < LANES; l++) {
      float dx = dx0 + l;
      float lv = sums[l];
      float ly = sums[LANES + l];
      v += lv;
      vx += lv * dx;
      vxx += lv * dx * dx;
      vy += ly;
      vxy += ly * dx;
      vyy += sums[2 * LANES + l];
      r += sums[3 * LANES + l];
      g += sums[4 * LANES + l];
      b += sums[5 * LANES + l];
    }
    slots[slot] += v;
    slots[slot + 1] += vx;
    slots[slot + 2] += vy;
    slots[slot + 3] += vxx;
    slots[slot + 4] += vxy;
    slots[slot + 5] += vyy;
    slots[slot + 6] += r;
    slots[slot + 7] += g;
    slots[slot + 8] += b;
  }
}
