package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Gradients;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EyeFeaturesTest {
  private static final Shape SHAPE = new Shape(1, 2, LandmarkNetwork.EYE_POINTS, 2);

  /**
   * Two eyes 30 wide and 9 open, their middles 50 apart; irises moved right and up by shares of the
   * width.
   */
  private static float[] eyes(double open, double right, double up) {
    float[] p = new float[2 * LandmarkNetwork.EYE_POINTS * 2];
    for (int eye = 0; eye < 2; eye++) {
      double middle = eye == 0 ? 50 : 100;
      double toInner = eye == 0 ? 1 : -1;
      for (int k = 0; k < LandmarkNetwork.EYE_POINTS; k++) {
        double x;
        double y;
        if (k == 16) {
          x = middle + 30 * right;
          y = 80 - 30 * up;
        } else {
          // 0 and 8 are the corners; lids have the same height in their five middle points.
          int along = k <= 8 ? k : k - 8;
          x = middle + toInner * (along - 4) * 3.75;
          boolean flat = along >= 2 && along <= 6;
          y = k % 8 == 0 ? 80 : 80 + (k < 8 ? 1 : -1) * (flat ? open / 2 : open / 4) * 30;
        }
        p[(eye * LandmarkNetwork.EYE_POINTS + k) * 2] = (float) x;
        p[(eye * LandmarkNetwork.EYE_POINTS + k) * 2 + 1] = (float) y;
      }
    }
    return p;
  }

  private static float[] of(float[] points) {
    try (NDManager m = NDManager.newBaseManager()) {
      return EyeFeatures.of(m.create(points, SHAPE)).toFloatArray();
    }
  }

  @Test
  void sharesOfTheWidthInTheImagesDirections() {
    assertThat(of(eyes(0.3, 0.1, -0.05)))
        .containsExactly(new float[] {0.3f, 0.3f, 0.1f, -0.05f, 0.1f, -0.05f}, within(1e-5f));
    assertThat(of(eyes(0, -0.2, 0.1)))
        .containsExactly(new float[] {0, 0, -0.2f, 0.1f, -0.2f, 0.1f}, within(1e-5f));
  }

  @Test
  void rollSizeAndPlaceDoNotMatter() {
    float[] p = eyes(0.25, 0.12, 0.04);
    float[] before = of(p);
    double roll = 0.4;
    float[] q = new float[p.length];
    for (int i = 0; i < p.length; i += 2) {
      q[i] = (float) (0.01 * (p[i] * Math.cos(roll) - p[i + 1] * Math.sin(roll)) + 3);
      q[i + 1] = (float) (0.01 * (p[i] * Math.sin(roll) + p[i + 1] * Math.cos(roll)) - 2);
    }
    assertThat(of(q)).containsExactly(before, within(1e-4f));
  }

  @Test
  void gradientsMatchFiniteDifferences() {
    float[] p = eyes(0.2, 0.1, -0.1);
    Random random = new Random(4);
    for (int i = 0; i < p.length; i++) {
      p[i] += (float) random.nextGaussian();
      p[i] /= 100;
    }
    try (NDManager m = NDManager.newBaseManager()) {
      Gradients.check(m, p, SHAPE, EyeFeatures::of);
      NDArray two = m.create(p, SHAPE).concat(m.create(eyes(0.3, 0.1, 0), SHAPE), 0);
      assertThat(EyeFeatures.of(two).get(1).toFloatArray()[2]).isCloseTo(0.1f, within(1e-5f));
    }
  }
}
