package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.cpu.CpuRasterizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames that a protocol keeps from inversion change nothing that it finds. */
class HeldFramesTest {
  private static final int SIZE = 64;
  private static final int GIVEN = 8;
  private static final InversionSettings SETTINGS = CohortInverterTest.settings(4, 10, 4);
  private static FaceNetworks networks;
  private static GeneratorBundle bundle;
  private static List<PersonInput> people;

  @BeforeAll
  static void setUp() {
    networks = FaceNetworks.bundled(Device.cpu());
    bundle = TinyBundle.load();
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        CpuRasterizer r = new CpuRasterizer(2)) {
      people =
          List.of(Scene.person(g, r, "ann", 1, 12, SIZE), Scene.person(g, r, "bob", 2, 12, SIZE));
    }
  }

  @AfterAll
  static void tearDown() {
    networks.close();
  }

  private static CohortResult invert(List<PersonInput> cohort) throws IOException {
    return new CohortInverter(bundle, networks, SETTINGS, Device.cpu())
        .invert(
            cohort,
            Checkpoints.NONE,
            (done, total, doing) -> assertThat(done).isLessThanOrEqualTo(total));
  }

  /** The first frames of a clip given, and perhaps the others held. */
  private static PersonInput split(PersonInput p, boolean held, int changed) {
    List<TargetFrame> all = p.clips().get(0).frames();
    List<TargetFrame> rest = new ArrayList<>(all.subList(GIVEN, all.size()));
    if (changed >= 0) {
      TargetFrame f = rest.get(changed);
      byte[] rgb = new byte[f.rgb().length];
      rest.set(
          changed,
          new TargetFrame(
              f.frame(),
              f.ptsUs(),
              f.shot(),
              f.camera(),
              f.size(),
              rgb,
              f.matte(),
              f.region(),
              f.landmarks(),
              f.openings()));
    }
    return new PersonInput(
        p.identity(),
        List.of(new ClipInput("clip", all.subList(0, GIVEN))),
        null,
        held ? List.of(new ClipInput("clip", rest)) : List.of());
  }

  private static CohortResult invert(boolean held, int changed) throws IOException {
    return invert(List.of(split(people.get(0), held, changed), split(people.get(1), held, -1)));
  }

  private static void assertSame(CohortResult a, CohortResult b) {
    assertThat(a.weights()).as("weights").isEqualTo(b.weights());
    for (int p = 0; p < 2; p++) {
      assertThat(a.persons().get(p).anchor()).isEqualTo(b.persons().get(p).anchor());
      List<PersonResult.KeyFrame> x = a.persons().get(p).clips().get(0).keyFrames();
      List<PersonResult.KeyFrame> y = b.persons().get(p).clips().get(0).keyFrames();
      assertThat(x).hasSameSizeAs(y);
      for (int k = 0; k < x.size(); k++) {
        assertThat(x.get(k).frame()).isLessThan(GIVEN);
        assertThat(x.get(k).offset()).isEqualTo(y.get(k).offset());
        assertThat(x.get(k).motion()).isEqualTo(y.get(k).motion());
        assertThat(x.get(k).camera()).isEqualTo(y.get(k).camera());
      }
    }
  }

  private static List<PersonResult.KeyFrame> held(CohortResult r, int person) {
    return r.held().get(person).clips().get(0).keyFrames();
  }

  @Test
  void aHeldFrameChangesNothingThatInversionFinds() throws IOException {
    CohortResult kept = invert(true, -1);
    CohortResult changed = invert(true, 0);
    CohortResult alone = invert(false, -1);
    assertSame(kept, changed);
    assertSame(kept, alone);
    assertThat(alone.held()).isEmpty();
    assertThat(kept.held()).extracting(PersonResult::identity).containsExactly("ann", "bob");
    for (int p = 0; p < 2; p++) {
      assertThat(kept.held().get(p).anchor()).isEqualTo(kept.persons().get(p).anchor());
      assertThat(held(kept, p)).allMatch(k -> k.frame() >= GIVEN);
      assertThat(held(kept, p).get(0).frame()).isEqualTo(GIVEN);
    }
    assertThat(held(changed, 0).get(0).offset())
        .as("the changed frame's own offset follows it")
        .isNotEqualTo(held(kept, 0).get(0).offset());
    assertThat(kept.secondsByPhase()).containsKey(HeldInversion.PHASE);
    InversionCost plan = InversionCost.of(SETTINGS, List.of(GIVEN, GIVEN), false, networks.light());
    plan.keyFrames(counts(kept.persons()));
    plan.heldKeys(counts(kept.held()));
    assertThat(kept.renderedFrames())
        .as("every held step looks at every held key frame")
        .isEqualTo(plan.frames());
    int last = 10 * HeldInversion.STEPS;
    assertThat(loss(kept, last))
        .as("held frames come out better by their steps")
        .isLessThan(loss(kept, 1));
  }

  /** As one does that was given a still, or a few frames. */
  @Test
  void aPersonOfFewFramesVariesAsHeldFramesStart() {
    List<float[]> starts = List.of(new float[] {1, 0}, new float[] {3, 0}, new float[] {2, 1});
    List<float[]> one = List.of(new float[] {2, 0});
    assertThat(HeldInversion.axes(one, starts).count()).isEqualTo(2);
    // (1, 0), (3, 0), (2, 1) and (2, 0): variances 1/2 and 3/16, and a twentieth of their mean.
    assertThat(HeldInversion.axes(one, starts).spreads())
        .containsExactly(
            new double[] {Math.sqrt(0.5 + 0.05 * 0.34375), Math.sqrt(0.1875 + 0.05 * 0.34375)},
            within(1e-9));
    List<float[]> many = new ArrayList<>();
    for (int k = 0; k < 16; k++) {
      many.add(new float[] {k % 2, k % 3});
    }
    assertThat(HeldInversion.axes(many, starts).spreads()).isEqualTo(OffsetAxes.of(many).spreads());
  }

  private static List<Integer> counts(List<PersonResult> people) {
    return people.stream().map(p -> p.clips().get(0).keyFrames().size()).toList();
  }

  private static double loss(CohortResult r, int step) {
    return r.losses().stream()
        .filter(e -> e.phase().equals(HeldInversion.PHASE) && e.step() == step)
        .mapToDouble(LossTrace.Entry::loss)
        .average()
        .orElseThrow();
  }
}
