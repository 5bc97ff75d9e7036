package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EyelidsTest {
  private static final GeneratorBundle EMBEDDED =
      GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));

  /** Below it nothing is drawn. */
  private static final double LEAST = 1 / 255.0;

  /** An eye one wide, corners at 0 and 1; a Gaussian of opacity a half. */
  private static double opacity(double height, double x, double y) {
    double[][] edge = {
      {0, 0}, {0.3, height / 2}, {0.7, height / 2}, {1, 0}, {0.7, -height / 2}, {0.3, -height / 2}
    };
    FloatBuffer head = FloatBuffer.allocate(7 * Gaussians.FLOATS);
    for (int l = 0; l < 6; l++) {
      head.put(l * Gaussians.FLOATS, (float) edge[l][0]);
      head.put(l * Gaussians.FLOATS + 1, (float) edge[l][1]);
    }
    head.put(6 * Gaussians.FLOATS, (float) x).put(6 * Gaussians.FLOATS + 1, (float) y);
    int[][] own = IntStream.range(0, 6).mapToObj(l -> new int[] {l}).toArray(int[][]::new);
    double[][] whole =
        IntStream.range(0, 6).mapToObj(l -> new double[] {1}).toArray(double[][]::new);
    new Eyelids(own, whole, new int[][] {{6}}).cover(head);
    return sigmoid(head.get(6 * Gaussians.FLOATS + Gaussians.OPACITY));
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /**
   * An opening is rounder than its landmarks by half of what it is higher than 0.13, and fades over
   * 0.06 more: from 0.24 to 0.14 more and more so, and from there to 0.09 within it as well.
   */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.5, 0.31, 0.5",
    "0.2, 0.5, 0, 0.5",
    "0.2, 0.5, 0.134, 0.5",
    "0.2, 0.5, 0.165, 0.4",
    "0.2, 0.5, -0.165, 0.4",
    "0.2, 0.5, 0.25, 0.3",
    "0.2, 1.065, 0, 0.4",
    "0.14, 0.5, 0.105, 0.25",
    "0.115, 0.5, 0, 0.25",
    "0.115, 0.5, 0.0875, 0.125",
    "0.09, 0.5, 0, 0"
  })
  void whatLiesOutsideOfTheOpeningFades(double height, double x, double y, double expected) {
    assertThat(opacity(height, x, y)).isCloseTo(expected, within(2e-4));
  }

  private static float[] latent(Generator g, String... moves) {
    GeneratorManifest.Directions d = g.bundle().manifest().directions();
    double[] coefficients = new double[d.names().size()];
    for (String move : moves) {
      int k = d.names().indexOf(move);
      coefficients[k] = d.ranges()[k][1];
    }
    float[] latent = g.offsetOf(coefficients);
    for (int i = 0; i < latent.length; i++) {
      latent[i] += EMBEDDED.latentStats().mean()[i];
    }
    return latent;
  }

  @Test
  void shutLidsHideEyeballsAndOpenOnesHideNothingThatIsSeen() {
    try (Generator g = Generator.load(EMBEDDED, Device.cpu(), false)) {
      Eyelids lids = Eyelids.of(g);
      float[][] latents = {
        latent(g),
        latent(g, "eyeBlink_L", "eyeBlink_R"),
        latent(g, "eyeBlink_L"),
        latent(g, "gazeYaw")
      };
      try (Synthesis before = g.synthesize(latents, false);
          Synthesis after = g.synthesize(latents, false)) {
        after.cover(lids);
        // Eyeballs are about a twentieth of the Gaussians, half of them the left one's.
        int[] eyeballs = changed(before, after, 1);
        assertThat(eyeballs.length).isBetween(300, 500);
        assertThat(left(before, eyeballs)).isBetween(150L, 250L);
        for (int i : eyeballs) {
          assertThat(opacity(after, 1, i)).isLessThan(LEAST);
        }
        // One eye shut: all of that one, and of the other what no open one shows.
        for (int i : eyeballs) {
          if (before.gaussians(0).get(i * Gaussians.FLOATS) > 0) {
            assertThat(opacity(after, 2, i)).isLessThan(LEAST);
          }
        }
        assertThat(changed(before, after, 3)).isEmpty();
        for (double yaw : new double[] {0, 0.3}) {
          assertThat(apart(before, after, 0, yaw)).isGreaterThan(70);
        }
      }
    }
  }

  @Test
  void aDeviceGetsTheSameFromFewOfThem() {
    try (Generator g = Generator.load(EMBEDDED, Device.cpu(), false)) {
      Eyelids lids = Eyelids.of(g);
      float[][] latents = {latent(g), latent(g, "eyeBlink_L", "gazePitch")};
      try (Synthesis here = g.synthesize(latents, false);
          Synthesis there = g.synthesize(latents, false)) {
        here.cover(lids);
        there.coverOnDevice(lids);
        for (int k = 0; k < latents.length; k++) {
          assertThat(there.gaussians(k)).isEqualTo(here.gaussians(k));
        }
      }
    }
  }

  @Test
  void othersHaveNone() {
    for (String bundle : new String[] {"tiny-bundle", "tiny-image-bundle"}) {
      GeneratorBundle tiny = TinyBundle.load(Path.of("src/test/resources", bundle));
      try (Generator g = Generator.load(tiny, Device.cpu(), false)) {
        assertThat(Eyelids.of(g).any()).isFalse();
      }
    }
  }

  private static int[] changed(Synthesis before, Synthesis after, int head) {
    return IntStream.range(0, before.count())
        .filter(i -> opacity(before, head, i) != opacity(after, head, i))
        .toArray();
  }

  /** PSNR between two pictures of a head's eyes, dB. */
  private static double apart(Synthesis one, Synthesis other, int head, double yaw) {
    Camera from = Camera.orbit(yaw, 0, 0);
    Camera camera = Camera.lookAt(from.centre(), new double[] {0, 0.045, 0.32}, 3 * Camera.FOCAL);
    double sum = 0;
    try (CpuRasterizer rasterizer = new CpuRasterizer(1);
        Rendering a =
            rasterizer.render(one.gaussians(head), one.count(), camera, 256, 256, Colours.white());
        Rendering b =
            rasterizer.render(
                other.gaussians(head), one.count(), camera, 256, 256, Colours.white())) {
      for (int i = 0; i < a.image().length; i++) {
        sum += Math.pow((a.image()[i] - b.image()[i]) / 2, 2) / a.image().length;
      }
    }
    return -10 * Math.log10(sum);
  }

  private static long left(Synthesis made, int[] gaussians) {
    return Arrays.stream(gaussians)
        .filter(i -> made.gaussians(0).get(i * Gaussians.FLOATS) > 0)
        .count();
  }

  private static double opacity(Synthesis made, int head, int gaussian) {
    return sigmoid(made.gaussians(head).get(gaussian * Gaussians.FLOATS + Gaussians.OPACITY));
  }
}
