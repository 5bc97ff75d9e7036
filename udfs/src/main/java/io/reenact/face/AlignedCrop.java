package io.reenact.face;

import io.reenact.video.RgbImage;

/**
 * The aligned crop: the square cut-out of a frame that shows the head as a track's camera sees it.
 *
 * <p>Convention, for the whole project: a crop transform is a 2x3 row-major matrix from px of the
 * display-rotated source frame to px of a crop of side {@link #NOMINAL_SIZE}; both have pixel
 * centres at +0.5. A crop of another size shows the same region. The transform removes the head's
 * roll; {@code extraRoll} turns the crop's content clockwise about its centre, so that {@code
 * extraRoll = track.roll()} gives the head's own roll back and matches {@link
 * io.reenact.camera.Camera#withRoll}.
 */
public final class AlignedCrop {
  /** Side in px of the crop that crop transforms are written for. */
  public static final int NOMINAL_SIZE = 512;

  private AlignedCrop() {}

  /**
   * Samples a crop: averaged where it shrinks, cubic where it grows; the frame's edge is repeated
   * beyond it (see {@link #inside}).
   *
   * @param frame the source frame
   * @param crop the crop transform
   * @param size side of the result, px
   * @param extraRoll radians, clockwise
   * @return {@code [3, size, size]} in [-1, 1]
   */
  public static float[] crop(RgbImage frame, float[] crop, int size, double extraRoll) {
    double[] map = Affine.invert(frameToCrop(crop, size, extraRoll));
    return AffineSampler.sample(frame, map, size, size, AffineSampler.Border.REPLICATE);
  }

  /**
   * Which of the crop's pixels lie inside the frame.
   *
   * @param width of the frame, px
   * @param height of the frame, px
   * @return {@code [size, size]}: 1 inside, 0 outside, in between on the edge
   */
  public static float[] inside(int width, int height, float[] crop, int size, double extraRoll) {
    double[] m = Affine.invert(frameToCrop(crop, size, extraRoll));
    double unit = Math.sqrt(Math.abs(m[0] * m[4] - m[1] * m[3]));
    float[] mask = new float[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double u = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[2];
        double v = m[3] * (x + 0.5) + m[4] * (y + 0.5) + m[5];
        double margin = Math.min(Math.min(u, width - u), Math.min(v, height - v)) / unit;
        mask[y * size + x] = (float) Math.max(0, Math.min(1, margin + 0.5));
      }
    }
    return mask;
  }

  /**
   * Takes points of the frame to the crop, landmarks for example.
   *
   * @param points {@code [n, 2]} px of the frame
   * @return {@code [n, 2]} px of a crop of side {@code size}
   */
  public static float[] points(float[] points, float[] crop, int size, double extraRoll) {
    return moved(points, frameToCrop(crop, size, extraRoll));
  }

  private static float[] moved(float[] points, double[] m) {
    float[] out = new float[points.length];
    for (int i = 0; i < points.length; i += 2) {
      out[i] = (float) (m[0] * points[i] + m[1] * points[i + 1] + m[2]);
      out[i + 1] = (float) (m[3] * points[i] + m[4] * points[i + 1] + m[5]);
    }
    return out;
  }

  /**
   * Takes points of the crop back to the frame.
   *
   * @param points {@code [n, 2]} px of a crop of side {@code size}
   * @return {@code [n, 2]} px of the frame
   */
  public static float[] framePoints(float[] points, float[] crop, int size, double extraRoll) {
    return moved(points, Affine.invert(frameToCrop(crop, size, extraRoll)));
  }

  /**
   * Pastes a picture of the crop back into the frame.
   *
   * @param frame the source frame; not changed
   * @param picture {@code [3, size, size]} in [-1, 1]
   * @param alpha {@code [size, size]}: 1 shows the picture, 0 the frame
   * @return the frame with the picture in it
   */
  public static RgbImage paste(
      RgbImage frame, float[] picture, float[] alpha, float[] crop, int size, double extraRoll) {
    double[] toCrop = frameToCrop(crop, size, extraRoll);
    return CropPaste.paste(frame, picture, alpha, toCrop, size);
  }

  /**
   * The transform for another size and with more roll.
   *
   * @return 2x3 row-major, frame px to px of a crop of side {@code size}
   */
  static double[] frameToCrop(float[] crop, int size, double extraRoll) {
    if (crop.length != 6) {
      throw new IllegalArgumentException("a crop transform has 6 floats, not " + crop.length);
    }
    double[] m = new double[6];
    for (int k = 0; k < 6; k++) {
      m[k] = crop[k];
    }
    double half = NOMINAL_SIZE / 2.0;
    double[] centred = Affine.compose(new double[] {1, 0, -half, 0, 1, -half}, m);
    return Affine.compose(
        Affine.similarity((double) size / NOMINAL_SIZE, extraRoll, size / 2.0, size / 2.0),
        centred);
  }
}
