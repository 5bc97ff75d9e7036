package io.reenact.splat.cuda;

import io.reenact.splat.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A view as the kernels take it: struct View of splat_math.h. */
record CudaView(int width, int height, int tilesX, int tiles, byte[] bytes) {
  /** Tile edge in pixels; a block has a thread a pixel. */
  static final int TILE = 16;

  private static final int BYTES = 16 * Double.BYTES + 4 * Integer.BYTES;

  CudaView(View v) {
    this(v.width(), v.height(), across(v.width()), across(v.width()) * across(v.height()), pack(v));
  }

  private static int across(int pixels) {
    return (pixels + TILE - 1) / TILE;
  }

  private static byte[] pack(View v) {
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 12; i++) {
      b.putDouble(v.m()[i]);
    }
    b.putDouble(v.fx()).putDouble(v.fy()).putDouble(v.cx()).putDouble(v.cy());
    b.putInt(v.width()).putInt(v.height()).putInt(across(v.width())).putInt(across(v.height()));
    return b.array();
  }
}
