package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import io.reenact.face.Regions;
import java.util.List;
import java.util.Optional;

/**
 * Perceptual distance, and mean absolute difference of pixels, inside the eyes-and-mouth mask.
 *
 * @param weight in the loss
 * @param loss in Java's memory
 */
record FaceTerm(double weight, PixelLoss loss) implements LossTerm.OfPixels, LossTerm.OfPictures {
  @Override
  public String name() {
    return "face";
  }

  @Override
  public Need need() {
    return Need.PERCEPTUAL;
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

  @Override
  public List<NDArray> values(StepPictures pictures, List<Integer> own) {
    return StepPictures.each(pictures.perceptual(own).inside());
  }
}
