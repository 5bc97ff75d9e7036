package io.reenact.splat.cpu;

/** Arrays that are used again and only ever grow. */
public final class Grown {
  private Grown() {}

  static float[] floats(float[] a, long n) {
    return a.length >= n ? a : new float[size(n)];
  }

  static int[] ints(int[] a, long n) {
    return a.length >= n ? a : new int[size(n)];
  }

  private static int size(long n) {
    if (n > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "the scene is too large for the CPU rasterizer: a buffer would need "
              + n
              + " entries; use fewer or smaller Gaussians or a smaller picture");
    }
    return (int) Math.min(Integer.MAX_VALUE - 16, n + n / 4 + 64);
  }
}
