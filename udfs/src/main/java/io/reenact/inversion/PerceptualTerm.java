package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The perceptual distance on the face crop.
 *
 * @param weight in the loss
 * @param outside whether it leaves eyes and mouth out
 */
record PerceptualTerm(double weight, boolean outside) implements LossTerm.OfPictures {
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
    StepPictures.Perceptual seen = pictures.perceptual(own);
    return StepPictures.each(outside ? seen.outside() : seen.whole());
  }
}
