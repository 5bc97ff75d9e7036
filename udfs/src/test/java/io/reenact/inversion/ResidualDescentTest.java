package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.encoder.Encoded;
import io.reenact.face.Regions;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.GaussianTables;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What no latent has, and what an encoder can't be sure of, of the generator that ships. */
@Tag("draws")
class ResidualDescentTest {
  private static final int SIZE = 64;
  private static final GeneratorBundle BUNDLE =
      GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));

  private static Generator generator() {
    return Generator.load(BUNDLE, Device.cpu(), true);
  }

  /** Another person's frames, given to the mean head. */
  private static List<Lifting.View> views(Generator g, Painter painter) {
    List<Lifting.View> views = new ArrayList<>();
    float[] mean = g.latentOf(BUNDLE.latentStats().mean());
    float[] other = face(g);
    for (double yaw : new double[] {-0.3, 0, 0.3, 0.15}) {
      Camera camera = Camera.orbit(yaw, 0, 0);
      views.add(new Lifting.View(mean, camera, frame(painter, other, camera, SIZE)));
    }
    return views;
  }

  private static float[] face(Generator g) {
    float[] z = new float[BUNDLE.manifest().zDim()];
    Random random = new Random(5);
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) random.nextGaussian();
    }
    return g.latentOf(g.map(new float[][] {BUNDLE.manifest().neutral(z)})[0]);
  }

  /** A frame whose background is not part of the person. */
  private static TargetFrame frame(Painter painter, float[] latent, Camera camera, int size) {
    TargetFrame f = Scene.target(painter, latent, camera, 0, size, 0.1f);
    byte[] matte = new byte[size * size];
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    try (Heads heads = painter.heads(new float[][] {latent})) {
      float[] alpha = heads.draw(0, camera, size, size, Colours.white()).alpha();
      for (int i = 0; i < matte.length; i++) {
        matte[i] = (byte) Math.round(255 * alpha[i]);
      }
    }
    return new TargetFrame(
        f.frame(),
        f.ptsUs(),
        f.shot(),
        camera,
        size,
        f.rgb(),
        matte,
        Regions.codes(f.landmarks(), matte, valid, size),
        f.landmarks(),
        f.openings());
  }

  /** A head of another shape, from a side that none of the given views had. */
  @Test
  void shapeAndOutlineAreFoundWhereColoursAloneAreNotEnough() {
    try (Generator g = generator();
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      List<Lifting.View> all = views(g, painter);
      List<Lifting.View> given = all.subList(0, 3);
      List<Lifting.View> kept = all.subList(3, 4);
      double before = error(painter, kept);
      new Lifting(painter, new GaussianTables(g))
          .lift(given.get(0).latent(), given, 0, 60, 1, part -> {});
      assertThat(error(painter, kept)).isLessThan(0.8 * before);
    }
    try (Generator g = generator();
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      List<Lifting.View> all = views(g, painter);
      double before = error(painter, all.subList(3, 4));
      new Lifting(painter, new GaussianTables(g))
          .lift(all.get(0).latent(), all.subList(0, 3), 8, 0, 1, part -> {});
      assertThat(error(painter, all.subList(3, 4))).isGreaterThan(0.85 * before);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(lifted(1)).isEqualTo(lifted(1)).isNotEqualTo(lifted(2));
  }

  private static byte[] lifted(long seed) {
    try (Generator g = generator();
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      return new Lifting(painter, new GaussianTables(g))
          .lift(
              new float[g.bundle().manifest().latentSize()],
              views(g, painter),
              0,
              2,
              seed,
              part -> {});
    }
  }

  /** Mean squared error of whole pictures. */
  private static double error(GaussianPainter painter, List<Lifting.View> views) {
    double sum = 0;
    for (Lifting.View v : views) {
      float[] target = new float[3 * SIZE * SIZE];
      v.target().composite(Colours.white(), target);
      try (Heads heads = painter.heads(new float[][] {v.latent()})) {
        float[] image = heads.draw(0, v.camera(), SIZE, SIZE, Colours.white()).image();
        for (int i = 0; i < target.length; i++) {
          sum += (target[i] - image[i]) * (target[i] - image[i]) / target.length;
        }
      }
    }
    return sum / views.size();
  }

  /** From an anchor with half of a pair of glasses to the side that the pictures show. */
  @Test
  void glassesAreFoundOrTakenOff() {
    Boundary glasses = Boundaries.open(BUNDLE, null, null).find("glasses");
    try (Generator g = generator();
        Painter painter = Painter.of(g, 2, true)) {
      float[] face = face(g);
      float[] half = Latents.plus(face, -glasses.score(face), glasses.normal());
      for (double side : new double[] {glasses.low(), glasses.high()}) {
        float[] shown = Latents.plus(half, 0.8 * side, glasses.normal());
        TargetFrame frame = frame(painter, shown, Camera.neutral(), 128);
        Encoded seen = new Encoded(half, new float[half.length], new float[6], 1);
        float[] found =
            new AttributeSearch(painter, settings("glasses"))
                .search(half, List.of(frame), List.of(seen));
        assertThat(Math.signum(glasses.score(found))).isEqualTo(Math.signum(side));
        assertThat(
                new AttributeSearch(painter, settings(""))
                    .search(half, List.of(frame), List.of(seen)))
            .isEqualTo(half);
      }
    }
  }

  private static InversionSettings settings(String tries) {
    return InversionSettings.quick().with(Map.of("encode_tries", tries));
  }
}
