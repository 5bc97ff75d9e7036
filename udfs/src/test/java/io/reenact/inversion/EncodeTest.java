package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.encoder.EncoderBundle;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.GaussianTables;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.maths.Vectors;
import io.reenact.nn.Compute;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.Colours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People without optimisation, of the generator that ships. */
@Tag("draws")
class EncodeTest {
  private static final int SIZE = 128;
  private static final GeneratorBundle BUNDLE =
      GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, new Configuration(false));

  private static PersonInput person(long seed, int frames) {
    try (Generator g = Generator.load(BUNDLE, Device.cpu(), false);
        Painter painter = Painter.of(g, 2, true)) {
      return Scene.person(painter, "ann", seed, frames, SIZE);
    }
  }

  /** A person of whose frames the first are given, the others held. */
  private static PersonInput someHeld(String name, long seed, int given, int frames) {
    List<TargetFrame> all = person(seed, frames).clips().get(0).frames();
    return new PersonInput(
        name,
        List.of(new ClipInput("clip", all.subList(0, given))),
        null,
        List.of(new ClipInput("clip", all.subList(given, frames))));
  }

  /** The scene's landmarks are made up, so they are not trusted. */
  private static CohortResult invert(PersonInput person, Map<String, ?> settings)
      throws IOException {
    return invert(List.of(person), settings);
  }

  private static CohortResult invert(List<PersonInput> cohort, Map<String, ?> settings)
      throws IOException {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true)) {
      return new CohortInverter(
              BUNDLE,
              networks,
              InversionSettings.quick().with(Map.of("size", SIZE, "landmark", 0)).with(settings),
              new Compute(Device.cpu(), Precision.FLOAT32, true),
              EncoderBundle.of(BUNDLE, "", new Configuration(false)))
          .invert(
              cohort,
              Checkpoints.NONE,
              (done, total, doing) -> assertThat(done).isLessThanOrEqualTo(total));
    }
  }

  @Test
  void framesComeBackWithoutAStep() throws IOException {
    CohortResult r =
        invert(someHeld("ann", 3, 5, 8), Map.of("strategy", "encode", "lift_steps", 20));
    assertThat(r.losses()).isEmpty();
    assertThat(r.tuningSteps()).isZero();
    assertThat(r.own()).containsOnlyKeys("ann");
    assertThat(r.secondsByPhase()).containsKey(Lifting.PHASE);
    List<PersonResult.KeyFrame> given = r.persons().get(0).clips().get(0).keyFrames();
    assertThat(given).allSatisfy(k -> assertThat(k.psnr()).isGreaterThan(20));
    assertThat(given.stream().mapToDouble(PersonResult.KeyFrame::psnr).average().orElse(0))
        .isGreaterThan(22);
    // Frames that nothing was lifted from.
    assertThat(r.held().get(0).clips().get(0).keyFrames())
        .isNotEmpty()
        .allSatisfy(k -> assertThat(k.psnr()).isGreaterThan(18));
  }

  /** Nobody's held frames are sought on the head of whoever was lifted last. */
  @Test
  void heldFramesAreSoughtOnTheHeadThatWillBeRendered() throws IOException {
    // Untuned, people have nothing in common but that head.
    Map<String, Object> settings =
        Map.of(
            "analysis_steps", 1,
            "key_frame_steps", 4,
            "tuning_steps", 0,
            "encoded_share", 1,
            "lift_rounds", 2,
            "lift_steps", 20);
    PersonInput ann = someHeld("ann", 3, 2, 4);
    float[] alone = heldOffset(invert(List.of(ann), settings));
    float[] beside = heldOffset(invert(List.of(ann, someHeld("bob", 5, 2, 4)), settings));
    assertThat(Vectors.distance(beside, alone)).isLessThan(0.01 * Vectors.norm(alone));
  }

  private static float[] heldOffset(CohortResult r) {
    return r.held().get(0).clips().get(0).keyFrames().get(0).offset();
  }

  /** A clip that comes later is all that is looked at; the order of clips changes no bit. */
  @Test
  void clipsJoinThoseThatWereEncodedBefore() throws IOException {
    List<TargetFrame> frames = person(3, 6).clips().get(0).frames();
    ClipInput one = new ClipInput("one", frames.subList(0, 4));
    ClipInput two = new ClipInput("two", frames.subList(4, 6));
    Map<String, Object> settings =
        Map.of("strategy", "encode", "lift_steps", 4, "lift_rounds", 2, "lift_frames", 3);
    CohortResult whole = invert(new PersonInput("ann", List.of(one, two), null), settings);
    List<ClipInput> before = new ArrayList<>();
    for (ClipInput c : List.of(two, one)) {
      before.add(EncodedClip.decode(encoded(c, settings).encode()).input());
    }
    assertThat(before.get(1).frames()).hasSizeLessThan(4);
    CohortResult joined = invert(new PersonInput("ann", before, null), settings);
    assertThat(joined.persons().get(0).anchor()).isEqualTo(whole.persons().get(0).anchor());
    assertThat(joined.own().get("ann")).isEqualTo(whole.own().get("ann"));
    List<PersonResult.ClipResult> clips = joined.persons().get(0).clips();
    assertThat(clips.stream().map(PersonResult.ClipResult::clip)).containsExactly("one", "two");
    assertThat(clips.get(0).keyFrames())
        .usingRecursiveComparison()
        .isEqualTo(whole.persons().get(0).clips().get(0).keyFrames());
  }

  private static EncodedClip encoded(ClipInput clip, Map<String, ?> settings) {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true)) {
      return new CohortInverter(
              BUNDLE,
              networks,
              InversionSettings.quick().with(Map.of("size", SIZE, "landmark", 0)).with(settings),
              new Compute(Device.cpu(), Precision.FLOAT32, true),
              EncoderBundle.of(BUNDLE, "", new Configuration(false)))
          .encode(clip, (done, total, doing) -> assertThat(done).isLessThanOrEqualTo(total));
    }
  }

  /** Steps follow for those alone whom encoding leaves below the target. */
  @Test
  void autoTakesTheCheapestThatWillDo() throws IOException {
    PersonInput person = person(3, 2);
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "strategy",
                "auto",
                "analysis_steps",
                1,
                "key_frame_steps",
                1,
                "tuning_steps",
                2,
                "lift_rounds",
                2,
                "lift_steps",
                0,
                "auto_db",
                15,
                "encoded_share",
                1));
    CohortResult content = invert(person, settings);
    assertThat(content.strategy()).isEqualTo(Strategy.ENCODE);
    assertThat(content.tuningSteps()).isZero();
    settings.put("auto_db", 60);
    // Loading alone is predicted to take longer.
    settings.put("auto_seconds", 1);
    assertThat(invert(person, settings).strategy()).isEqualTo(Strategy.ENCODE);
    settings.put("auto_seconds", 600);
    CohortResult steps = invert(person, settings);
    assertThat(steps.strategy()).isEqualTo(Strategy.ENCODE_OPTIMISE);
    assertThat(steps.tuningSteps()).isEqualTo(2);
    assertThat(Strategy.AUTO.with(false)).isEqualTo(Strategy.OPTIMISE);
  }

  @Test
  void pivotsAreTunedWithLocality() throws IOException {
    CohortResult r =
        invert(
            person(3, 1),
            Map.of(
                "strategy",
                "pivot",
                "analysis_steps",
                2,
                "key_frame_steps",
                1,
                "pivot_steps",
                7,
                "lift_steps",
                5));
    assertThat(r.strategy()).isEqualTo(Strategy.PIVOT);
    assertThat(r.tuningSteps()).isEqualTo(7);
    assertThat(r.own()).containsOnlyKeys("ann");
    assertThat(
            r.losses().stream()
                .filter(e -> e.phase().equals(JointTuning.LOCALITY))
                .map(LossTrace.Entry::step))
        .containsExactly(3, 6);
    assertThat(r.persons().get(0).clips().get(0).keyFrames().get(0).psnr()).isGreaterThan(20);
  }

  /** What is lifted is what was painted, in whatever order the frames come. */
  @Test
  void coloursAreLiftedFromPictures() {
    List<Lifting.View> views = new ArrayList<>();
    float[] mean;
    try (Generator g = Generator.load(BUNDLE, Device.cpu(), true);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      mean = g.latentOf(BUNDLE.latentStats().mean());
      for (TargetFrame f : person(9, 3).clips().get(0).frames()) {
        // Another person's colours, on the shape of the mean head.
        views.add(new Lifting.View(mean, f.camera(), f));
      }
      double before = error(painter, views);
      new Lifting(painter, new GaussianTables(g))
          .lift(views.get(0).latent(), views, 8, 0, 1, part -> {});
      assertThat(error(painter, views)).isLessThan(before / 3);
    }
    List<Lifting.View> turned = new ArrayList<>(views);
    Collections.reverse(turned);
    float[] one = lifted(views, mean);
    float[] two = lifted(turned, mean);
    for (int i = 0; i < one.length; i++) {
      assertThat(Math.abs(one[i] - two[i])).isLessThan(1e-2f);
    }
  }

  /** The mean head's picture once the views' colours are lifted. */
  private static float[] lifted(List<Lifting.View> views, float[] mean) {
    try (Generator g = Generator.load(BUNDLE, Device.cpu(), true);
        GaussianPainter painter = (GaussianPainter) Painter.of(g, 2, true)) {
      new Lifting(painter, new GaussianTables(g))
          .lift(views.get(0).latent(), views, 8, 0, 1, part -> {});
      try (Heads heads = painter.heads(new float[][] {mean})) {
        return heads.draw(0, Camera.neutral(), SIZE, SIZE, Colours.white()).image();
      }
    }
  }

  /** Mean squared error of what counts in the views. */
  private static double error(GaussianPainter painter, List<Lifting.View> views) {
    double sum = 0;
    long count = 0;
    for (Lifting.View v : views) {
      float[] target = new float[3 * SIZE * SIZE];
      v.target().composite(Colours.white(), target);
      try (Heads heads = painter.heads(new float[][] {v.latent()})) {
        Heads.Drawn drawn = heads.draw(0, v.camera(), SIZE, SIZE, Colours.white());
        for (int i = 0; i < target.length; i++) {
          if (drawn.alpha()[i % (SIZE * SIZE)] > 0.9f) {
            double d = target[i] - drawn.image()[i];
            sum += d * d;
            count++;
          }
        }
      }
    }
    return sum / count;
  }
}
