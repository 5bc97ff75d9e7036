package io.reenact.splat.cuda;

import io.reenact.camera.Camera;
import io.reenact.splat.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The views of a batch of pictures of one size, as the kernels take them: struct Size of splat.cu,
 * and on the device struct View of splat_math.h a picture, then the backgrounds.
 *
 * @param pictures how many
 * @param tiles a picture
 */
record CudaView(int pictures, int width, int height, int tilesX, int tiles) {
  /** Tile edge in pixels; a block has a thread a pixel. */
  static final int TILE = 16;

  private static final int BYTES = 16 * Double.BYTES + 4 * Integer.BYTES;

  CudaView(int pictures, int width, int height) {
    this(pictures, width, height, across(width), across(width) * across(height));
  }

  private static int across(int pixels) {
    return (pixels + TILE - 1) / TILE;
  }

  int pixels() {
    return width * height;
  }

  /** Tiles of all pictures. */
  int allTiles() {
    return pictures * tiles;
  }

  /** Struct Size. */
  byte[] size() {
    return ByteBuffer.allocate(4 * Integer.BYTES)
        .order(ByteOrder.nativeOrder())
        .putInt(width)
        .putInt(height)
        .putInt(tilesX)
        .putInt(tiles)
        .array();
  }

  /** Where in {@link #pack} the backgrounds begin. */
  long backgrounds() {
    return (long) BYTES * pictures;
  }

  /**
   * What the device is told.
   *
   * @param backgrounds in [-1, 1]
   */
  ByteBuffer pack(List<Camera> cameras, float[][] backgrounds) {
    ByteBuffer b =
        ByteBuffer.allocate((BYTES + 3 * Float.BYTES) * pictures).order(ByteOrder.nativeOrder());
    for (Camera camera : cameras) {
      View v = View.of(camera, width, height);
      for (int i = 0; i < 12; i++) {
        b.putDouble(v.m()[i]);
      }
      b.putDouble(v.fx()).putDouble(v.fy()).putDouble(v.cx()).putDouble(v.cy());
      b.putInt(width).putInt(height).putInt(across(width)).putInt(across(height));
    }
    for (float[] background : backgrounds) {
      for (float v : background) {
        b.putFloat(0.5f * (v + 1));
      }
    }
    return b.flip();
  }
}
