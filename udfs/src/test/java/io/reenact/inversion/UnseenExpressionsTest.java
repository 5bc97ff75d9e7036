package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.generator.Synthesis;
import io.reenact.splat.Gaussians;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnseenExpressionsTest {
  private static final int SIZE = 64;
  private static final int PIXELS = SIZE * SIZE;

  /** Lips across skin, from row 28 to row 36. */
  private final float[] before = new float[3 * PIXELS];

  private final float[] image = new float[3 * PIXELS];
  private final float[] counts = new float[PIXELS];
  private final boolean[] between = new boolean[PIXELS];

  UnseenExpressionsTest() {
    Arrays.fill(counts, 1);
    for (int i = 0; i < PIXELS; i++) {
      boolean lip = i / SIZE >= 28 && i / SIZE < 36;
      before[i] = lip ? 0.3f : 0.4f;
      before[PIXELS + i] = lip ? -0.4f : 0.1f;
      before[2 * PIXELS + i] = lip ? -0.3f : 0;
    }
    System.arraycopy(before, 0, image, 0, image.length);
  }

  private float[] slope() {
    return UnseenExpressions.slope(image, before, counts, between, 1);
  }

  private void paint(int pixel, float by) {
    for (int c = 0; c < 3; c++) {
      image[c * PIXELS + pixel] += by;
    }
  }

  @Test
  void lipsMayTakeAnotherColour() {
    for (int i = 28 * SIZE; i < 36 * SIZE; i++) {
      paint(i, 0.2f);
    }
    assertThat(slope()).containsOnly(0);
  }

  @Test
  void spotsMayNotBe() {
    int bright = 32 * SIZE + 20;
    int dark = 40 * SIZE + 40;
    paint(bright, 0.5f);
    paint(dark, -0.5f);
    float[] slope = slope();
    for (int c = 0; c < 3; c++) {
      assertThat(slope[c * PIXELS + bright]).isPositive();
      assertThat(slope[c * PIXELS + dark]).isNegative();
    }
  }

  @Test
  void betweenTheLipsNothingMayChange() {
    for (int i = 0; i < PIXELS; i++) {
      paint(i, 0.1f);
    }
    between[32 * SIZE + 30] = true;
    float[] slope = slope();
    assertThat(slope[32 * SIZE + 30]).isPositive();
    slope[32 * SIZE + 30] = 0;
    slope[PIXELS + 32 * SIZE + 30] = 0;
    slope[2 * PIXELS + 32 * SIZE + 30] = 0;
    assertThat(slope).containsOnly(0);
  }

  @Test
  void whatDoesNotCountIsLeftOut() {
    paint(32 * SIZE + 20, 0.5f);
    Arrays.fill(counts, 0);
    assertThat(slope()).containsOnly(0);
  }

  /** Of the generator that ships: a step against the gradient takes some of a mottle away. */
  @Test
  @Tag("draws")
  void mottleIsTakenAway() {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      float[] anchor = g.latentOf(bundle.latentStats().mean());
      UnseenExpressions unseen =
          new UnseenExpressions(painter, anchor, List.of(head(g, anchor)), 1);
      float[] change = new float[bundle.manifest().gaussians() * Gaussians.FLOATS];
      assertThat(gradient(unseen, change)).containsOnly(0);
      Random random = new Random(2);
      for (int i = 0; i < change.length; i += Gaussians.FLOATS) {
        for (int c = 0; c < 3; c++) {
          change[i + Gaussians.COLOUR + c] = (float) random.nextGaussian();
        }
      }
      float[] gradient = gradient(unseen, change);
      double along = 0;
      double moved = 0;
      for (int i = 0; i < change.length; i++) {
        along += change[i] * gradient[i];
        moved += gradient[i] != 0 ? 1.0 / change.length : 0;
      }
      assertThat(along).isPositive();
      // Of eyes and mouth alone.
      assertThat(moved).isBetween(0.01, 0.5);
    }
  }

  /** Nobody's expressions are known of a generator that does not name its directions. */
  @Test
  @Tag("draws")
  void aGeneratorWithoutDirectionsIsAskedNothing(@TempDir Path folder) throws IOException {
    Path tiny = Path.of("src/test/resources/tiny-bundle");
    FileUtils.copyDirectory(tiny.toFile(), folder.toFile());
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = (ObjectNode) json.readTree(tiny.resolve("generator.json").toFile());
    manifest.remove("directions");
    byte[] bytes = json.writeValueAsBytes(manifest);
    Files.write(folder.resolve("generator.json"), bytes);
    GeneratorBundle bundle =
        GeneratorBundle.load(
            folder.toString(), GeneratorBundle.sha256(bytes), new Configuration(false));
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      float[] anchor = new float[bundle.manifest().latentSize()];
      UnseenExpressions unseen =
          new UnseenExpressions(painter, anchor, List.of(head(g, anchor)), 1);
      float[] change = new float[bundle.manifest().gaussians() * Gaussians.FLOATS];
      Arrays.fill(change, 0.5f);
      assertThat(gradient(unseen, change)).containsOnly(0);
    }
  }

  private static FloatBuffer head(Generator g, float[] latent) {
    try (Synthesis made = g.synthesize(new float[][] {latent}, false)) {
      FloatBuffer head = Lifting.buffer(made.count());
      return head.put(0, made.gaussians(0), 0, head.capacity());
    }
  }

  private static float[] gradient(UnseenExpressions unseen, float[] change) {
    FloatBuffer back = Lifting.buffer(change.length / Gaussians.FLOATS);
    unseen.add(change, 1, new SplittableRandom(3), back);
    float[] gradient = new float[change.length];
    back.get(0, gradient);
    return gradient;
  }
}
