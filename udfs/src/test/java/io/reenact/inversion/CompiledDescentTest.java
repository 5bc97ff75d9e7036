package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.face.Regions;
import io.reenact.scratch.ThisMachine;
import io.reenact.splat.Gaussians;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled code gives the bits of Java, which LossTermsTest and ResidualDescentTest check. */
class CompiledDescentTest {
  private final Random random = new Random(5);

  @Test
  void itRunsWhereItShips() {
    assumeTrue(ThisMachine.runsShippedLibraries(), "not Linux on x86-64 with AVX2");
    assertThat(CompiledDescent.available()).isTrue();
  }

  private float[] floats(int n, double scale) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) (scale * random.nextGaussian());
    }
    return v;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 72})
  void lossesOfPixels(int size) {
    assumeTrue(CompiledDescent.available(), "no compiled code for this machine");
    int n = size * size;
    float[] image = floats(3 * n, 0.5);
    float[] target = floats(3 * n, 0.5);
    byte[] region = new byte[n];
    for (int i = 0; i < n; i++) {
      region[i] = (byte) random.nextInt(Regions.COUNT);
      if (random.nextInt(4) == 0) {
        target[i] = image[i];
      }
      if (i > 0 && random.nextInt(4) == 0) {
        image[n + i] = image[n + i - 1];
        target[n + i] = target[n + i - 1];
      }
    }
    float[] weights = {0.05f, 0.4f, 0, 1, 1.5f, 0.5f, 1.5f, 2, 3, 4};
    float[] before = floats(3 * n, 1e-5);
    float[] mine = before.clone();
    float[] java = before.clone();
    assertThat(new PixelLoss(size, true).add(image, target, region, weights, 0.7f, mine))
        .isEqualTo(new PixelLoss(size, false).add(image, target, region, weights, 0.7f, java))
        .isPositive();
    assertThat(mine).isEqualTo(java).isNotEqualTo(before);
    assertThat(new PixelLoss(size, true).addMasked(image, target, region, Regions.EYES, 0.7f, mine))
        .isEqualTo(
            new PixelLoss(size, false).addMasked(image, target, region, Regions.EYES, 0.7f, java))
        .isPositive();
    assertThat(mine).isEqualTo(java);
  }

  @Test
  void stepsOfGaussians() {
    assumeTrue(CompiledDescent.available(), "no compiled code for this machine");
    int n = 77;
    int all = n * Gaussians.FLOATS;
    int[] near = random.ints(n * ResidualDescent.NEIGHBOURS, 0, n).toArray();
    double[] rates = random.doubles(Gaussians.FLOATS).toArray();
    float[][] states = {floats(all, 1), floats(all, 1e-3), floats(all, 1e-3), floats(all, 0)};
    float[][] java = {states[0].clone(), states[1], states[2].clone(), states[3].clone()};
    for (int step = 1; step < 4; step++) {
      double one = 1 - Math.pow(ResidualDescent.BETA1, step);
      double two = 1 - Math.pow(ResidualDescent.BETA2, step);
      CompiledDescent.move(
          states[0],
          states[1],
          states[2],
          states[3],
          n,
          ResidualDescent.BETA1,
          ResidualDescent.BETA2,
          one,
          two,
          ResidualDescent.DAMPING,
          rates);
      ResidualDescent.move(java[0], java[1], java[2], java[3], n, one, two, rates);
      CompiledDescent.smooth(states[0], states[0].clone(), near, n, ResidualDescent.ALIKE);
      ResidualDescent.smooth(java[0], java[0].clone(), near, n);
      for (int k = 0; k < states.length; k++) {
        assertThat(states[k]).isEqualTo(java[k]);
      }
    }
  }

  @Test
  void coloursThatSpread() {
    assumeTrue(CompiledDescent.available(), "no compiled code for this machine");
    int n = 44;
    double[] places = random.doubles(6 * n, -3, 3).toArray();
    double[] trusts = random.doubles(n).toArray();
    double[] floors = random.doubles(n, 0, 1e-3).toArray();
    double[] found = random.doubles(3 * n, -1, 1).toArray();
    double[] mine = new double[4];
    double[] java = new double[4];
    double[] own = {0.1, 0.2, -0.3, 0, 1, 2};
    CompiledDescent.blend(places, trusts, floors, found, n, own, mine);
    Lifting.blend(places, trusts, floors, found, n, own, java);
    assertThat(mine).isEqualTo(java);
    double all = 0;
    double green = 0;
    for (int k = 0; k < n; k++) {
      double far = 0;
      for (int c = 0; c < 6; c++) {
        far += Math.pow(places[c * n + k] - own[c], 2);
      }
      double weight = trusts[k] * Math.exp(-far) + floors[k];
      all += weight;
      green += weight * found[n + k];
    }
    assertThat(mine[0]).isCloseTo(all, within(1e-12));
    assertThat(mine[2]).isCloseTo(green, within(1e-12));
  }
}
