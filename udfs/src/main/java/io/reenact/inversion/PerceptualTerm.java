package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The perceptual distance on the face crop.
 *
 * @param weight in the loss
 */
record PerceptualTerm(double weight) implements LossTerm.OfPictures {
  @Override
  public String name() {
    return "perceptual";
  }

  @Override
  public Need need() {
    return Need.PERCEPTUAL;
  }

  @Override
  public boolean judges(RenderStep.Item item) {
    return item.target() != null;
  }

  @Override
  public List<NDArray> values(StepPictures pictures, List<Integer> own) {
    return StepPictures.each(pictures.perceptual(own).whole());
  }
}
