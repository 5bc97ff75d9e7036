package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TinyBundle;
import io.reenact.generator.TunedWeights;
import io.reenact.latent.Latents;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.cpu.CpuRasterizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole method on people rendered with the stand-in generator, whose truth is known. */
class CohortInverterTest {
  private static final int SIZE = 64;
  private static FaceNetworks networks;
  private static GeneratorBundle bundle;
  private static List<PersonInput> people;
  private static CohortResult whole;

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

  /** The stand-in's blobs are no faces to the networks: their terms run, with little weight. */
  static InversionSettings settings(int analysis, int key, int tuning) {
    return InversionSettings.quick()
        .by(Strategy.OPTIMISE)
        .with(
            Map.ofEntries(
                Map.entry("size", SIZE),
                Map.entry("analysis_frames", 3),
                Map.entry("analysis_steps", analysis),
                Map.entry("start_candidates", 16),
                Map.entry("key_frames", "equidistant"),
                Map.entry("key_frame_share", 0.4),
                Map.entry("key_frame_steps", key),
                Map.entry("learning_rate", 0.03),
                Map.entry("tuning_steps", tuning),
                // Those of the bundle are as high as so small a network takes.
                Map.entry("rate_factor", 1),
                Map.entry("pixel", 1),
                Map.entry("perceptual", 0.2),
                Map.entry("analysis_face", 0.2),
                Map.entry("key_frame_face", 0.2),
                Map.entry("offset", 0.01),
                Map.entry("expression", 0),
                Map.entry("landmark", 0),
                Map.entry("tuning_perceptual", 0.2),
                Map.entry("tuning_identity", 0.01),
                Map.entry("cross_expression", 0.01),
                Map.entry("cross_identity", 0.01),
                Map.entry("background", "white")));
  }

  private static CohortResult run(InversionSettings s, Checkpoints c) throws IOException {
    return new CohortInverter(bundle, networks, s, Device.cpu())
        .invert(people, c, (done, total, doing) -> assertThat(done).isLessThanOrEqualTo(total));
  }

  /** Of each phase the first step that looks through networks, from the same state. */
  @ParameterizedTest
  @CsvSource({"analysis, 1, 0, 0", "key frames, 0, 1, 0", "tuning, 0, 0, 1"})
  void networksTakeTurnsInEveryPhase(String phase, int analysis, int keys, int tuning)
      throws IOException {
    double whole = perceptual(settings(analysis, keys, tuning), phase, false);
    double part = perceptual(settings(analysis, keys, tuning), phase, true);
    assertThat(whole).isPositive();
    assertThat(part).isPositive().isNotCloseTo(whole, withinPercentage(1));
  }

  private static double perceptual(InversionSettings s, String phase, boolean turns)
      throws IOException {
    CohortResult r = run(s.with(Map.of("network_turns", turns, "halves", 0)), Checkpoints.NONE);
    return r.losses().stream()
        .filter(e -> e.phase().equals(phase))
        .mapToDouble(e -> e.terms().get("perceptual"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void inversionAndTuningBringThePicturesBack() throws IOException {
    CohortResult r = run(settings(42, 14, 40), Checkpoints.NONE);
    assertThat(r.persons()).extracting(PersonResult::identity).containsExactly("ann", "bob");
    for (PersonResult p : r.persons()) {
      assertThat(p.anchor()).hasSize(16);
      PersonResult.ClipResult clip = p.clips().get(0);
      assertThat(clip.keyFrames()).hasSize(5);
      assertThat(clip.keyFrames()).allSatisfy(k -> assertThat(k.psnr()).isGreaterThan(20));
    }
    assertThat(r.losses())
        .extracting(LossTrace.Entry::phase)
        .contains("analysis", "key frames", "tuning", "cross");
    // Each of the first steps looks at half of the frames.
    double first =
        r.losses().stream()
            .limit(2)
            .mapToDouble(e -> e.terms().get("pixel"))
            .average()
            .orElseThrow();
    double last =
        r.losses().stream()
            .filter(e -> e.phase().equals("tuning"))
            .skip(30)
            .mapToDouble(e -> e.terms().get("pixel"))
            .average()
            .orElseThrow();
    assertThat(last).isLessThan(first / 2);
    assertThat(r.losses().stream().filter(e -> e.phase().equals("tuning")))
        .as("expression is judged in every step of tuning")
        .allSatisfy(e -> assertThat(e.terms().get("expression")).isPositive());
    assertThat(GeneratorBundle.sha256(r.weights())).isEqualTo(r.sha256());
    assertThat(r.secondsByPhase()).containsOnlyKeys("analysis", "key frames", "tuning");
    // Halves keep eleven bits: the pictures are all but the same.
    assertThat(Math.abs(r.storageLoss())).isLessThan(0.1);
  }

  private static final Map<String, Integer> NO_PRIORS =
      Map.of("tuning_sides", 0, "tuning_coherence", 0, "tuning_constancy", 0);

  @ParameterizedTest
  @ValueSource(strings = {"tuning_sides", "tuning_coherence", "tuning_constancy"})
  void whatNoFrameSaysMovesWeightsAlone(String term) throws IOException {
    // The second step is the first that hears of sides, the fourth of changes, and the next would
    // be the first whose offsets hear of it.
    int steps = term.equals("tuning_sides") ? TuningPriors.SIDE_EVERY : TuningPriors.CHANGE_EVERY;
    InversionSettings none = settings(2, 1, steps).with(NO_PRIORS);
    CohortResult plain = run(none, Checkpoints.NONE);
    CohortResult sides = run(none.with(Map.of(term, 20)), Checkpoints.NONE);
    assertThat(sides.weights()).isNotEqualTo(plain.weights());
    for (int p = 0; p < 2; p++) {
      assertThat(sides.persons().get(p).anchor()).isEqualTo(plain.persons().get(p).anchor());
      for (int k = 0; k < 5; k++) {
        assertThat(sides.persons().get(p).clips().get(0).keyFrames().get(k).offset())
            .isEqualTo(plain.persons().get(p).clips().get(0).keyFrames().get(k).offset());
      }
    }
  }

  @Test
  void tuningChangesNeighboursAlikeWhereItIsAskedTo() throws IOException {
    InversionSettings none = settings(2, 1, 40).with(NO_PRIORS);
    double free = unevenness(run(none, Checkpoints.NONE));
    double asked = unevenness(run(none.with(Map.of("tuning_coherence", 5)), Checkpoints.NONE));
    assertThat(asked).isLessThan(0.7 * free);
  }

  @Test
  void tuningChangesAPersonAlikeUnderAnothersExpressionWhereItIsAskedTo() throws IOException {
    // At these rates this network's looks depend on expressions at all.
    InversionSettings none = settings(2, 1, 40).with(NO_PRIORS).with(Map.of("rate_factor", 10));
    double free = inconstancy(run(none, Checkpoints.NONE));
    double asked = inconstancy(run(none.with(Map.of("tuning_constancy", 100)), Checkpoints.NONE));
    assertThat(asked).isLessThan(0.3 * free);
  }

  /** Else tuning would look for somebody else for ever. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoIsAloneWearsNobodysExpression() throws IOException {
    InversionSettings none = settings(2, 1, TuningPriors.CHANGE_EVERY).with(NO_PRIORS);
    InversionSettings asked = none.with(Map.of("tuning_constancy", 1));
    assertThat(run(asked, people.subList(0, 1)).weights())
        .isEqualTo(run(none, people.subList(0, 1)).weights());
  }

  private static CohortResult run(InversionSettings s, List<PersonInput> who) throws IOException {
    return new CohortInverter(bundle, networks, s, Device.cpu())
        .invert(who, Checkpoints.NONE, (done, total, doing) -> {});
  }

  private static double unevenness(CohortResult r) {
    try (Generator untuned = Generator.load(bundle, Device.cpu(), false)) {
      float[] change = changes(r, untuned)[1];
      return Coherence.add(
          change,
          Coherence.Pairs.of(untuned),
          0,
          Lifting.buffer(untuned.bundle().manifest().gaussians()));
    }
  }

  private static double inconstancy(CohortResult r) {
    try (Generator untuned = Generator.load(bundle, Device.cpu(), false)) {
      float[][] changes = changes(r, untuned);
      return Constancy.add(
          changes[0], changes[1], 0, Lifting.buffer(untuned.bundle().manifest().gaussians()));
    }
  }

  /** What tuning changes in the first person, under their own offset and under the other's. */
  private static float[][] changes(CohortResult r, Generator untuned) {
    float[] anchor = r.persons().get(0).anchor();
    float[][] latents = new float[2][];
    for (int p = 0; p < 2; p++) {
      float[] offset = r.persons().get(p).clips().get(0).keyFrames().get(1).offset();
      latents[p] = Latents.plus(anchor, 1, offset);
    }
    try (Generator tuned = Generator.load(bundle, Device.cpu(), false)) {
      TunedWeights.apply(tuned, r.weights(), r.sha256());
      try (Synthesis made = tuned.synthesize(latents, false);
          Synthesis plain = untuned.synthesize(latents, false)) {
        return new float[][] {
          TuningPriors.change(made.gaussians(0), plain.gaussians(0)),
          TuningPriors.change(made.gaussians(1), plain.gaussians(1))
        };
      }
    }
  }

  /** Keeps checkpoints, and fails after some of them as a killed task would. */
  static final class Memory implements Checkpoints {
    private final Path file;
    private int left;

    Memory(Path folder, int left) {
      this.file = folder.resolve("checkpoint");
      this.left = left;
    }

    @Override
    public Optional<Path> load() {
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void save(Content checkpoint) throws IOException {
      try (OutputStream out = Files.newOutputStream(file)) {
        checkpoint.writeTo(out);
      }
      if (--left == 0) {
        throw new IOException("killed");
      }
    }
  }

  @Test
  void aDamagedCheckpointCostsItsWorkAndNothingElse(@TempDir Path folder) throws IOException {
    InversionSettings s = everyStep(settings(2, 1, 3));
    CohortResult whole = run(s, Checkpoints.NONE);
    Memory memory = new Memory(folder, 2);
    assertThatThrownBy(() -> run(s, memory)).hasMessage("killed");
    byte[] sound = Files.readAllBytes(memory.file);
    assertThat(CheckpointCodec.usable(memory.file)).isTrue();
    for (int at : new int[] {0, 5, sound.length / 2, sound.length - 1}) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 1;
      assertThat(usable(damaged)).as("byte %d", at).isFalse();
    }
    for (int length : new int[] {0, 3, 40, sound.length - 1}) {
      assertThat(usable(Arrays.copyOf(sound, length))).as("%d bytes", length).isFalse();
    }
    Files.write(memory.file, Arrays.copyOf(sound, sound.length / 2));
    assertThat(run(s, memory).sha256()).isEqualTo(whole.sha256());
  }

  private static boolean usable(byte[] bytes) throws IOException {
    return CheckpointCodec.usable(new ByteArrayInputStream(bytes), bytes.length);
  }

  /** Killed in each phase, before its first step and in its midst. */
  @ParameterizedTest
  @CsvSource({
    "1, analysis; key frames; tuning",
    "4, analysis; key frames; tuning",
    "5, key frames; tuning",
    "6, key frames; tuning",
    "8, tuning",
    "11, tuning"
  })
  void aResumedRunEqualsAnUndisturbedOne(int saves, String phases, @TempDir Path folder)
      throws IOException {
    InversionSettings s = everyStep(settings(4, 2, 6));
    CohortResult whole = undisturbed(s);
    Memory memory = new Memory(folder, saves);
    assertThatThrownBy(() -> run(s, memory)).hasMessage("killed");
    CohortResult resumed = run(s, memory);
    assertThat(resumed.secondsByPhase()).containsOnlyKeys(phases.split("; "));
    assertThat(resumed.sha256()).isEqualTo(whole.sha256());
    for (int p = 0; p < 2; p++) {
      assertThat(resumed.persons().get(p).anchor())
          .containsExactly(whole.persons().get(p).anchor());
      for (int k = 0; k < 5; k++) {
        PersonResult.KeyFrame a = resumed.persons().get(p).clips().get(0).keyFrames().get(k);
        PersonResult.KeyFrame b = whole.persons().get(p).clips().get(0).keyFrames().get(k);
        assertThat(a.offset()).containsExactly(b.offset());
        assertThat(a.motion()).containsExactly(b.motion());
      }
    }
    assertThat(resumed.losses()).isEqualTo(whole.losses());
  }

  /** Twice: nothing but a kill may make a difference. */
  private static CohortResult undisturbed(InversionSettings s) throws IOException {
    if (whole == null) {
      whole = run(s, Checkpoints.NONE);
      assertThat(run(s, Checkpoints.NONE).sha256()).isEqualTo(whole.sha256());
    }
    return whole;
  }

  private static InversionSettings everyStep(InversionSettings s) {
    return s.with(Map.of("checkpoint_seconds", 0));
  }

  @Test
  void aFrozenHubStaysAsItIs() throws IOException {
    CohortResult hub = run(settings(4, 2, 3), Checkpoints.NONE);
    PersonInput frozen = new PersonInput("ann", people.get(0).clips(), hub.persons().get(0));
    CohortResult r =
        new CohortInverter(bundle, networks, settings(4, 2, 6), Device.cpu())
            .invert(List.of(frozen, people.get(1)), Checkpoints.NONE, (done, total, doing) -> {});
    assertThat(r.persons().get(0).anchor()).containsExactly(hub.persons().get(0).anchor());
    for (int k = 0; k < 5; k++) {
      assertThat(r.persons().get(0).clips().get(0).keyFrames().get(k).offset())
          .containsExactly(hub.persons().get(0).clips().get(0).keyFrames().get(k).offset());
    }
  }
}
