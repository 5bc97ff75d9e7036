package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class GramSumsTest {
  private static final int INPUTS = 5;
  private static final float[][] TRUE = {{1, 2}, {0, -1}, {3, 0}, {0.5f, 0.5f}, {0, 0}};

  /** The last input never changes. */
  private static GramSums samples(int from, int to, double noise) {
    GramSums sums = new GramSums(INPUTS, 2);
    for (int n = from; n < to; n++) {
      Random random = new Random(n);
      float[] x = new float[INPUTS];
      float[] y = new float[2];
      for (int i = 0; i < INPUTS - 1; i++) {
        x[i] = (float) random.nextGaussian();
        y[0] += x[i] * TRUE[i][0];
        y[1] += x[i] * TRUE[i][1];
      }
      y[0] += (float) (noise * random.nextGaussian());
      sums.add(x, y);
    }
    return sums;
  }

  @Test
  void aWeightIsAsManyCopies() {
    GramSums weighed = samples(0, 20, 0.1);
    weighed.weigh(2);
    GramSums twice = samples(0, 20, 0.1).merge(samples(0, 20, 0.1));
    assertThat(weighed.square()).isEqualTo(twice.square());
    assertThat(weighed.cross()).isEqualTo(twice.cross());
    assertThat(weighed.count()).as("pictures that were looked at").isEqualTo(20);
  }

  @Test
  void partsMergeInAnyOrder() {
    GramSums whole = samples(0, 90, 0.1);
    GramSums parts = samples(60, 90, 0.1).merge(samples(0, 20, 0.1)).merge(samples(20, 60, 0.1));
    assertThat(parts.count()).isEqualTo(90);
    assertThat(parts.square().subtract(whole.square()).getNorm()).isLessThan(1e-9);
    assertThat(parts.cross().subtract(whole.cross()).getNorm()).isLessThan(1e-9);
    assertThat(samples(0, 20, 0.1).merge(samples(20, 90, 0.1)).square())
        .as("the same parts in the same order")
        .isEqualTo(samples(0, 20, 0.1).merge(samples(20, 90, 0.1)).square());
  }

  @Test
  void samplesAtOnceAreTheSameAsOneByOne() {
    List<float[]> x = List.of(new float[] {1, 2}, new float[] {0, 3}, new float[] {-1, 0.5f});
    List<float[]> y = List.of(new float[] {2}, new float[] {1}, new float[] {4});
    GramSums sums = new GramSums(2, 1);
    sums.add(x, y);
    assertThat(sums.square().getData()).isDeepEqualTo(new double[][] {{2, 1.5}, {1.5, 13.25}});
    assertThat(sums.cross().getData()).isDeepEqualTo(new double[][] {{-2}, {9}});
    assertThat(sums.count()).isEqualTo(3);
  }

  /** Inputs that have nothing in common are shrunk each by its own ridge: 1 / (1 + ridge). */
  @Test
  void eachInputHasItsRidge() {
    RealMatrix square = new Array2DRowRealMatrix(new double[][] {{4, 0, 0}, {0, 1, 0}, {0, 0, 0}});
    RealMatrix cross = new Array2DRowRealMatrix(new double[][] {{8}, {3}, {0}});
    assertThat(Ridge.solve(square, cross, new double[] {1, 3, 1}).getColumn(0))
        .containsExactly(new double[] {1, 0.75, 0}, within(1e-12));
  }

  @Test
  void aLinearMapIsFound() {
    GramSums sums = samples(0, 400, 0.05);
    RealMatrix found = Ridge.solve(sums.square(), sums.cross(), 1e-9);
    for (int i = 0; i < INPUTS; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(found.getEntry(i, j)).as(i + "," + j).isCloseTo(TRUE[i][j], within(0.02));
      }
    }
    // As much as there is already: the half of it, but for what inputs have in common by chance.
    RealMatrix shrunk = Ridge.solve(sums.square(), sums.cross(), 1);
    assertThat(shrunk.getEntry(2, 0)).isCloseTo(1.5, within(0.15));
  }
}
