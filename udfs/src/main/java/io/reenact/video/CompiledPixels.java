package io.reenact.video;

import io.reenact.scratch.ShippedLibrary;
import java.nio.file.Path;

/** {@code src/main/native/pixels.cpp}: an image's pixels in compiled code, with Java's bits. */
final class CompiledPixels {
  private static final boolean LOADED =
      ShippedLibrary.load(
          CompiledPixels.class, "libpixels.so", CompiledPixels::runs, "pixels are packed in Java");

  private CompiledPixels() {}

  /** Whether this machine runs it. */
  static boolean available() {
    return LOADED;
  }

  private static boolean runs(Path file) {
    System.load(file.toString());
    return runsHere();
  }

  /** As {@link RgbImage#bytesInJava}. */
  static void pack(float[] chw, byte[] rgb) {
    if (chw.length < rgb.length) {
      throw new IllegalArgumentException(chw.length + " floats for " + rgb.length + " bytes");
    }
    if (!bytes(chw, rgb.length / 3, rgb)) {
      throw new OutOfMemoryError("no memory to pack " + rgb.length / 3 + " pixels");
    }
  }

  /** As {@link RgbImage#floatsInJava}. */
  static void unpack(byte[] rgb, float[] chw) {
    if (chw.length < rgb.length) {
      throw new IllegalArgumentException(chw.length + " floats for " + rgb.length + " bytes");
    }
    if (!floats(rgb, rgb.length / 3, chw)) {
      throw new OutOfMemoryError("no memory to unpack " + rgb.length / 3 + " pixels");
    }
  }

  private static native boolean runsHere();

  private static native boolean bytes(float[] chw, int n, byte[] rgb);

  private static native boolean floats(byte[] rgb, int n, float[] chw);
}
