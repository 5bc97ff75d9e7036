package io.reenact.face;

import io.reenact.video.RgbImage;

/** Finds the person in pictures, as {@link PersonMatte} does. */
public interface Matting extends AutoCloseable {
  /**
   * About where the person is in a crop: edges are a few pixels off.
   *
   * @param frame the source frame
   * @param crop the crop transform, see {@link AlignedCrop}
   * @param size side of the result, px
   * @param extraRoll as in {@link AlignedCrop#crop}
   * @return {@code [size, size]}: 1 person, 0 background
   */
  float[] coarse(RgbImage frame, float[] crop, int size, double extraRoll);

  /**
   * About where people are in a whole frame that are large enough to be seen at 256 x 256 px.
   *
   * @param w width of the result, px
   * @param h height of the result, px
   * @return {@code [h, w]}: 1 person, 0 background
   */
  float[] coarse(RgbImage frame, int w, int h);

  /**
   * The matte of a whole frame, its edges refined; as good as at {@value PersonMatte#WHOLE_SIDE}
   * px.
   *
   * @return {@code [height, width]}: 1 person, 0 background
   */
  float[] whole(RgbImage frame);

  @Override
  void close();
}
