package io.reenact.paste;

import io.reenact.face.BoxFilter;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.util.Arrays;

/** Pictures behind a person, as large as the frames. */
final class Backdrops {
  /** Radius of the blur, of which three make nearly a Gaussian, in widths of the plate. */
  private static final double BLUR = 0.02;

  private Backdrops() {}

  /**
   * The picture of a choice.
   *
   * @param scene the driver's scene without the person
   * @param image the picture asked for; null if none was
   * @return null where the driver's own frames, or nothing, stand behind
   */
  static RgbImage of(Backdrop choice, RgbImage scene, RgbImage image, int width, int height) {
    return switch (choice.kind()) {
      case KEEP, TRANSPARENT -> null;
      case BLUR -> Images.resize(blurred(scene), width, height);
      case COLOUR -> plain(Integer.parseInt(choice.detail(), 16), width, height);
      case IMAGE -> covering(image, width, height);
    };
  }

  private static RgbImage plain(int rgb, int width, int height) {
    byte[] out = new byte[3 * width * height];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
    }
    return new RgbImage(width, height, out);
  }

  private static RgbImage blurred(RgbImage scene) {
    int w = scene.width();
    int h = scene.height();
    int radius = (int) Math.max(1, Math.round(BLUR * w));
    float[] chw = scene.toChw();
    for (int c = 0; c < 3; c++) {
      float[] plane = Arrays.copyOfRange(chw, c * w * h, (c + 1) * w * h);
      for (int k = 0; k < 3; k++) {
        plane = BoxFilter.mean(plane, w, h, radius);
      }
      System.arraycopy(plane, 0, chw, c * w * h, w * h);
    }
    return RgbImage.ofChw(chw, w, h);
  }

  /** Scaled until it covers the frame; what is too much is cut off on both sides alike. */
  private static RgbImage covering(RgbImage image, int width, int height) {
    double scale = Math.max((double) width / image.width(), (double) height / image.height());
    int w = (int) Math.max(width, Math.round(scale * image.width()));
    int h = (int) Math.max(height, Math.round(scale * image.height()));
    RgbImage large = Images.resize(image, w, h);
    byte[] out = new byte[3 * width * height];
    int left = (w - width) / 2;
    int top = (h - height) / 2;
    for (int y = 0; y < height; y++) {
      System.arraycopy(large.rgb(), 3 * ((y + top) * w + left), out, 3 * y * width, 3 * width);
    }
    return new RgbImage(width, height, out);
  }
}
