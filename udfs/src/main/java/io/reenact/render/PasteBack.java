package io.reenact.render;

import io.reenact.face.AlignedCrop;
import io.reenact.video.RgbImage;

/**
 * Puts rendered heads back into the driver's original frames. The matte is the rendering's own
 * coverage, faded out towards the crop's edges, where the body would end in a straight line.
 */
public final class PasteBack {
  /** Width of the fade at the crop's edges, in sides of the crop. */
  private static final double FADE = 0.08;

  private PasteBack() {}

  /**
   * Pastes one frame of a result that was rendered from the driver's camera.
   *
   * @param original the driver's frame, turned for display
   * @param rendered square, with its alpha
   * @param crop the driver's crop transform of that frame
   * @param roll the driver's roll of that frame, radians
   * @return the frame with the head in it
   * @throws IllegalArgumentException if the result is a grid of views
   */
  public static RgbImage paste(
      RgbImage original, RenderedFrame rendered, float[] crop, double roll) {
    int size = rendered.image().width();
    if (rendered.alpha() == null || rendered.image().height() != size) {
      throw new IllegalArgumentException("only single square views can be pasted back");
    }
    float[] matte = new float[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        matte[y * size + x] =
            rendered.alpha()[y * size + x] * (float) (fade(x, size) * fade(y, size));
      }
    }
    return AlignedCrop.paste(original, coloured(rendered, size), matte, crop, size, roll);
  }

  /** The head's own colour: the white background taken out of half-covered pixels. */
  private static float[] coloured(RenderedFrame rendered, int size) {
    float[] chw = rendered.image().toChw();
    int n = size * size;
    for (int i = 0; i < n; i++) {
      float a = rendered.alpha()[i];
      if (a > 0.05f && a < 1) {
        for (int c = 0; c < 3; c++) {
          float v = (chw[c * n + i] - (1 - a)) / a;
          chw[c * n + i] = Math.max(-1, Math.min(1, v));
        }
      }
    }
    return chw;
  }

  private static double fade(int x, int size) {
    return smooth(Math.min(x + 0.5, size - x - 0.5) / (FADE * size));
  }

  private static double smooth(double t) {
    double c = Math.max(0, Math.min(1, t));
    return c * c * (3 - 2 * c);
  }
}
