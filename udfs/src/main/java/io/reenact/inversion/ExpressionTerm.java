package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.List;

/**
 * Distance of the expression features to those that a frame should show.
 *
 * @param weight in the loss
 * @param shared whether only the mean difference over the step's frames counts, since a {@link
 *     ChangeTerm} judges what each frame differs from it by
 */
record ExpressionTerm(double weight, boolean shared) implements LossTerm.OfPictures {
  @Override
  public String name() {
    return "expression";
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
    if (shared) {
      return Collections.nCopies(own.size(), StepPictures.length(apart.mean()));
    }
    return StepPictures.each(apart.differences()).stream().map(StepPictures::length).toList();
  }
}
