package io.reenact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlaneTest {
  private static final Offset<Double> NEAR = within(1e-4);

  /** Vectors in a known plane, with more energy along the first of two orthogonal directions. */
  @Test
  void findsThePlaneOfItsVectors() {
    float[] first = {0.6f, 0, 0.8f, 0};
    float[] second = {0, 1, 0, 0};
    SplittableRandom random = new SplittableRandom(3);
    List<float[]> vectors = new ArrayList<>();
    double along = 0;
    double across = 0;
    double both = 0;
    for (int i = 0; i < 50; i++) {
      double a = 3 * (random.nextDouble() - 0.5);
      double b = random.nextDouble() - 0.5;
      // Each with its mirror image, so that the directions are exactly these.
      for (int sign : new int[] {1, -1}) {
        float[] v = new float[4];
        for (int d = 0; d < 4; d++) {
          v[d] = (float) (a * first[d] + sign * b * second[d]);
        }
        vectors.add(v);
        along += a * a;
        across += b * b;
        both += a * sign * b;
      }
    }
    assertThat(both).isCloseTo(0, NEAR);
    Plane plane = Plane.of(vectors);
    for (int d = 0; d < 4; d++) {
      assertThat((double) plane.directions()[0][d]).isCloseTo(first[d], NEAR);
      assertThat((double) plane.directions()[1][d]).isCloseTo(second[d], NEAR);
    }
    assertThat(plane.shares()[0]).isCloseTo(along / (along + across), NEAR);
    assertThat(plane.shares()[1]).isCloseTo(across / (along + across), NEAR);
    double[] at = plane.at(new float[] {1.2f, -0.5f, 1.6f, 7});
    assertThat(at[0]).isCloseTo(2, NEAR);
    assertThat(at[1]).isCloseTo(-0.5, NEAR);
  }

  @Test
  void oneVectorAndNoneOfLengthHaveOneToo() {
    Plane one = Plane.of(List.of(new float[] {0, -2}));
    assertThat(one.shares()).containsExactly(1, 0);
    assertThat(one.at(new float[] {0, -2})).containsExactly(-2, 0);
    assertThat(Plane.of(List.of(new float[2], new float[2])).shares()).containsExactly(0, 0);
  }
}
