package io.reenact.metric;

import java.util.function.DoubleSupplier;

/**
 * One frame's true picture and the result's, {@code [3, size, size]} in [-1, 1]. What several
 * metrics or regions share is made once, when first asked for. For one thread.
 */
public final class PicturePair {
  private final float[] truth;
  private final float[] result;
  private final int size;
  private final DoubleSupplier perceptual;
  private float[] ssim;

  /**
   * @param size side of both pictures, px
   * @param perceptual their distance by a network, around the face
   */
  public PicturePair(float[] truth, float[] result, int size, DoubleSupplier perceptual) {
    this.truth = truth;
    this.result = result;
    this.size = size;
    this.perceptual = perceptual;
  }

  double psnr(float[] mask) {
    return ImageQuality.psnr(truth, result, mask);
  }

  double ssim(float[] mask) {
    if (ssim == null) {
      ssim = ImageQuality.ssimMap(truth, result, size, size);
    }
    return ImageQuality.mean(ssim, mask);
  }

  double l1(float[] mask) {
    return ImageQuality.l1(truth, result, mask);
  }

  double perceptual() {
    return perceptual.getAsDouble();
  }
}
