package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.GaussianTables;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.nn.Autograd;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class LocalityTest {
  private static final int SIZE = 64;

  /** Targets are rounded to a byte. */
  private static final double ROUNDING = 1.0 / 255;

  /**
   * What every expression takes on alike is local; what only some do, in eyes and mouth, is not.
   */
  @Test
  void whatIsTheSameUnderEveryExpressionIsLocal() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), true);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true);
        Generator untuned = Generator.load(bundle, Device.cpu(), false)) {
      Locality locality = new Locality(painter, untuned);
      float[] mean = g.latentOf(bundle.latentStats().mean());
      assertThat(loss(painter, locality, mean)).isLessThan(ROUNDING);

      float[] change = new float[bundle.manifest().gaussians() * Gaussians.FLOATS];
      for (int i = Gaussians.COLOUR; i < change.length; i += Gaussians.FLOATS) {
        change[i] = -0.4f;
      }
      new GaussianTables(g).add(change);
      assertThat(loss(painter, locality, mean)).as("redder everywhere").isLessThan(ROUNDING);

      NDArray basis = g.parameters().get("basis_xyz");
      try (Autograd.Scope off = Autograd.disabled()) {
        basis.set(new NDIndex("..."), basis.mul(2f));
      }
      assertThat(loss(painter, locality, mean)).as("moves twice as far").isGreaterThan(0.02);
    }
  }

  private static double loss(GaussianPainter painter, Locality locality, float[] anchor) {
    LocalityTerm term = new LocalityTerm(1, new PixelLoss(SIZE));
    List<RenderStep.Item> items =
        locality.items(anchor, 4, SIZE, List.of(term), new SplittableRandom(5));
    double sum = 0;
    for (RenderStep.Item item : items) {
      try (Heads heads = painter.heads(new float[][] {item.latent()})) {
        float[] image = heads.draw(0, item.camera(), SIZE, SIZE, Colours.white()).image();
        float[] target = new float[image.length];
        item.target().composite(item.background(), target);
        for (int i = 0; i < image.length; i++) {
          image[i] = Math.max(-1, Math.min(1, image[i]));
        }
        sum += term.add(image, target, item.target().region(), 0, new float[image.length]);
      }
    }
    return sum / items.size();
  }

  /** Of a still face: 3 of 16 pixels are mouth, and differ by a quarter, half and nothing. */
  @Test
  void theTermIsTheMeanInsideEyesAndMouthAndSoIsItsSlope() {
    Random random = new Random(3);
    float[] image = new float[48];
    float[] target = new float[48];
    for (int i = 0; i < image.length; i++) {
      target[i] = random.nextFloat() - 0.5f;
      image[i] = target[i] + 1;
    }
    byte[] region = new byte[16];
    Arrays.fill(region, (byte) Regions.FACE);
    region[1] = Regions.EYES;
    region[6] = Regions.MOUTH;
    region[7] = Regions.MOUTH;
    for (int c = 0; c < 3; c++) {
      image[16 * c + 1] = target[16 * c + 1] + 0.25f;
      image[16 * c + 6] = target[16 * c + 6] - 0.5f;
      image[16 * c + 7] = target[16 * c + 7];
    }
    LocalityTerm term = new LocalityTerm(1, new PixelLoss(4));
    float[] slope = new float[48];
    assertThat(term.add(image, target, region, 2, slope)).isCloseTo(0.25, within(1e-6));
    for (int i = 0; i < image.length; i++) {
      float[] up = image.clone();
      float[] down = image.clone();
      up[i] += 0.01f;
      down[i] -= 0.01f;
      double numeric =
          (term.add(up, target, region, 0, new float[48])
                  - term.add(down, target, region, 0, new float[48]))
              / 0.02;
      assertThat((double) slope[i]).isCloseTo(2 * numeric, within(1e-3));
    }
  }

  /** A camera and latents that a seed decides: a step that is done again is the same. */
  @Test
  void theSameSeedAsksForTheSame() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), true);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true);
        Generator untuned = Generator.load(bundle, Device.cpu(), false)) {
      Locality locality = new Locality(painter, untuned);
      float[] mean = g.latentOf(bundle.latentStats().mean());
      RenderStep.Item one =
          locality.items(mean, 1, SIZE, List.of(), new SplittableRandom(8)).get(0);
      RenderStep.Item two =
          locality.items(mean, 1, SIZE, List.of(), new SplittableRandom(8)).get(0);
      assertThat(two.latent()).isEqualTo(one.latent()).isNotEqualTo(mean);
      assertThat(two.target().rgb()).isEqualTo(one.target().rgb());
      assertThat(two.camera().label()).isEqualTo(one.camera().label());
      assertThat(one.camera().label()).isNotEqualTo(Camera.neutral().label());
    }
  }
}
