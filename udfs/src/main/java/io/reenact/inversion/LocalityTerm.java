package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import io.reenact.face.Regions;
import java.util.Optional;

/**
 * How far, inside eyes and mouth, a head is from what {@link Locality} wants of it: mean absolute
 * difference of pixels.
 *
 * @param weight in the loss
 * @param loss in Java's memory
 */
record LocalityTerm(double weight, PixelLoss loss) implements LossTerm.OfPixels {
  @Override
  public String name() {
    return "locality";
  }

  @Override
  public double add(float[] image, float[] target, byte[] region, float factor, float[] gradient) {
    return loss.addMasked(image, target, region, Regions.EYES, factor, gradient);
  }

  @Override
  public NDArray value(ArrayPixelLoss arrays, NDArray image, NDArray target, NDArray region) {
    return arrays.inside(image, target, region);
  }

  @Override
  public Optional<KernelPixels.Kind> kernel() {
    return Optional.of(new KernelPixels.Kind(ArrayPixelLoss.EYES_AND_MOUTH, false));
  }
}
