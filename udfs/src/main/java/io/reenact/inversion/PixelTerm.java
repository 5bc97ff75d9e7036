package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * The pixel term over the crop, see {@link PixelLoss}.
 *
 * @param weight in the loss
 * @param loss in Java's memory
 * @param regions what a pixel counts, by {@link Regions} code
 */
@SuppressWarnings("ArrayRecordComponent") // a table, compared by identity
record PixelTerm(double weight, PixelLoss loss, float[] regions) implements LossTerm.OfPixels {
  @Override
  public String name() {
    return "pixel";
  }

  @Override
  public double add(float[] image, float[] target, byte[] region, float factor, float[] gradient) {
    return loss.add(image, target, region, regions, factor, gradient);
  }

  @Override
  public NDArray value(ArrayPixelLoss arrays, NDArray image, NDArray target, NDArray region) {
    return arrays.whole(image, target, region, regions);
  }

  @Override
  public Optional<KernelPixels.Kind> kernel() {
    return Optional.of(new KernelPixels.Kind(regions, true));
  }
}
