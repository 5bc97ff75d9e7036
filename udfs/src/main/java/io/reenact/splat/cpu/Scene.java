package io.reenact.splat.cpu;

import io.reenact.splat.Gaussians;
import io.reenact.splat.View;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The projected Gaussians of one picture, and for each tile which of them touch it, near to far.
 * The arrays are used again for the next picture.
 */
final class Scene {
  /** Tile edge in pixels. */
  static final int TILE = 32;

  /** Floats of a projected Gaussian: mx, my, A, B, C, log2(opacity), r, g, b. */
  static final int RECORD = 9;

  private static final int CHUNK = 1024;

  View view;
  int n;
  int tilesX;
  int tilesY;
  float[] params = new float[0];
  float[] records = new float[0];

  /** The ranges of columns and of rows, each with the last in its upper half. */
  int[] boxes = new int[0];

  /**
   * The first gradient slot of each Gaussian and, at n, their number; a Gaussian has one for each
   * tile that it touches, none if it is not drawn.
   */
  int[] slots = new int[0];

  /** First entry of each tile in {@link #lists}, and the end of the last. */
  int[] starts = new int[0];

  int[] lists = new int[0];

  /** The Gaussians that are drawn, near to far. */
  int[] order = new int[0];

  /** How many each tile has, or where its next one goes. */
  int[] fill = new int[0];

  /** Depths, as bits that sort like them. */
  int[] keys = new int[0];

  /** Copies, projects, sorts and bins. */
  void prepare(
      FloatBuffer gaussians,
      int count,
      View v,
      Projection projection,
      Workers workers,
      DepthSort sort) {
    view = v;
    n = count;
    tilesX = (v.width() + TILE - 1) / TILE;
    tilesY = (v.height() + TILE - 1) / TILE;
    params = Grown.floats(params, (long) n * Gaussians.FLOATS);
    records = Grown.floats(records, (long) n * RECORD);
    boxes = Grown.ints(boxes, 2L * n);
    slots = Grown.ints(slots, n + 1L);
    keys = Grown.ints(keys, n);
    order = Grown.ints(order, n);
    workers.forEach((n + CHUNK - 1) / CHUNK, (chunk, w) -> project(gaussians, projection, chunk));
    int visible = 0;
    long slot = 0;
    for (int i = 0; i < n; i++) {
      int touched = slots[i];
      slots[i] = (int) slot;
      if (touched > 0) {
        slot += touched;
        keys[visible] = keys[i];
        order[visible++] = i;
      }
    }
    lists = Grown.ints(lists, slot);
    slots[n] = (int) slot;
    sort.sort(keys, order, visible);
    bin(visible, projection, workers);
  }

  private void project(FloatBuffer gaussians, Projection projection, int chunk) {
    int begin = chunk * CHUNK;
    int end = Math.min(n, begin + CHUNK);
    int o = begin * Gaussians.FLOATS;
    gaussians.get(o, params, o, (end - begin) * Gaussians.FLOATS);
    projection.project(this, begin, end);
  }

  private void bin(int visible, Projection projection, Workers workers) {
    int tiles = tilesX * tilesY;
    starts = Grown.ints(starts, tiles + 1L);
    fill = Grown.ints(fill, tiles);
    Arrays.fill(fill, 0, tiles, 0);
    // A band of tile rows a thread: no two threads touch the same list.
    int bands = Math.min(workers.threads(), tilesY);
    workers.forEach(bands, (band, w) -> band(projection, visible, band, bands, false));
    int sum = 0;
    for (int t = 0; t < tiles; t++) {
      starts[t] = sum;
      sum += fill[t];
      fill[t] = starts[t];
    }
    starts[tiles] = sum;
    workers.forEach(bands, (band, w) -> band(projection, visible, band, bands, true));
  }

  private void band(Projection projection, int visible, int band, int bands, boolean write) {
    projection.band(this, visible, band * tilesY / bands, (band + 1) * tilesY / bands - 1, write);
  }

  /** The gradient slot of Gaussian i in a tile that it touches. */
  int slot(int i, int tileX, int tileY) {
    int bx = boxes[2 * i];
    int x0 = (bx & 0xffff) / TILE;
    int w = (bx >>> 16) / TILE - x0 + 1;
    return slots[i] + (tileY - (boxes[2 * i + 1] & 0xffff) / TILE) * w + tileX - x0;
  }
}
