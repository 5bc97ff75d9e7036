package io.reenact.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.maths.GramSums;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegressionTest {
  @Test
  void findsSlopesAndConstants() {
    Random random = new Random(3);
    GramSums sums = new GramSums(3, 2);
    for (int i = 0; i < 500; i++) {
      float[] x = {(float) (5 + random.nextGaussian()), (float) (3 * random.nextGaussian())};
      sums.add(Regression.withOne(x), new float[] {2 * x[0] - x[1] + 7, 0.5f * x[1] - 1});
    }
    // Groups of one: nothing is quiet beside the others of its kind.
    float[] y = Regression.fit(sums, List.of(1, 1), 1e-6).of(new float[] {4, 2});
    // Each input is held back by a tenth of its own variance.
    assertThat(y[0]).isCloseTo(2 * 4 - 2 + 7, within(0.5f));
    assertThat(y[1]).isCloseTo(0, within(0.2f));
    assertThat(Regression.fit(sums, List.of(1, 1), 1e-6).of(new float[] {5, 0})[0])
        .as("at the mean there is nothing to hold back")
        .isCloseTo(17, within(0.1f));
  }

  /** A corner of a picture that is white in all samples must not explode where it is not. */
  @Test
  void whatHardlyVariesIsHeldBack() {
    Random random = new Random(4);
    GramSums sums = new GramSums(3, 1);
    for (int i = 0; i < 50; i++) {
      float loud = (float) random.nextGaussian();
      float quiet = (float) (1e-5 * random.nextGaussian());
      sums.add(
          Regression.withOne(new float[] {loud, quiet}),
          new float[] {loud + (float) (0.1 * random.nextGaussian())});
    }
    Regression fit = Regression.fit(sums, List.of(2), 1e-3);
    assertThat(fit.of(new float[] {0, 1})[0] - fit.of(new float[] {0, 0})[0])
        .isCloseTo(0, within(0.01f));
  }
}
