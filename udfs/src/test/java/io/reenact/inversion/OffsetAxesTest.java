package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetAxesTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private List<float[]> offsets(int count, int d) {
    float[][] ways = new float[3][d];
    for (float[] way : ways) {
      for (int i = 0; i < d; i++) {
        way[i] = (float) random.nextGaussian();
      }
    }
    List<float[]> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] offset = new float[d];
      for (float[] way : ways) {
        float far = (float) random.nextGaussian();
        for (int i = 0; i < d; i++) {
          offset[i] += 0.5f + far * way[i];
        }
      }
      all.add(offset);
    }
    return all;
  }

  /**
   * (0, 0), (4, 0), (0, 2) and (4, 2): variances 4 and 1, of which a twentieth of the mean adds.
   */
  @Test
  void fourOffsetsByHand() {
    OffsetAxes axes =
        OffsetAxes.of(
            List.of(
                new float[] {0, 0}, new float[] {4, 0}, new float[] {0, 2}, new float[] {4, 2}));
    assertThat(axes.mean()).containsExactly(2, 1);
    assertThat(axes.spreads())
        .containsExactly(
            new double[] {Math.sqrt(4 + 0.05 * 2.5), Math.sqrt(1 + 0.05 * 2.5)}, within(1e-9));
    double[] place = axes.place(new float[] {4, 1});
    assertThat(Math.abs(place[0])).isCloseTo(2 / Math.sqrt(4.125), within(1e-6));
    assertThat(place[1]).isCloseTo(0, within(1e-9));
  }

  /** All axes of a short latent; those that vary of a long one. */
  @ParameterizedTest
  @ValueSource(ints = {12, 256, 257, 2_000})
  void movingGoesWhereItSays(int d) {
    List<float[]> all = offsets(40, d);
    OffsetAxes axes = OffsetAxes.of(all);
    assertThat(axes.count()).isEqualTo(d <= 256 ? d : 3);
    double[] by = random.doubles(axes.count(), -1, 1).toArray();
    float[] moved = axes.moved(all.get(7), by);
    double[] from = axes.place(all.get(7));
    double[] to = axes.place(moved);
    for (int k = 0; k < by.length; k++) {
      assertThat(to[k] - from[k]).isCloseTo(by[k], within(2e-3));
    }
  }

  /** Of a linear loss: moving by e changes it by e times the gradient. */
  @ParameterizedTest
  @ValueSource(ints = {12, 300})
  void gradientsAreByPlace(int d) {
    List<float[]> all = offsets(20, d);
    OffsetAxes axes = OffsetAxes.of(all);
    float[] slope = new float[d];
    for (int i = 0; i < d; i++) {
      slope[i] = (float) random.nextGaussian();
    }
    double[] gradient = axes.gradient(slope);
    double[] by = random.doubles(axes.count(), -1, 1).toArray();
    float[] moved = axes.moved(new float[d], by);
    double direct = 0;
    for (int i = 0; i < d; i++) {
      direct += slope[i] * moved[i];
    }
    double along = 0;
    for (int k = 0; k < by.length; k++) {
      along += gradient[k] * by[k];
    }
    assertThat(direct).isCloseTo(along, within(1e-3));
  }

  @Test
  void offsetsThatAreAllTheSameHaveNone() {
    assertThat(OffsetAxes.of(List.of(new float[] {1, 2}, new float[] {1, 2})).count()).isZero();
    assertThat(OffsetAxes.of(List.of(new float[] {1, 2})).count()).isZero();
  }
}
