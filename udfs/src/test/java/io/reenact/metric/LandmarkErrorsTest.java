package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LandmarkErrorsTest {
  @Test
  void landmarkErrorsByHand() {
    float[] truth = new float[136];
    for (int i = 0; i < 68; i++) {
      truth[2 * i] = i % 10 * 10;
      truth[2 * i + 1] = i / 10 * 10;
    }
    float[] moved = truth.clone();
    for (int i = 0; i < 68; i++) {
      moved[2 * i] += 3;
      moved[2 * i + 1] += 4;
    }
    assertThat(LandmarkErrors.akd(truth, moved)).isCloseTo(5, within(1e-6));
    // The box is 90 x 60.
    assertThat(LandmarkErrors.byBox(truth, moved)).isCloseTo(5 / Math.sqrt(5400), within(1e-6));
    double eyes = LandmarkErrors.interocular(truth);
    // Corners 36, 39 and 42, 45: middles (75, 30) and (35, 40).
    assertThat(eyes).isCloseTo(Math.hypot(40, 10), within(1e-6));
    assertThat(LandmarkErrors.byEyes(truth, moved)).isCloseTo(5 / eyes, within(1e-6));
    // Corners 48 (80, 40) and 54 (40, 50).
    assertThat(LandmarkErrors.smileWidth(truth)).isCloseTo(1, within(1e-6));
  }
}
