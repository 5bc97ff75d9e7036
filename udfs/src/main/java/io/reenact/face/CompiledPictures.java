package io.reenact.face;

import io.reenact.scratch.ShippedLibrary;
import io.reenact.video.RgbImage;
import java.nio.file.Path;

/** {@code src/main/native/pictures.cpp}: loops over pixels in compiled code, with Java's bits. */
final class CompiledPictures {
  /** Rows must be a multiple of so many pixels. */
  static final int LANES = 4;

  private static final boolean LOADED =
      ShippedLibrary.load(
          CompiledPictures.class,
          "libpictures.so",
          CompiledPictures::runs,
          "pictures are sampled, mattes refined and colours estimated in Java");

  private CompiledPictures() {}

  /** Whether this machine runs it. */
  static boolean available() {
    return LOADED;
  }

  private static boolean runs(Path file) {
    System.load(file.toString());
    return runsHere();
  }

  /** As {@link GuidedFilter#filter}. */
  static float[] guided(float[] p, float[] guide, int w, int h, int radius, double epsilon) {
    if (p.length < w * h || guide.length < 3 * w * h) {
      throw new IllegalArgumentException("fewer than " + w + " x " + h + " pixels");
    }
    float[] out = new float[w * h];
    if (guided(p, guide, w, h, radius, epsilon, out) < 0) {
      throw new OutOfMemoryError("no memory to filter " + w + " x " + h + " pixels");
    }
    return out;
  }

  /** As {@link Foreground#inJava}. */
  static float[] blurFused(
      float[] picture, float[] front, float[] back, float[] matte, int size, int radius) {
    int n = size * size;
    if (Math.min(picture.length, Math.min(front.length, back.length)) < 3 * n || matte.length < n) {
      throw new IllegalArgumentException("fewer than " + size + " x " + size + " pixels");
    }
    float[] out = new float[3 * n];
    if (blurFused(picture, front, back, matte, size, size, radius, out) < 0) {
      throw new OutOfMemoryError("no memory for colours of " + size + " x " + size + " pixels");
    }
    return out;
  }

  /**
   * As {@link AffineSampler#sample}.
   *
   * @param bounds left, top, columns and rows of the part of the picture that is looked at
   * @param black whether black lies outside
   */
  static float[] sample(
      RgbImage image, double[] map, int[] bounds, int w, int h, int taps, boolean black) {
    float[] out = new float[3 * w * h];
    int width = image.width();
    int height = image.height();
    if (sample(image.rgb(), width, height, map, bounds, w, h, taps, black, out) < 0) {
      throw new OutOfMemoryError("no memory to sample " + w + " x " + h + " pixels");
    }
    return out;
  }

  /**
   * As {@link CropPaste#paste}.
   *
   * @param rgb the frame, changed
   * @param width of the frame, px
   * @param bounds top, left, bottom and right of what the crop covers of the frame
   */
  static void paste(
      byte[] rgb,
      int width,
      float[] picture,
      float[] alpha,
      double[] toCrop,
      int size,
      int[] bounds,
      int taps) {
    if (size < 2 || picture.length < 3 * size * size || alpha.length < size * size) {
      throw new IllegalArgumentException("no picture of " + size + " px");
    }
    if (pasted(rgb, width, picture, alpha, toCrop, size, bounds, taps) < 0) {
      throw new OutOfMemoryError("no memory to paste " + size + " x " + size + " pixels");
    }
  }

  private static native int pasted(
      byte[] rgb,
      int width,
      float[] picture,
      float[] alpha,
      double[] toCrop,
      int size,
      int[] bounds,
      int taps);

  private static native boolean runsHere();

  private static native int sample(
      byte[] rgb,
      int width,
      int height,
      double[] map,
      int[] bounds,
      int w,
      int h,
      int taps,
      boolean black,
      float[] out);

  private static native int blurFused(
      float[] picture,
      float[] front,
      float[] back,
      float[] matte,
      int w,
      int h,
      int radius,
      float[] out);

  private static native int guided(
      float[] p, float[] guide, int w, int h, int radius, double epsilon, float[] out);
}
