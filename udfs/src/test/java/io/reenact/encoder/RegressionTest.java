package io.reenact.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.maths.GramSums;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressionTest {
  /** y = 2 a - b + 5, with noise of its own for every seed. */
  private static GramSums samples(long seed, int count) {
    GramSums sums = new GramSums(3, 1);
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      float a = (float) random.nextGaussian() + 3;
      float b = (float) random.nextGaussian();
      float y = 2 * a - b + 5 + (float) random.nextGaussian();
      sums.add(Regression.withOne(new float[] {a, b}), new float[] {y});
    }
    return sums;
  }

  @Test
  void slopesAndConstantAreFound() {
    Regression found = Regression.fit(samples(1, 2000), List.of(2), 1e-6);
    assertThat(found.of(new float[] {3, 0})[0]).isCloseTo(11, within(0.2f));
  }

  /** Pictures of a workspace are few and count as often as it takes. */
  @Test
  void aWeightIsAsManyCopies() {
    GramSums weighed = samples(2, 7);
    weighed.weigh(3);
    float[] wanted = copies(3).weights().data();
    float[] got = Regression.fit(samples(1, 9).merge(weighed), List.of(2), 0.03).weights().data();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(got[i]).isCloseTo(wanted[i], within(1e-5f));
    }
    assertThat(got[0]).isNotCloseTo(copies(1).weights().data()[0], within(1e-3f));
  }

  private static Regression copies(int times) {
    GramSums sums = samples(1, 9);
    for (int i = 0; i < times; i++) {
      sums.merge(samples(2, 7));
    }
    return Regression.fit(sums, List.of(2), 0.03);
  }
}
