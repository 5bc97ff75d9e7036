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
  public boolean judges(RenderStep.Item item) {
    return item.target() != null;
  }

  @Override
  public double add(float[] image, float[] target, byte[] region, float factor, float[] gradient) {
    int n = region.length;
    double sum = 0;
    for (byte code : region) {
      sum += regions[code];
    }
    if (sum == 0) {
      return 0;
    }
    double norm = 1 / (3 * sum);
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

  @Override
  public NDArray value(ArrayPixelLoss arrays, NDArray image, NDArray target, NDArray region) {
    return arrays.squared(image, target, region, regions);
  }
}
