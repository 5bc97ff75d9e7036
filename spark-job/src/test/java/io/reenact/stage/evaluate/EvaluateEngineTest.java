package io.reenact.stage.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.evaluation.EvaluationCost;
import org.junit.jupiter.api.Test;

class EvaluateEngineTest {
  /** What the forecast of a unit says, and what its progress is out of. */
  @Test
  void looksFromTheSidesHaveAPrice() {
    double without = EvaluateEngine.cost(50, 20, true, false, false);
    double with = EvaluateEngine.cost(50, 20, true, false, true);
    assertThat(with - without).isCloseTo(EvaluationCost.VIEWS, within(1e-9));
    assertThat(
            EvaluateEngine.cost(500, 20, true, false, true)
                - EvaluateEngine.cost(500, 20, true, false, false))
        .as("one frame's head, however long the clip")
        .isCloseTo(EvaluationCost.VIEWS, within(1e-9));
  }
}
