package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class GaussianTablesTest {
  private static float[] head(Generator g, float[] latent) {
    try (Synthesis made = g.synthesize(new float[][] {latent}, false)) {
      FloatBuffer b = made.gaussians(0);
      float[] out = new float[made.count() * Gaussians.FLOATS];
      b.get(0, out);
      return out;
    }
  }

  @Test
  void whatIsAddedShowsInEveryHead() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), true)) {
      float[] mean = g.latentOf(bundle.latentStats().mean());
      float[] other = mean.clone();
      other[3] += 0.4f;
      float[][] before = {head(g, mean), head(g, other)};
      GaussianTables tables = new GaussianTables(g);
      assertThat(head(g, mean)).as("trying leaves no trace").isEqualTo(before[0]);
      for (int c : new int[] {Gaussians.XYZ, Gaussians.COLOUR, Gaussians.COLOUR + 2}) {
        assertThat(tables.has(c)).isTrue();
      }
      float[] change = new float[before[0].length];
      int changed = 17 * Gaussians.FLOATS + Gaussians.COLOUR + 1;
      change[changed] = 0.5f;
      byte[] delta = tables.add(change);
      for (int k = 0; k < 2; k++) {
        float[] after = head(g, k == 0 ? mean : other);
        for (int i = 0; i < after.length; i++) {
          assertThat(after[i] - before[k][i])
              .isCloseTo(i == changed ? 0.5f : 0, within(i == changed ? 1e-3f : 1e-5f));
        }
      }
      // Stored as tuned weights are.
      try (Generator fresh = Generator.load(bundle, Device.cpu(), false)) {
        TunedWeights.apply(fresh, delta, GeneratorBundle.sha256(delta));
        assertThat(head(fresh, other)).isEqualTo(head(g, other));
      }
    }
  }

  @Test
  void aGeneratorOfPicturesHasNone() {
    GeneratorBundle pictures = TinyBundle.load(Path.of("src/test/resources/tiny-image-bundle"));
    try (Generator g = Generator.load(pictures, Device.cpu(), false)) {
      assertThat(new GaussianTables(g).has(Gaussians.COLOUR)).isFalse();
    }
  }
}
