package io.reenact.video;

import java.util.Objects;

/**
 * An 8-bit sRGB image.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb {@code 3 * width * height} bytes, interleaved, row-major; not copied
 */
public record RgbImage(int width, int height, byte[] rgb) {
  /** Checks the size. */
  public RgbImage {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          width
              + "x"
              + height
              + " pixels need "
              + 3L * width * height
              + " bytes, not "
              + rgb.length);
    }
  }

  /** An all-black image. */
  public static RgbImage blank(int width, int height) {
    return new RgbImage(width, height, new byte[3 * width * height]);
  }

  /**
   * From planar floats.
   *
   * @param chw {@code [3, height, width]} in [-1, 1]; values outside are clamped
   */
  public static RgbImage ofChw(float[] chw, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    if (CompiledPixels.available()) {
      CompiledPixels.pack(chw, rgb);
    } else {
      bytesInJava(chw, rgb);
    }
    return new RgbImage(width, height, rgb);
  }

  static void bytesInJava(float[] chw, byte[] rgb) {
    int n = rgb.length / 3;
    for (int i = 0; i < n; i++) {
      rgb[3 * i] = eightBits(chw[i]);
      rgb[3 * i + 1] = eightBits(chw[n + i]);
      rgb[3 * i + 2] = eightBits(chw[2 * n + i]);
    }
  }

  /** Of whole numbers, since bounds of floats are slow. */
  private static byte eightBits(float value) {
    return (byte) Math.max(0, Math.min(255, (int) (value * 127.5f + 128f)));
  }

  /** As planar floats {@code [3, height, width]} in [-1, 1]. */
  public float[] toChw() {
    float[] chw = new float[3 * width * height];
    if (CompiledPixels.available()) {
      CompiledPixels.unpack(rgb, chw);
    } else {
      floatsInJava(rgb, chw);
    }
    return chw;
  }

  static void floatsInJava(byte[] rgb, float[] chw) {
    int n = rgb.length / 3;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        chw[c * n + i] = (rgb[3 * i + c] & 0xff) / 127.5f - 1f;
      }
    }
  }

  /** One channel's value, 0 to 255. */
  public int at(int x, int y, int channel) {
    return rgb[3 * (y * width + x) + channel] & 0xff;
  }
}
