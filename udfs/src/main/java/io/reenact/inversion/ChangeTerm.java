package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Distance of the expression features to those that a frame should show when the mean over all
 * frames of the step is taken from both (ours): an error that all of them share, such as what a
 * face looks like at rest, would else hide how it moves.
 *
 * @param weight in the loss
 */
record ChangeTerm(double weight) implements LossTerm.OfPictures {
  @Override
  public String name() {
    return "change";
  }

  @Override
  public Need need() {
    return Need.EXPRESSION;
  }

  @Override
  public boolean judges(RenderStep.Item item) {
    return item.expression() != null;
  }

  @Override
  public List<NDArray> values(StepPictures pictures, List<Integer> own) {
    StepPictures.Expressions apart = pictures.expressions(own);
    NDArray mean = apart.mean();
    return StepPictures.each(apart.differences()).stream()
        .map(d -> StepPictures.length(d.sub(mean)))
        .toList();
  }
}
