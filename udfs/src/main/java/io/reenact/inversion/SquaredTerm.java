package io.reenact.inversion;

import ai.djl.ndarray.NDArray;

/**
 * Weighted mean of squared differences of pixels, over images in [-1, 1]: what PSNR measures, and
 * what {@link OffsetDescent} needs, since it takes the loss for a sum of squares.
 *
 * @param weight in the loss
 * @param regions what a pixel counts, by {@link io.reenact.face.Regions} code
 */
@SuppressWarnings("ArrayRecordComponent") // a table, compared by identity
record SquaredTerm(double weight, float[] regions) implements LossTerm.OfPixels {
  @Override
  public String name() {
    return "squared";
  }

  @Override
  public double add(float[] image, float[] target, byte[] region, float factor, float[] gradient) {
    int n = region.length;
    double norm = norm(region);
    double loss = 0;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        float difference = image[c * n + i] - target[c * n + i];
        float weighed = regions[region[i]] * difference;
        loss += (double) weighed * difference;
        gradient[c * n + i] += (float) (2 * norm * factor) * weighed;
      }
    }
    return norm * loss;
  }

  /** What a channel of a pixel of weight 1 counts; 0 where no pixel weighs anything. */
  private double norm(byte[] region) {
    double sum = 0;
    for (byte code : region) {
      sum += regions[code];
    }
    return sum == 0 ? 0 : 1 / (3 * sum);
  }

  /** By pixel, what differences are multiplied by whose squares sum to the value. */
  float[] roots(byte[] region) {
    double norm = norm(region);
    float[] roots = new float[region.length];
    for (int i = 0; i < region.length; i++) {
      roots[i] = (float) Math.sqrt(norm * regions[region[i]]);
    }
    return roots;
  }

  @Override
  public NDArray value(ArrayPixelLoss arrays, NDArray image, NDArray target, NDArray region) {
    return arrays.squared(image, target, region, regions);
  }
}
