package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoherenceTest {
  private static final int FLOATS = Gaussians.FLOATS;
  private static final int N = 5;

  private final SplittableRandom random = new SplittableRandom(4);
  private final int[] near = {1, 2, 0, 3, 4, 4, 0, 1, 2, 3};

  private float[] random(double size) {
    float[] out = new float[N * FLOATS];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (size * random.nextGaussian());
    }
    return out;
  }

  private static FloatBuffer zeros() {
    return Lifting.buffer(N);
  }

  @Test
  void twoGaussiansByHand() {
    // Colours change by 0.6 more here than there, two units: half their square is 2.
    float[] change = new float[2 * FLOATS];
    change[Gaussians.COLOUR] = 0.8f;
    change[FLOATS + Gaussians.COLOUR] = 0.2f;
    FloatBuffer back = Lifting.buffer(2);
    Coherence.Pairs pairs =
        new Coherence.Pairs(new int[] {0}, new int[] {1}, new float[] {1.5f}, 2);
    double loss = Coherence.add(change, pairs, 3, back);
    assertThat(loss).isCloseTo(1.5 * 2 / 2, within(1e-5));
    // Two units, by 0.3 a unit, of pairs that count 1.5, half of them, times 3.
    double slope = 3 * 1.5 / 2 * 2 / 0.3;
    assertThat((double) back.get(Gaussians.COLOUR)).isCloseTo(slope, within(1e-3));
    assertThat((double) back.get(FLOATS + Gaussians.COLOUR)).isCloseTo(-slope, within(1e-3));
    assertThat(back.get(Gaussians.OPACITY)).isZero();
  }

  @Test
  void gradientIsThatOfTheLoss() {
    float[] change = random(0.2);
    for (int i = 0; i < change.length; i++) {
      change[i] *= i % FLOATS < Gaussians.LOG_SCALE ? 0.02f : 1;
    }
    Coherence.Pairs pairs = Coherence.Pairs.of(random(0.4), near);
    FloatBuffer back = zeros();
    Coherence.add(change, pairs, 2, back);
    for (int i = 0; i < change.length; i++) {
      float step =
          i % FLOATS < Gaussians.LOG_SCALE ? 1e-3f : 0.1f; // a quadratic has no other error
      float kept = change[i];
      change[i] = kept + step;
      double above = Coherence.add(change, pairs, 2, zeros());
      change[i] = kept - step;
      double below = Coherence.add(change, pairs, 2, zeros());
      change[i] = kept;
      double slope = 2 * (above - below) / (2 * step);
      assertThat((double) back.get(i))
          .as("float %d", i)
          .isCloseTo(slope, within(1e-3 * (1 + Math.abs(slope))));
    }
  }

  @Test
  void gradientsAddUpAndAllMovingAlikeCostsNothing() {
    float[] change = new float[N * FLOATS];
    for (int i = 0; i < change.length; i++) {
      change[i] = i % FLOATS;
    }
    FloatBuffer back = zeros();
    back.put(7, 0.25f);
    Coherence.Pairs pairs = Coherence.Pairs.of(random(0.4), near);
    assertThat(Coherence.add(change, pairs, 2, back)).isZero();
    for (int i = 0; i < change.length; i++) {
      assertThat(back.get(i)).isEqualTo(i == 7 ? 0.25f : 0);
    }
  }

  @Test
  void whatLooksUnlikeCountsLess() {
    // Skin, skin a little darker, and black: 0.05 / 0.15 and 0.6 / 0.15 spreads in all three.
    float[] head = new float[3 * FLOATS];
    for (int c = Gaussians.COLOUR; c < Gaussians.COLOUR + 3; c++) {
      head[c] = (float) (0.6 / Gaussians.SH_C0);
      head[FLOATS + c] = (float) (0.55 / Gaussians.SH_C0);
    }
    Coherence.Pairs pairs = Coherence.Pairs.of(head, new int[] {1, 2, 0, 2, 0, 2});
    // Both are each other's neighbour; the third is unlike both, and stands for itself once.
    assertThat(pairs.first()).containsExactly(0);
    assertThat(pairs.second()).containsExactly(1);
    double once = Math.exp(-3 * 0.05 * 0.05 / 2 / 0.0225);
    assertThat((double) pairs.weight()[0]).isCloseTo(2 * once, within(1e-5));
    assertThat(pairs.all()).isEqualTo(6);
  }

  @Test
  void aNeighbourOfOneSideCountsOnce() {
    float[] head = new float[3 * FLOATS];
    Coherence.Pairs pairs = Coherence.Pairs.of(head, new int[] {1, 0, 0});
    assertThat(pairs.first()).containsExactly(0, 2);
    assertThat(pairs.second()).containsExactly(1, 0);
    assertThat(pairs.weight()).containsExactly(2, 1);
  }
}
