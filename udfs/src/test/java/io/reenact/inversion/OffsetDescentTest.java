package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that were drawn from known offsets. */
class OffsetDescentTest {
  private static final int SIZE = 64;
  private static final int FRAMES = 6;
  private static final InversionSettings SETTINGS = CohortInverterTest.settings(4, 10, 4);
  private static final IntFunction<Camera> TURNING = f -> Camera.orbit(0.1 * f, 0.05, 0);
  private static FaceNetworks networks;

  private Generator generator;
  private Painter painter;
  private Cohort cohort;
  private final SplittableRandom random = new SplittableRandom(8);

  @BeforeAll
  static void setUp() {
    networks = FaceNetworks.bundled(Device.cpu(), true);
  }

  @AfterAll
  static void tearDown() {
    networks.close();
  }

  private void open(GeneratorBundle bundle) {
    generator = Generator.load(bundle, Device.cpu(), false);
    painter = Painter.of(generator, 1, true);
    WorkMeter meter =
        new WorkMeter(
            (done, total, doing) -> {}, InversionCost.of(SETTINGS, List.of(FRAMES), false, true));
    cohort = Cohort.of(painter, networks, SETTINGS, Precision.FLOAT32, null, meter);
  }

  @AfterEach
  void close() {
    painter.close();
    generator.close();
  }

  private float[] mixed(float[][] ways) {
    float[] sum = new float[ways[0].length];
    for (float[] way : ways) {
      float far = (float) random.nextGaussian();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += far * way[i];
      }
    }
    return sum;
  }

  private float[][] ways() {
    int d = generator.bundle().manifest().latentSize();
    float[][] ways = new float[3][d];
    for (float[] way : ways) {
      for (int i = 0; i < d; i++) {
        way[i] = 0.2f * (float) (cohort.scale.unit() * random.nextGaussian());
      }
    }
    return ways;
  }

  private float[] anchor() {
    return generator.latentOf(generator.bundle().latentStats().mean());
  }

  private PersonState person(float[][] truth, float[][] starts, IntFunction<Camera> cameras) {
    List<TargetFrame> frames = new ArrayList<>();
    for (int f = 0; f < truth.length; f++) {
      float[] latent = anchor();
      for (int i = 0; i < latent.length; i++) {
        latent[i] += truth[f][i];
      }
      Camera camera = cameras.apply(f);
      frames.add(Scene.target(painter, latent, camera, f, SIZE, 0.1f));
    }
    ClipInput clip = new ClipInput("clip", frames);
    PersonState person = new PersonState(new PersonInput("ann", List.of(clip), null), anchor());
    person.clips.add(
        new PersonState.ClipState(
            clip,
            IntStream.range(0, truth.length).toArray(),
            starts,
            new float[truth.length][HeadMotion.SIZE]));
    return person;
  }

  /** Squared differences, by key frame. */
  private double[] losses(PersonState person) {
    List<LossTerm> terms = List.of(new SquaredTerm(1, SETTINGS.emphasis().regions()));
    List<RenderStep.Item> items = new ArrayList<>();
    for (Cohort.Owned o : Cohort.Owned.keys(List.of(person))) {
      items.add(
          new RenderStep.Item(
              Cohort.latent(person.anchor, o.clip().offsets, o.frame()),
              o.frame().camera(),
              o.frame(),
              new float[] {1, 1, 1},
              terms,
              1,
              null,
              null,
              0));
    }
    return cohort.step.run(items).losses();
  }

  /** A generator of Gaussians, and one that ends in pictures. */
  @ParameterizedTest
  @ValueSource(strings = {"tiny-bundle", "tiny-image-bundle"})
  void findsWhatFramesWereDrawnFromInAFewLooks(String bundle) {
    open(TinyBundle.load(Path.of("src/test/resources", bundle)));
    float[][] ways = ways();
    float[][] truth = new float[FRAMES][];
    Arrays.setAll(truth, f -> mixed(ways));
    List<float[]> others = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      others.add(mixed(ways));
    }
    OffsetAxes axes = OffsetAxes.of(others);
    float[][] starts = new float[FRAMES][];
    Arrays.setAll(starts, f -> axes.mean().clone());
    PersonState person = person(truth, starts, TURNING);
    double[] before = losses(person);
    new OffsetDescent(cohort, axes).run(Cohort.Owned.keys(List.of(person)));
    double[] after = losses(person);
    for (int f = 0; f < FRAMES; f++) {
      assertThat(after[f]).as("frame %d", f).isLessThan(0.15 * before[f]);
    }
  }

  /**
   * Where curvature is taken no head is in sight, so that steps are far too long for the frames
   * that see it: what does not gain is taken back.
   */
  @Test
  void noFrameEndsWorseThanItBegan() {
    open(TinyBundle.load());
    float[][] ways = ways();
    List<float[]> others = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      others.add(mixed(ways));
    }
    OffsetAxes axes = OffsetAxes.of(others);
    float[][] truth = new float[FRAMES][];
    Arrays.setAll(truth, f -> mixed(ways));
    float[][] starts = new float[FRAMES][];
    Arrays.setAll(starts, f -> axes.mean().clone());
    Camera aside = Camera.neutral().withHeadMotion(new float[] {0, 0, 0, 9, 0, 0});
    PersonState person = person(truth, starts, f -> f == 1 || f == 4 ? Camera.neutral() : aside);
    double[] before = objectives(person, axes);
    new OffsetDescent(cohort, axes).run(Cohort.Owned.keys(List.of(person)));
    double[] after = objectives(person, axes);
    for (int f = 0; f < FRAMES; f++) {
      assertThat(after[f]).as("frame %d", f).isLessThanOrEqualTo(before[f]);
    }
  }

  private double[] objectives(PersonState person, OffsetAxes axes) {
    double[] all = losses(person);
    List<Cohort.Owned> keys = Cohort.Owned.keys(List.of(person));
    for (int f = 0; f < all.length; f++) {
      double squares = Arrays.stream(axes.place(keys.get(f).offset())).map(v -> v * v).sum();
      all[f] += OffsetDescent.PRIOR * squares;
    }
    return all;
  }

  @Test
  void aFrameComesOutAloneAsAmongOthers() {
    open(TinyBundle.load());
    float[][] ways = ways();
    OffsetAxes axes = OffsetAxes.of(List.of(mixed(ways), mixed(ways), mixed(ways), mixed(ways)));
    float[] truth = mixed(ways);
    float[][] found = new float[2][];
    for (int way = 0; way < 2; way++) {
      float[][] same = new float[way == 0 ? 1 : FRAMES][];
      Arrays.setAll(same, f -> truth);
      float[][] starts = new float[same.length][];
      Arrays.setAll(starts, f -> axes.mean().clone());
      PersonState person = person(same, starts, f -> Camera.neutral());
      new OffsetDescent(cohort, axes).run(Cohort.Owned.keys(List.of(person)));
      found[way] = Cohort.Owned.keys(List.of(person)).get(0).offset();
    }
    double[] alone = axes.place(found[0]);
    double[] among = axes.place(found[1]);
    for (int k = 0; k < alone.length; k++) {
      assertThat(among[k]).isCloseTo(alone[k], within(0.01));
    }
  }

  @Test
  void staysWhereNothingVaries() {
    open(TinyBundle.load());
    float[][] truth = new float[2][];
    Arrays.setAll(truth, f -> mixed(ways()));
    float[][] starts = new float[2][];
    Arrays.setAll(starts, f -> new float[truth[0].length]);
    PersonState person = person(truth, starts, TURNING);
    OffsetAxes none = OffsetAxes.of(List.of(truth[0], truth[0]));
    new OffsetDescent(cohort, none).run(Cohort.Owned.keys(List.of(person)));
    for (Cohort.Owned o : Cohort.Owned.keys(List.of(person))) {
      assertThat(o.offset()).containsOnly(0);
    }
  }
}
