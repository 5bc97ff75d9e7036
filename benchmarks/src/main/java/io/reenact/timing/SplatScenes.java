package io.reenact.timing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;

/**
 * The three scenes: Gaussians all over the picture of the neutral camera, with a mean 3-sigma
 * radius of 5 pixels.
 *
 * @param name S, M or L
 * @param n Gaussians
 * @param size pixels a side
 */
record SplatScenes(String name, int n, int size) {
  static final List<SplatScenes> ALL =
      List.of(
          new SplatScenes("S", 4096, 128),
          new SplatScenes("M", 16384, 256),
          new SplatScenes("L", 100_000, 512));

  private static final double FOCAL = 4.2647;
  private static final double RADIUS = 5;

  /** A direct buffer {@code [n, 14]}, the same on every call. */
  FloatBuffer gaussians() {
    Random r = new Random(17);
    FloatBuffer b =
        ByteBuffer.allocateDirect(4 * 14 * n).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < n; i++) {
      double z = (r.nextDouble() - 0.5) * 0.6 + 0.2;
      double depth = 2.7 - z;
      double half = 0.5 * depth / FOCAL;
      b.put((float) ((2 * r.nextDouble() - 1) * half));
      b.put((float) ((2 * r.nextDouble() - 1) * half));
      b.put((float) z);
      double sigma = RADIUS / 3 * depth / (FOCAL * size);
      for (int k = 0; k < 3; k++) {
        b.put((float) (Math.log(sigma) + 0.3 * r.nextGaussian()));
      }
      for (int k = 0; k < 4; k++) {
        b.put((float) r.nextGaussian());
      }
      for (int k = 0; k < 3; k++) {
        b.put((float) r.nextGaussian());
      }
      b.put((float) (1.5 * r.nextGaussian()));
    }
    b.rewind();
    return b;
  }
}
