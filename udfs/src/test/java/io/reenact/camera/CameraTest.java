package io.reenact.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CameraTest {
  @Test
  void neutralCameraSeesTheLookAtPointAtTheCentreAndTheWorldUpright() {
    Camera c = Camera.neutral();
    assertThat(c.centre()).containsExactly(new double[] {0, 0, 2.7}, within(1e-6));
    double[] p = c.project(0, 0, 0.2, 256, 256);
    assertThat(p).containsExactly(new double[] {128, 128, 2.5}, within(1e-4));
    // +y is up in the world and up means a smaller row; +x, the subject's left, is right in the
    // picture.
    assertThat(c.project(0, 0.1, 0.2, 256, 256)[1]).isLessThan(128);
    assertThat(c.project(0.1, 0, 0.2, 256, 256)[0]).isGreaterThan(128);
    // Hand-computed: 0.1 / 2.5 * 4.2647 * 256 = 43.67 px.
    assertThat(c.project(0.1, 0, 0.2, 256, 256)[0]).isCloseTo(128 + 43.67, within(0.01));
  }

  @Test
  void orbitYawMovesTheCameraTowardsTheSubjectsLeft() {
    Camera c = Camera.orbit(0.5, 0.2, 0);
    assertThat(c.centre()[0]).isPositive();
    assertThat(c.centre()[1]).isPositive();
    double[] centre = c.centre();
    assertThat(Math.sqrt(centre[0] * centre[0] + centre[1] * centre[1] + centre[2] * centre[2]))
        .isCloseTo(2.7, within(1e-5));
    assertThat(c.project(0, 0, 0.2, 100, 100)[0]).isCloseTo(50, within(1e-3));
  }

  @Test
  void rollTurnsThePictureClockwise() {
    Camera c = Camera.neutral().withRoll(Math.PI / 2);
    // What was above the centre is now to the right of it.
    double[] p = c.project(0, 0.1, 0.2, 256, 256);
    assertThat(p[0]).isCloseTo(128 + 43.67, within(0.01));
    assertThat(p[1]).isCloseTo(128, within(0.01));
  }

  @Test
  void headMotionEqualsMovingThePoint() {
    Camera c = Camera.orbit(0.3, -0.1, 0.05);
    double[] omega = {0.02, -0.03, 0.01};
    double[] shift = {0.004, -0.002, 0.01};
    double[] r = Rotations.fromVector(omega);
    double[] x = {0.05, -0.08, 0.3};
    double[] pivot = Camera.lookAtPoint();
    double[] moved = new double[3];
    for (int i = 0; i < 3; i++) {
      moved[i] = pivot[i] + shift[i];
      for (int k = 0; k < 3; k++) {
        moved[i] += r[3 * i + k] * (x[k] - pivot[k]);
      }
    }
    double[] expected = c.project(moved[0], moved[1], moved[2], 256, 256);
    assertThat(c.withHeadMotion(omega, shift).project(x[0], x[1], x[2], 256, 256))
        .containsExactly(expected, within(2e-3));
  }

  @Test
  void slerpGoesThroughTheMiddleOfTheArc() {
    Camera a = Camera.orbit(-0.4, 0, 0);
    Camera b = Camera.orbit(0.4, 0, 0);
    Camera m = Camera.slerp(a, b, 0.5);
    assertThat(m.centre()).containsExactly(new double[] {0, 0, 2.7}, within(1e-5));
    assertThat(m.yawPitch()[0]).isCloseTo(0, within(1e-6));
    assertThat(Camera.slerp(a, b, 0).label()).containsExactly(a.label(), within(1e-6f));
    assertThat(Camera.slerp(a, b, 1).label()).containsExactly(b.label(), within(1e-6f));
  }

  @Test
  void quaternionsAndMatricesAgreeForEveryLargestComponent() {
    double[][] vectors = {{0.1, 0.2, 0.3}, {3, 0.1, 0.1}, {0.1, 3, 0.1}, {0.1, 0.1, 3}, {0, 0, 0}};
    for (double[] v : vectors) {
      double[] m = Rotations.fromVector(v);
      assertThat(Rotations.fromQuaternion(Rotations.toQuaternion(m)))
          .containsExactly(m, within(1e-9));
    }
  }

  @Test
  void labelsOfTheWrongLengthAreRefused() {
    assertThatThrownBy(() -> Camera.of(new float[24]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("25");
  }
}
