package io.reenact.splat;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The projected Gaussians of one picture in depth order, and which of them touch which tile. The
 * arrays are used again for the next picture.
 */
final class Scene {
  /** Tile edge in pixels. */
  static final int TILE = 16;

  /** Floats of a projected Gaussian: mx, my, A, B, C, log2(opacity), r, g, b. */
  static final int RECORD = 12;

  /** Ints of a projected Gaussian: x range, y range, first gradient slot. */
  static final int BOX = 3;

  private static final int CHUNK = 1024;
  private static final double LOG2_E = 1.4426950408889634;

  View view;
  int n;
  int tilesX;
  int tilesY;
  float[] params = new float[0];

  /** Visible Gaussians, near to far. */
  int visible;

  int[] order = new int[0];
  float[] records = new float[0];
  int[] boxes = new int[0];

  /** First entry of each tile in {@link #lists}, and the end of the last. */
  int[] starts = new int[0];

  int[] lists = new int[0];

  /** Number of (Gaussian, tile) pairs. */
  int slots;

  private float[] flat = new float[0];
  private int[] flatBoxes = new int[0];
  private int[] keys = new int[0];
  private int[] fill = new int[0];

  /** Copies, projects, sorts and bins. */
  void prepare(FloatBuffer gaussians, int count, View v, Workers workers, DepthSort sort) {
    view = v;
    n = count;
    tilesX = (v.width() + TILE - 1) / TILE;
    tilesY = (v.height() + TILE - 1) / TILE;
    params = Grown.floats(params, (long) n * Gaussians.FLOATS);
    gaussians.get(0, params, 0, n * Gaussians.FLOATS);
    flat = Grown.floats(flat, (long) n * RECORD);
    flatBoxes = Grown.ints(flatBoxes, 2L * n);
    keys = Grown.ints(keys, n);
    order = Grown.ints(order, n);
    workers.forEach((n + CHUNK - 1) / CHUNK, (chunk, w) -> project(chunk));
    visible = 0;
    for (int i = 0; i < n; i++) {
      if (keys[i] >= 0) {
        keys[visible] = keys[i];
        order[visible++] = i;
      }
    }
    sort.sort(keys, order, visible);
    gather();
    bin(workers);
  }

  private void project(int chunk) {
    Projector p = new Projector(view);
    int end = Math.min(n, (chunk + 1) * CHUNK);
    for (int i = chunk * CHUNK; i < end; i++) {
      int o = i * Gaussians.FLOATS;
      if (!p.project(params, o)) {
        keys[i] = -1;
        continue;
      }
      keys[i] = Float.floatToRawIntBits((float) p.depth);
      flatBoxes[2 * i] = p.x0 | (p.x1 << 16);
      flatBoxes[2 * i + 1] = p.y0 | (p.y1 << 16);
      int r = i * RECORD;
      flat[r] = (float) p.mx;
      flat[r + 1] = (float) p.my;
      flat[r + 2] = (float) (-0.5 * LOG2_E * p.qa);
      flat[r + 3] = (float) (-LOG2_E * p.qb);
      flat[r + 4] = (float) (-0.5 * LOG2_E * p.qc);
      flat[r + 5] = (float) (LOG2_E * p.logOpacity);
      for (int c = 0; c < 3; c++) {
        double rgb = Gaussians.SH_C0 * params[o + Gaussians.COLOUR + c] + 0.5;
        flat[r + 6 + c] = (float) Math.max(0, rgb);
      }
    }
  }

  private void gather() {
    records = Grown.floats(records, (long) visible * RECORD);
    boxes = Grown.ints(boxes, (long) visible * BOX);
    long slot = 0;
    for (int s = 0; s < visible; s++) {
      int i = order[s];
      System.arraycopy(flat, i * RECORD, records, s * RECORD, RECORD);
      int bx = flatBoxes[2 * i];
      int by = flatBoxes[2 * i + 1];
      int o = s * BOX;
      boxes[o] = bx;
      boxes[o + 1] = by;
      boxes[o + 2] = (int) slot;
      slot +=
          (long) (tile(bx >>> 16) - tile(bx & 0xffff) + 1)
              * (tile(by >>> 16) - tile(by & 0xffff) + 1);
    }
    lists = Grown.ints(lists, slot);
    slots = (int) slot;
  }

  private void bin(Workers workers) {
    int tiles = tilesX * tilesY;
    starts = Grown.ints(starts, tiles + 1L);
    fill = Grown.ints(fill, tiles);
    Arrays.fill(fill, 0, tiles, 0);
    // A band of tile rows a thread: no two threads touch the same list.
    int bands = Math.min(workers.threads(), tilesY);
    workers.forEach(bands, (band, w) -> band(band, bands, false));
    int sum = 0;
    for (int t = 0; t < tiles; t++) {
      starts[t] = sum;
      sum += fill[t];
      fill[t] = starts[t];
    }
    starts[tiles] = sum;
    workers.forEach(bands, (band, w) -> band(band, bands, true));
  }

  private void band(int band, int bands, boolean write) {
    int first = band * tilesY / bands;
    int last = (band + 1) * tilesY / bands - 1;
    for (int s = 0; s < visible; s++) {
      int by = boxes[s * BOX + 1];
      int y0 = Math.max(first, tile(by & 0xffff));
      int y1 = Math.min(last, tile(by >>> 16));
      if (y0 > y1) {
        continue;
      }
      int bx = boxes[s * BOX];
      int x0 = tile(bx & 0xffff);
      int x1 = tile(bx >>> 16);
      for (int y = y0; y <= y1; y++) {
        for (int t = y * tilesX + x0; t <= y * tilesX + x1; t++) {
          int at = fill[t]++;
          if (write) {
            lists[at] = s;
          }
        }
      }
    }
  }

  /** The gradient slot of a Gaussian in a tile that it touches. */
  int slot(int s, int tileX, int tileY) {
    int o = s * BOX;
    int bx = boxes[o];
    int x0 = tile(bx & 0xffff);
    int w = tile(bx >>> 16) - x0 + 1;
    return boxes[o + 2] + (tileY - tile(boxes[o + 1] & 0xffff)) * w + tileX - x0;
  }

  private static int tile(int pixel) {
    return pixel / TILE;
  }
}
