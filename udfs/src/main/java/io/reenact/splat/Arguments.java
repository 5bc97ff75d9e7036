package io.reenact.splat;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Checks what rasterizers are given, the same for all. */
public final class Arguments {
  private static final int MOST_PIXELS = 32767;
  private static final int MOST_GAUSSIANS = Integer.MAX_VALUE / 16;

  private Arguments() {}

  /**
   * @throws IllegalArgumentException if a picture can't be drawn
   */
  public static void check(int width, int height, float[] background) {
    if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS) {
      throw new IllegalArgumentException("cannot draw " + width + "x" + height + " pixels");
    }
    if (background.length != 3) {
      throw new IllegalArgumentException("a background has 3 floats, not " + background.length);
    }
  }

  /**
   * @throws IllegalArgumentException if a gradient does not fit its picture or its Gaussians
   */
  public static void check(float[] image, float[] dImage, FloatBuffer dGaussians, int n) {
    if (dImage.length != image.length) {
      throw new IllegalArgumentException(
          "the image has " + image.length + " floats, its gradient " + dImage.length);
    }
    check(dGaussians, n);
  }

  /**
   * @throws IllegalArgumentException if a buffer does not hold {@code [n, 14]} floats
   */
  public static void check(FloatBuffer gaussians, int n) {
    if (n < 0 || n > MOST_GAUSSIANS || gaussians.capacity() < n * Gaussians.FLOATS) {
      throw new IllegalArgumentException(
          n
              + " Gaussians need "
              + (long) Gaussians.FLOATS * n
              + " floats, the buffer has "
              + gaussians.capacity());
    }
    if (gaussians.limit() < n * Gaussians.FLOATS) {
      throw new IllegalArgumentException(
          "the buffer's limit " + gaussians.limit() + " cuts off some of " + n + " Gaussians");
    }
    if (gaussians.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("Gaussians must be in native byte order");
    }
  }

  /**
   * @throws IllegalArgumentException if there are too many Gaussians, or an address is missing
   */
  public static void check(long gaussians, int n, long image) {
    if (gaussians == 0 || image == 0) {
      throw new IllegalArgumentException("no address of Gaussians or of the picture");
    }
    check(n);
  }

  /**
   * @throws IllegalArgumentException if there are too many Gaussians
   */
  public static void check(long n) {
    if (n < 0 || n > MOST_GAUSSIANS) {
      throw new IllegalArgumentException("no room for " + n + " Gaussians");
    }
  }
}
