package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CorrelationTest {
  @Test
  void correlationAndGainByHand() {
    double[] driver = {0, 1, 2, 3, Double.NaN, 9};
    double[] result = {1, 1.5, 2, 2.5, 7, Double.NaN};
    Correlation c = Correlation.of(driver, result);
    assertThat(c.frames()).isEqualTo(4);
    assertThat(c.correlation()).isCloseTo(1, within(1e-12));
    assertThat(c.gain()).isCloseTo(0.5, within(1e-12));
    // Residuals of (0, 0), (1, 1), (2, 0): slope 0, correlation 0.
    Correlation none = Correlation.of(new double[] {0, 1, 2}, new double[] {0, 1, 0});
    assertThat(none.correlation()).isCloseTo(0, within(1e-12));
    assertThat(Correlation.of(new double[] {1, 1, 1}, new double[] {0, 1, 0}).correlation())
        .isNaN();
  }

  @Test
  void theLagIsTheShiftOfASeries() {
    java.util.Random random = new java.util.Random(2);
    double[] movement = random.doubles(60).toArray();
    assertThat(shifted(movement, 3).lag()).isEqualTo(3);
    assertThat(shifted(movement, -2).lag()).isEqualTo(-2);
    assertThat(shifted(movement, 0).lag()).isZero();
    // What follows with more frames than are looked for, or not at all, has none.
    assertThat(shifted(movement, 15).lag()).isNaN();
    assertThat(Correlation.of(movement, random.doubles(60).toArray()).lag()).isNaN();
  }

  private static Correlation shifted(double[] movement, int by) {
    double[] result = new double[movement.length];
    for (int i = 0; i < result.length; i++) {
      int from = i - by;
      result[i] = from < 0 || from >= result.length ? Double.NaN : movement[from];
    }
    return Correlation.of(movement, result);
  }
}
