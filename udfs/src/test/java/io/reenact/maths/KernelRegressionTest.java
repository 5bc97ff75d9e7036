package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KernelRegressionTest {
  @Test
  void twoSamplesByHand() {
    // Kernel of the two: exp(-1/2). Apart from their mean they are -1 and 1, so that the weights
    // are -1 and 1 over 1 + chance - exp(-1/2).
    double like = Math.exp(-0.5);
    KernelRegression r =
        new KernelRegression(new double[][] {{0}, {2}}, new double[][] {{4}, {6}}, 2, 0.1);
    double weight = 1 / (1 + 0.1 - like);
    assertThat(r.at(new double[] {0})[0]).isCloseTo(5 - weight * (1 - like), within(1e-12));
    assertThat(r.at(new double[] {1})[0]).isCloseTo(5, within(1e-12));
    double near = Math.exp(-1 / 8.0);
    double far = Math.exp(-9 / 8.0);
    assertThat(r.at(new double[] {3})[0]).isCloseTo(5 + weight * (near - far), within(1e-12));
  }

  @Test
  void withoutChanceItGoesThroughItsSamplesAndFarAwayItIsTheirMean() {
    double[][] places = {{0, 0}, {1, 0}, {0, 2}, {3, 1}};
    double[][] values = {{1, 0}, {2, 5}, {-1, 1}, {0.5, 2}};
    KernelRegression r = new KernelRegression(places, values, 1, 1e-9);
    for (int i = 0; i < places.length; i++) {
      assertThat(r.at(places[i])).containsExactly(values[i], within(1e-6));
    }
    assertThat(r.at(new double[] {50, 50})).containsExactly(new double[] {0.625, 2}, within(1e-9));
  }
}
