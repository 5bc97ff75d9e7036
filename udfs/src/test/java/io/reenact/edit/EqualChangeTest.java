package io.reenact.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EqualChangeTest {
  private static final double[] STRENGTHS = {1, 2, 4};

  private static double of(double wanted, double... changes) {
    return EqualChange.strength(STRENGTHS, changes, wanted);
  }

  @Test
  void strengthsAreInterpolated() {
    assertThat(of(0.5, 1, 2, 3)).as("from nothing at 0").isEqualTo(0.5, within(1e-12));
    assertThat(of(2, 1, 2, 3)).as("one that was tried").isEqualTo(2, within(1e-12));
    assertThat(of(2.5, 1, 2, 3)).isEqualTo(3, within(1e-12));
  }

  @Test
  void theLeastStrengthThatReachesItCounts() {
    assertThat(of(0.5, -0.5, 1.5, 0)).isEqualTo(1.5, within(1e-12));
  }

  @Test
  void whatNobodyReachesIsSaid() {
    assertThat(of(3.1, 1, 2, 3)).isNaN();
    assertThat(of(0.1, -1, -2, -3)).isNaN();
  }
}
