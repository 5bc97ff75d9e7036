package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConstancyTest {
  private static final int FLOATS = Gaussians.FLOATS;
  private static final int N = 3;

  private final SplittableRandom random = new SplittableRandom(6);

  private float[] random() {
    float[] out = new float[N * FLOATS];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (Coherence.UNITS[i % FLOATS] * random.nextGaussian());
    }
    return out;
  }

  @Test
  void oneGaussianByHand() {
    float[] own = new float[FLOATS];
    float[] worn = new float[FLOATS];
    own[Gaussians.COLOUR] = 0.1f;
    worn[Gaussians.COLOUR] = 0.7f;
    worn[Gaussians.OPACITY] = -1;
    worn[0] = 1; // a position, which may move
    FloatBuffer back = Lifting.buffer(1);
    // Two units and one: half of 4 and of 1.
    assertThat(Constancy.add(own, worn, 3, back)).isCloseTo(2.5, within(1e-6));
    assertThat((double) back.get(Gaussians.COLOUR)).isCloseTo(3 * 2 / 0.3, within(1e-4));
    assertThat((double) back.get(Gaussians.OPACITY)).isCloseTo(-3, within(1e-6));
    assertThat(back.get(0)).isZero();
  }

  @Test
  void gradientIsThatOfTheLossAndIsAddedToWhatIsThere() {
    float[] own = random();
    float[] worn = random();
    FloatBuffer back = Lifting.buffer(N);
    back.put(5, 0.25f);
    Constancy.add(own, worn, 2, back);
    for (int i = 0; i < worn.length; i++) {
      float step = 0.5f * Coherence.UNITS[i % FLOATS]; // a quadratic has no other error
      float kept = worn[i];
      worn[i] = kept + step;
      double above = Constancy.add(own, worn, 2, Lifting.buffer(N));
      float most = worn[i];
      worn[i] = kept - step;
      double below = Constancy.add(own, worn, 2, Lifting.buffer(N));
      double slope = 2 * (above - below) / (most - worn[i]);
      worn[i] = kept;
      assertThat(back.get(i) - (i == 5 ? 0.25 : 0))
          .as("float %d", i)
          .isCloseTo(slope, within(1e-3 * (1 + Math.abs(slope))));
    }
  }

  @Test
  void theSameChangeCostsNothing() {
    float[] own = random();
    FloatBuffer back = Lifting.buffer(N);
    assertThat(Constancy.add(own, own.clone(), 2, back)).isZero();
    for (int i = 0; i < own.length; i++) {
      assertThat(back.get(i)).isZero();
    }
  }
}
