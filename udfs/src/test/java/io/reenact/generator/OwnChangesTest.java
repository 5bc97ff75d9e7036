package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import io.reenact.splat.cpu.CpuRasterizer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A generator whose weights were moved at random, beside itself as it was. */
class OwnChangesTest {
  /** As docs/design/method.md says: positions, scales, rotations, colours, opacity. */
  private static final double[] SLACK = {
    5e-4, 5e-4, 5e-4, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01, 0.1
  };

  private static Generator tuned;
  private static Generator untuned;

  @BeforeAll
  static void load() {
    GeneratorBundle bundle = TinyBundle.load(Path.of("src/test/resources/tiny-bundle"));
    tuned = Generator.load(bundle, Device.cpu(), false);
    untuned = Generator.load(bundle, Device.cpu(), false);
    SplittableRandom random = new SplittableRandom(2);
    for (NDArray weights : tuned.parameters().values()) {
      FloatBuffer values = Autograd.view(weights);
      for (int i = 0; i < values.limit(); i++) {
        values.put(i, (float) (values.get(i) * (1 + random.nextGaussian())));
      }
    }
  }

  @AfterAll
  static void close() {
    tuned.close();
    untuned.close();
  }

  private static float[] latent(double scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] latent = new float[tuned.bundle().manifest().latentSize()];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = (float) (scale * random.nextGaussian());
    }
    return latent;
  }

  private static float[][] own() {
    return new float[][] {latent(0.1, 1), latent(0.1, 2), latent(0.1, 3)};
  }

  private static float[] head(GaussianPainter painter, float[] latent) {
    try (Heads heads = painter.heads(new float[][] {latent})) {
      float[] head = new float[tuned.bundle().manifest().gaussians() * Gaussians.FLOATS];
      heads.gaussians(0).get(0, head);
      return head;
    }
  }

  private static GaussianPainter painter(Generator of) {
    return new GaussianPainter(of, new CpuRasterizer(1));
  }

  @Test
  void ownFramesStayAsTheyAreAndOthersChangeNoFurther() {
    try (GaussianPainter free = painter(tuned);
        GaussianPainter plain = painter(untuned);
        GaussianPainter kept = painter(tuned)) {
      OwnChanges changes = OwnChanges.of(tuned, untuned, own(), 2);
      assertThat(changes.vary()).isTrue();
      kept.keep(changes, untuned);
      for (float[] latent : own()) {
        assertThat(head(kept, latent)).containsExactly(head(free, latent), within(1e-5f));
      }
      float[] strong = latent(30, 4);
      float[] tunedHead = head(free, strong);
      float[] plainHead = head(plain, strong);
      float[] keptHead = head(kept, strong);
      float[][] mine = new float[own().length][];
      for (int k = 0; k < mine.length; k++) {
        mine[k] = head(free, own()[k]);
        float[] plainOwn = head(plain, own()[k]);
        for (int i = 0; i < plainOwn.length; i++) {
          mine[k][i] -= plainOwn[i];
        }
      }
      int[] held = new int[SLACK.length];
      for (int i = 0; i < keptHead.length; i++) {
        double least = Math.min(mine[0][i], Math.min(mine[1][i], mine[2][i]));
        double most = Math.max(mine[0][i], Math.max(mine[1][i], mine[2][i]));
        int channel = i % SLACK.length;
        double change = (double) tunedHead[i] - plainHead[i];
        double allowed = Math.max(least - SLACK[channel], Math.min(most + SLACK[channel], change));
        assertThat((double) keptHead[i] - plainHead[i])
            .as("channel %d", channel)
            .isCloseTo(allowed, within(1e-5));
        held[channel] += Math.abs(allowed - change) > 1e-4 ? 1 : 0;
      }
      assertThat(held).as("by channel, changes that went further").doesNotContain(0);
      kept.keep(null, null);
      assertThat(head(kept, strong)).isEqualTo(tunedHead);
    }
  }

  @Test
  void arraysAreHeldLikeBuffers() {
    OwnChanges changes = OwnChanges.of(tuned, untuned, own(), 2);
    float[][] latents = {latent(3, 4), latent(2, 5)};
    try (Synthesis here = tuned.synthesize(latents, false);
        Synthesis there = tuned.synthesize(latents, false);
        Synthesis plain = untuned.synthesize(latents, false)) {
      here.hold(changes, plain);
      there.holdOnDevice(changes, plain);
      for (int head = 0; head < 2; head++) {
        for (int i = 0; i < here.gaussians(head).limit(); i++) {
          assertThat(there.gaussians(head).get(i))
              .isCloseTo(here.gaussians(head).get(i), within(1e-6f));
        }
      }
    }
  }

  @Test
  void onlyChangesThatDependOnTheLatentNeedHolding() {
    assertThat(OwnChanges.of(untuned, untuned, own(), 2).vary()).isFalse();
    // A still has one frame, and changes under anyone's expression all the same.
    assertThat(OwnChanges.of(tuned, untuned, new float[][] {latent(0.1, 1)}, 2).vary()).isTrue();
  }
}
