package io.reenact.paste;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.Regions;
import java.util.Arrays;
import java.util.List;

/**
 * How light a face is.
 *
 * @param mean luma of the face's pixels, from -1 to 1
 * @param deviation its standard deviation
 */
public record FaceLight(double mean, double deviation) {
  /** How far a face follows the scene's light: more would be another skin. */
  private static final double TAKEN_MEAN = 0.35;

  private static final double TAKEN_CONTRAST = 0.5;
  private static final double MOST_MEAN = 0.12;
  private static final double MOST_CONTRAST = 1.15;

  /**
   * Measures a face.
   *
   * @param picture {@code [3, size, size]} in [-1, 1], the crop of a frame or a rendering of it
   * @param t where the face is; a usable frame
   */
  public static FaceLight of(float[] picture, int size, FrameTrack t) {
    int n = size * size;
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    byte[] all = new byte[n];
    Arrays.fill(all, (byte) 255);
    boolean[] valid = new boolean[n];
    Arrays.fill(valid, true);
    byte[] codes = Regions.codes(points, all, valid, size);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (codes[i] == Regions.FACE) {
        double luma = 0.299 * picture[i] + 0.587 * picture[n + i] + 0.114 * picture[2 * n + i];
        sum += luma;
        squares += luma * luma;
        count++;
      }
    }
    double mean = sum / Math.max(1, count);
    return new FaceLight(mean, Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)));
  }

  /** The mean over frames. */
  static FaceLight mean(List<FaceLight> all) {
    return new FaceLight(
        all.stream().mapToDouble(FaceLight::mean).average().orElseThrow(),
        all.stream().mapToDouble(FaceLight::deviation).average().orElseThrow());
  }

  /**
   * A face in this light put into another: a part of the way, and never far.
   *
   * @param chw {@code [3, n]} in [-1, 1], changed
   * @param scene how light the scene's own face is
   */
  void toward(FaceLight scene, float[] chw) {
    double ratio = Math.pow(scene.deviation / Math.max(1e-3, deviation), TAKEN_CONTRAST);
    double gain = Math.max(1 / MOST_CONTRAST, Math.min(MOST_CONTRAST, ratio));
    double more = TAKEN_MEAN * (scene.mean - mean);
    double shift = Math.max(-MOST_MEAN, Math.min(MOST_MEAN, more));
    for (int i = 0; i < chw.length; i++) {
      double v = (chw[i] - mean) * gain + mean + shift;
      chw[i] = (float) Math.max(-1, Math.min(1, v));
    }
  }
}
