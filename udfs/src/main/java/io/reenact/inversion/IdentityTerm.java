package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import io.reenact.nn.Autograd;
import java.util.List;

/**
 * One minus the identity cosine to the person's own frames.
 *
 * @param weight in the loss
 */
record IdentityTerm(double weight) implements LossTerm.OfPictures {
  @Override
  public String name() {
    return "identity";
  }

  @Override
  public Need need() {
    return Need.IDENTITY;
  }

  @Override
  public boolean judges(RenderStep.Item item) {
    return item.identity() != null;
  }

  @Override
  public List<NDArray> values(StepPictures pictures, List<Integer> own) {
    NDArray cosine =
        pictures
            .identities(own)
            .mul(pictures.rows(own, RenderStep.Item::identity))
            .sum(new int[] {1});
    return StepPictures.each(cosine.neg().add(Autograd.number(1)));
  }
}
