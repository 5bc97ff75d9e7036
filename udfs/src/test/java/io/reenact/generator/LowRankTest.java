package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LowRankTest {
  @Test
  void aMatrixOfTheRankComesBack() {
    try (NDManager m = NDManager.newBaseManager()) {
      for (Shape s : new Shape[] {new Shape(5, 40), new Shape(40, 5)}) {
        NDArray exact =
            m.randomNormal(new Shape(s.get(0), 3)).matMul(m.randomNormal(new Shape(3, s.get(1))));
        NDArray[] f = LowRank.factors(exact, 3);
        assertThat(f[0].getShape()).isEqualTo(new Shape(s.get(0), 3));
        assertThat(f[0].matMul(f[1]).sub(exact).abs().max().getFloat()).isLessThan(1e-4f);
      }
    }
  }

  @Test
  void whatIsCutOffAreTheSmallestSingularValues() {
    try (NDManager m = NDManager.newBaseManager()) {
      // Singular values 4, 2, 1 along the axes: rank 2 leaves an error of 1.
      NDArray a = m.create(new float[] {0, 2, 0, 0, 4, 0, 0, 0, 0, 0, 1, 0}, new Shape(3, 4));
      NDArray[] f = LowRank.factors(a, 2);
      NDArray error = f[0].matMul(f[1]).sub(a);
      assertThat(error.square().sum().getFloat()).isCloseTo(1f, within(1e-5f));
    }
  }

  @Test
  void factorsAreUsedOnlyWhereTheyAreSmaller() {
    assertThat(LowRank.pays(new Shape(100, 1000), 8)).isTrue();
    assertThat(LowRank.pays(new Shape(4, 1000), 4)).isFalse();
    assertThat(LowRank.pays(new Shape(100), 1)).isFalse();
    assertThat(LowRank.pays(new Shape(100, 1000), 0)).isFalse();
  }

  @Test
  void storedFactorsGiveTheWeightsThatWereKept() {
    float[] latent = new float[16];
    byte[] delta;
    byte[] whole;
    float[] kept;
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true);
        TunedWeights w = new TunedWeights(g, new TuningRates(1e-3, 1, 0))) {
      Random random = new Random(2);
      for (int step = 1; step <= 3; step++) {
        for (int i = 0; i < latent.length; i++) {
          latent[i] = (float) random.nextGaussian();
        }
        try (Synthesis s = g.synthesize(new float[][] {latent}, true)) {
          FloatBuffer d = s.gradientBuffer();
          for (int i = 0; i < d.capacity(); i++) {
            d.put(i, (float) random.nextGaussian());
          }
          s.backward(d);
        }
        w.step(1, step);
      }
      whole = w.delta(0);
      delta = w.delta(1);
      w.keep(delta);
      kept = gaussians(g, latent);
    }
    assertThat(delta.length).isLessThan(whole.length);
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false)) {
      TunedWeights.apply(g, delta, GeneratorBundle.sha256(delta));
      assertThat(gaussians(g, latent)).containsExactly(kept);
    }
  }

  private static float[] gaussians(Generator g, float[] latent) {
    try (Synthesis s = g.synthesize(new float[][] {latent}, false)) {
      float[] all = new float[256 * 14];
      s.gaussians(0).get(0, all);
      return all;
    }
  }
}
