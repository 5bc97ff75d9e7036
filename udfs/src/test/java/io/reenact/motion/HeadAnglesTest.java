package io.reenact.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.synth.FrameState;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadAnglesTest {
  @Test
  void anglesAndCamerasSayTheSame() {
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      HeadAngles a =
          new HeadAngles(
              0.7 * random.nextGaussian() % 1.4,
              0.5 * random.nextGaussian(),
              0.5 * random.nextGaussian());
      HeadAngles again = HeadAngles.of(a.camera());
      assertThat(again.yaw()).isCloseTo(a.yaw(), within(1e-5));
      assertThat(again.pitch()).isCloseTo(a.pitch(), within(1e-5));
      assertThat(again.roll()).isCloseTo(a.roll(), within(1e-5));
    }
  }

  /** The synthetic heads' own rotation, seen from ahead. */
  @Test
  void signsAreThoseOfSyntheticHeads() {
    FrameState s = new FrameState(new float[0], 0, 0, 0.3, -0.2, 0.1, new double[3]);
    HeadAngles a = HeadAngles.of(s.headRotation());
    assertThat(a.yaw()).isCloseTo(0.3, within(1e-9));
    assertThat(a.pitch()).isCloseTo(-0.2, within(1e-9));
    assertThat(a.roll()).isCloseTo(0.1, within(1e-9));
    assertThat(a.rotation()).containsExactly(s.headRotation(), within(1e-12));
  }

  /** A camera from the subject's left takes its yaw from the head's. */
  @Test
  void aTurnedHeadIsSeenTurnedLessFromItsSide() {
    double[] turned = new HeadAngles(0.3, 0, 0).rotation();
    HeadAngles seen = HeadAngles.of(Camera.orbit(0.2, 0, 0), turned);
    assertThat(seen.yaw())
        .isCloseTo(0.3 + HeadAngles.of(Camera.orbit(0.2, 0, 0)).yaw(), within(1e-6));
    assertThat(seen.pitch()).isCloseTo(0, within(1e-6));
    HeadAngles tilted = HeadAngles.of(Camera.neutral().withRoll(0.1), turned);
    assertThat(tilted.yaw()).isCloseTo(0.3, within(1e-6));
    assertThat(tilted.roll()).isCloseTo(-0.1, within(1e-6));
  }

  @Test
  void aCameraAtTheSubjectsLeftSeesAFaceTurnedToItsRight() {
    // Camera.orbit's positive yaw shows the subject's left side.
    Camera left = Camera.orbit(0.3, 0, 0);
    assertThat(HeadAngles.of(left).yaw()).isCloseTo(-left.yawPitch()[0], within(1e-6)).isNegative();
    // From above, a face looks down.
    Camera above = Camera.orbit(0, 0.2, 0);
    assertThat(HeadAngles.of(above).pitch())
        .isCloseTo(above.yawPitch()[1], within(1e-6))
        .isPositive();
    // Content turned clockwise: the crown goes to the picture's right, the subject's left.
    assertThat(HeadAngles.of(Camera.neutral().withRoll(0.1)).roll()).isCloseTo(-0.1, within(1e-6));
  }
}
