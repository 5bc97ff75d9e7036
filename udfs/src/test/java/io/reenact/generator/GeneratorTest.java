package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.video.InputFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  @Test
  void gradientsReachTheLatentAndTheWeights() {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true)) {
      Random random = new Random(1);
      float[][] z = new float[2][16];
      for (float[] row : z) {
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      float[][] latents = {g.latentOf(g.map(z)[0]), g.latentOf(g.map(z)[1])};
      float[] probe = new float[2 * 256 * 14];
      for (int i = 0; i < probe.length; i++) {
        probe[i] = (float) random.nextGaussian();
      }
      float[][] gradient;
      try (Synthesis s = g.synthesize(latents, true)) {
        FloatBuffer d = s.gradientBuffer();
        d.put(probe).rewind();
        gradient = s.backward(d);
      }
      for (int k = 0; k < 4; k++) {
        double eps = 1e-2;
        float keep = latents[1][k];
        latents[1][k] = (float) (keep + eps);
        double up = dot(g, latents, probe);
        latents[1][k] = (float) (keep - eps);
        double down = dot(g, latents, probe);
        latents[1][k] = keep;
        double expected = (up - down) / (2 * eps);
        assertThat((double) gradient[1][k])
            .isCloseTo(expected, within(0.02 + 0.02 * Math.abs(expected)));
      }
      assertThat(g.parameters().get("mean").getGradient().toFloatArray()[5])
          .isCloseTo(probe[5] + probe[256 * 14 + 5], within(1e-4f));
    }
  }

  /** What inversion collected would be the first step of tuning, and spoil Adam's variance. */
  @Test
  void weightsCollectNothingWhileTheyAreNotTrained() {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true)) {
      g.trainWeights(false);
      pass(g);
      g.trainWeights(true);
      g.parameters()
          .forEach(
              (name, p) -> assertThat(p.getGradient().toFloatArray()).as(name).containsOnly(0));
      pass(g);
      assertThat(g.parameters().get("mean").getGradient().toFloatArray()).containsOnly(1);
      g.trainWeights(true);
      assertThat(g.parameters().get("mean").getGradient().toFloatArray()).containsOnly(0);
    }
  }

  private static void pass(Generator g) {
    try (Synthesis s = g.synthesize(new float[][] {new float[16]}, true)) {
      FloatBuffer d = s.gradientBuffer();
      for (int i = 0; i < d.capacity(); i++) {
        d.put(i, 1);
      }
      s.backward(d);
    }
  }

  private static double dot(Generator g, float[][] latents, float[] probe) {
    double sum = 0;
    try (Synthesis s = g.synthesize(latents, false)) {
      for (int b = 0; b < 2; b++) {
        FloatBuffer x = s.gaussians(b);
        for (int i = 0; i < 256 * 14; i++) {
          sum += x.get(i) * (double) probe[b * 256 * 14 + i];
        }
      }
    }
    return sum;
  }

  @Test
  void tunedWeightsComeBackFromTheirDelta() throws IOException {
    float[] latent = new float[16];
    byte[] delta;
    float tuned;
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true);
        TunedWeights w = new TunedWeights(g, new TuningRates(1e-3, 1, 0))) {
      for (int step = 1; step <= 5; step++) {
        try (Synthesis s = g.synthesize(new float[][] {latent}, true)) {
          FloatBuffer d = s.gradientBuffer();
          for (int i = 0; i < d.capacity(); i++) {
            d.put(i, s.gaussians(0).get(i) - 1);
          }
          s.backward(d);
        }
        w.step(1, step);
      }
      delta = w.delta(0);
      tuned = value(g, latent);
      ByteArrayOutputStream state = new ByteArrayOutputStream();
      w.write(new DataOutputStream(state));
      // A step further, and back.
      try (Synthesis s = g.synthesize(new float[][] {latent}, true)) {
        s.backward(ones(s.gradientBuffer()));
      }
      w.step(1, 6);
      assertThat(value(g, latent)).isNotEqualTo(tuned);
      w.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
      assertThat(value(g, latent)).isEqualTo(tuned);
    }
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false)) {
      float before = value(g, latent);
      assertThat(tuned).isNotCloseTo(before, within(1e-3f));
      TunedWeights.apply(g, delta, GeneratorBundle.sha256(delta));
      assertThat(value(g, latent)).isCloseTo(tuned, within(1e-4f));
      assertThatThrownBy(() -> TunedWeights.apply(g, delta, "0".repeat(64)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("SHA-256");
    }
  }

  /** Adam's first step is its rate, whatever the gradient. */
  @Test
  void weightsMoveAtTheBundlesRatesSomeTimesThemOrAtOneForAll() {
    assertThat(firstStep(new TuningRates(1, 1, 0))).isCloseTo(1e-3f, within(1e-5f));
    assertThat(firstStep(new TuningRates(1, 3, 0))).isCloseTo(3e-3f, within(3e-5f));
    assertThat(firstStep(new TuningRates(1, 3, 0.02))).isCloseTo(0.02f, within(2e-4f));
  }

  /** How far the decoder's constants move at most. */
  private static float firstStep(TuningRates rates) {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), true);
        TunedWeights w = new TunedWeights(g, rates)) {
      float[] before = Autograd.floats(g.parameters().get("decoder.bias"));
      try (Synthesis s = g.synthesize(new float[][] {new float[16]}, true)) {
        s.backward(ones(s.gradientBuffer()));
      }
      w.step(1, 1);
      float[] after = Autograd.floats(g.parameters().get("decoder.bias"));
      float most = 0;
      for (int i = 0; i < after.length; i++) {
        most = Math.max(most, Math.abs(after[i] - before[i]));
      }
      return most;
    }
  }

  private static FloatBuffer ones(FloatBuffer gradient) {
    for (int i = 0; i < gradient.capacity(); i++) {
      gradient.put(i, 1);
    }
    return gradient;
  }

  private static float value(Generator g, float[] latent) {
    try (Synthesis s = g.synthesize(new float[][] {latent}, false)) {
      return s.gaussians(0).get(14 * 7);
    }
  }

  @Test
  void damagedBundlesAreRefused(@TempDir Path dir) throws IOException {
    try (var files = Files.walk(TinyBundle.PATH)) {
      for (Path p : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path target = dir.resolve(TinyBundle.PATH.relativize(p).toString());
        Files.createDirectories(target.getParent());
        Files.copy(p, target);
      }
    }
    assertThatThrownBy(
            () -> GeneratorBundle.load(InputFiles.uri(dir), "", new Configuration(false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not trusted yet");
    assertThatThrownBy(
            () -> GeneratorBundle.load(InputFiles.uri(dir), "ab", new Configuration(false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("pinned is ab");
    byte[] pt = Files.readAllBytes(dir.resolve("synthesis.pt"));
    pt[pt.length / 2] ^= 1;
    Files.write(dir.resolve("synthesis.pt"), pt);
    assertThatThrownBy(() -> TinyBundle.load(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("synthesis.pt");
    Files.delete(dir.resolve("synthesis.pt"));
    assertThatThrownBy(() -> TinyBundle.load(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no file synthesis.pt");
    String json =
        Files.readString(TinyBundle.PATH.resolve("generator.json"))
            .replace("\"gaussians\": 256", "\"gaussians\": 255");
    Files.writeString(dir.resolve("generator.json"), json);
    Files.copy(TinyBundle.PATH.resolve("synthesis.pt"), dir.resolve("synthesis.pt"));
    assertThatThrownBy(() -> Generator.load(TinyBundle.load(dir), Device.cpu(), false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("255");
  }

  @Test
  void directionsAndBoundariesAreRead() {
    GeneratorBundle b = TinyBundle.load();
    assertThat(b.directions()).hasDimensions(4, 16);
    Npy smile = Npy.parse(b.file(b.manifest().boundaries().get("smile").file()), "smile");
    assertThat(smile.shape()).containsExactly(1, 16);
    assertThat(smile.encode()).isEqualTo(b.file("boundaries/smile.npy"));
    assertThatThrownBy(() -> Npy.parse(new byte[] {1, 2, 3}, "x.npy"))
        .isInstanceOf(UserError.class);
  }
}
