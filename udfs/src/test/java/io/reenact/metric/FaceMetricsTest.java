package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FaceMetricsTest {
  private static double[] radians(double yaw, double pitch, double roll) {
    return new double[] {Math.toRadians(yaw), Math.toRadians(pitch), Math.toRadians(roll)};
  }

  @Test
  void poseDistances() {
    assertThat(FaceMetrics.apd(radians(0, 0, 0), radians(24, 0, 0))).isCloseTo(8, within(1e-9));
    // 30, 20 and 10 degrees.
    assertThat(FaceMetrics.apd(radians(5, 5, 5), radians(35, -15, 15))).isCloseTo(20, within(1e-9));
    // The short way round: 3 degrees of yaw.
    assertThat(FaceMetrics.apd(radians(179, 0, 0), radians(-178, 0, 0))).isCloseTo(1, within(1e-9));
    assertThatThrownBy(() -> FaceMetrics.apd(radians(0, 0, 0), new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void expressionDistance() {
    assertThat(FaceMetrics.aed(new float[] {1, 2, 3, 0}, new float[] {1, 0, 4, 1})).isEqualTo(1);
    assertThatThrownBy(() -> FaceMetrics.aed(new float[0], new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
