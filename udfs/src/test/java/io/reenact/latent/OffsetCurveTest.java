package io.reenact.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OffsetCurveTest {
  private final OffsetCurve curve =
      new OffsetCurve(new long[] {0, 100, 400}, new float[][] {{0, 1}, {10, 3}, {40, 3}});

  @Test
  void interpolatesByTimeAndNotByIndex() {
    assertThat(curve.at(50)).containsExactly(5, 2);
    assertThat(curve.at(175)).containsExactly(17.5f, 3);
    assertThat(curve.at(100)).containsExactly(10, 3);
  }

  @Test
  void holdsTheEnds() {
    assertThat(curve.at(-20)).containsExactly(0, 1);
    assertThat(curve.at(900)).containsExactly(40, 3);
  }

  @Test
  void refusesTimesThatDoNotIncrease() {
    assertThatThrownBy(() -> new OffsetCurve(new long[] {5, 5}, new float[2][1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
