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

  /** Eyes' centres 10 apart; lips open by 3, the left eye by 1, the right shut. */
  @Test
  void openingsAreInDistancesBetweenTheEyes() {
    float[] l = new float[136];
    set(l, 36, 0, 0);
    set(l, 39, 4, 0);
    set(l, 42, 10, 0);
    set(l, 45, 14, 0);
    for (int i = 61; i <= 63; i++) {
      set(l, i, i, 20);
      set(l, 128 - i, i, 23);
    }
    for (int i = 43; i <= 44; i++) {
      set(l, i, i, -0.5f);
      set(l, 90 - i, i, 0.5f);
    }
    FaceState state = FaceState.of(l);
    assertThat(state.mouth()).isEqualTo(0.3);
    assertThat(state.leftEye()).isEqualTo(0.1);
    assertThat(state.rightEye()).isZero();
    assertThat(state.landmarks()).isSameAs(l);
  }

  private static void set(float[] landmarks, int point, float x, float y) {
    landmarks[2 * point] = x;
    landmarks[2 * point + 1] = y;
  }
}
