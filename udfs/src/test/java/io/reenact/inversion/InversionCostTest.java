package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.splat.cpu.CpuRasterizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan of an inversion against what one really renders, with the stand-in generator. */
class InversionCostTest {
  private static final int SIZE = 32;
  private static FaceNetworks networks;
  private static GeneratorBundle bundle;
  private static List<PersonInput> people;

  @BeforeAll
  static void setUp() {
    networks = FaceNetworks.bundled(Device.cpu(), true);
    bundle = TinyBundle.load();
    try (Generator g = Generator.load(bundle, Device.cpu(), false);
        CpuRasterizer r = new CpuRasterizer(2)) {
      people =
          List.of(Scene.person(g, r, "ann", 1, 9, SIZE), Scene.person(g, r, "bob", 2, 7, SIZE));
    }
  }

  @AfterAll
  static void tearDown() {
    networks.close();
  }

  /** What an inversion said of itself. */
  private record Said(double done, double total, String doing) {}

  private static InversionSettings settings() {
    return CohortInverterTest.settings(12, 2, 7)
        .with(
            Map.of(
                "size",
                SIZE,
                "analysis_frames",
                2,
                "key_frame_share",
                0.4,
                "expression",
                0.1,
                "start_candidates",
                3));
  }

  private static CohortResult run(
      InversionSettings s, List<PersonInput> who, Checkpoints c, List<Said> said)
      throws IOException {
    return new CohortInverter(bundle, networks, s, Device.cpu())
        .invert(who, c, (done, total, doing) -> said.add(new Said(done, total, doing)));
  }

  private static void wellTold(List<Said> said) {
    double before = 0;
    for (Said s : said) {
      // What is added in another order may differ in the last digit.
      assertThat(s.done).isBetween(before - 1e-9, s.total + 1e-9);
      before = s.done;
    }
    Said last = said.get(said.size() - 1);
    assertThat(last.doing).isEqualTo("judging");
    // Where a price is repeated and where it is multiplied, the last digit may differ.
    assertThat(last.done).isCloseTo(last.total, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "20, 0, 0", "0, 0.05, 0", "0, 0, 0.1", "20, 0.05, 0.1"})
  void plansTheFramesThatAreRendered(double sides, double coherence, double constancy)
      throws IOException {
    InversionSettings s =
        settings()
            .with(
                Map.of(
                    "tuning_sides", sides,
                    "tuning_coherence", coherence,
                    "tuning_constancy", constancy));
    List<Said> said = new ArrayList<>();
    CohortResult r = run(s, people, Checkpoints.NONE, said);
    InversionCost plan = InversionCost.of(s, List.of(9, 7), false, true);
    List<Integer> keys =
        r.persons().stream()
            .flatMap(p -> p.clips().stream())
            .map(c -> c.keyFrames().size())
            .toList();
    plan.keyFrames(keys);
    assertThat(plan.frames()).isEqualTo(r.renderedFrames());
    wellTold(said);
    double told = said.get(said.size() - 1).done;
    assertThat(told).isCloseTo(plan.seconds(), within(1e-9));
    assertThat(said).extracting(Said::doing).contains("analysis", "key frames", "tuning");
    assertThat(said).anyMatch(x -> x.doing.matches("tuning 7/7, loss [0-9.e+-]+"));
    assertThat(said).anyMatch(x -> x.doing.matches("analysis 12/12, loss [0-9.e+-]+"));
  }

  /**
   * Processor seconds of the benchmark {@code prices}: 2 people of 25 frames, 128 px, all terms; of
   * all steps but the first, which tells when to begin.
   */
  @Test
  void pricesAreThoseThatWereMeasured() {
    InversionSettings s =
        InversionSettings.quick()
            .by(Strategy.OPTIMISE)
            .with(
                Map.of(
                    "analysis_steps",
                    12,
                    "key_frames",
                    "equidistant",
                    "key_frame_share",
                    0.3,
                    "key_frame_steps",
                    6,
                    "halves",
                    0,
                    "network_turns",
                    false,
                    "tuning_coherence",
                    0,
                    "tuning_constancy",
                    0,
                    "tuning_steps",
                    36));
    InversionCost plan = InversionCost.of(s, List.of(25, 25), false, true);
    plan.keyFrames(List.of(8, 8));
    plan.analysis(1);
    plan.tuning(1);
    assertThat(plan.seconds(InversionCost.Phase.ANALYSIS))
        .isCloseTo(0.40 + 0.91, withinPercentage(15));
    // Its news come for every eight key frames, of which the first are missing.
    assertThat(plan.seconds(InversionCost.Phase.KEY_FRAMES) - plan.prices().keyStarts(16))
        .isCloseTo((0.64 + 1.07) * 12 / 11, withinPercentage(15));
    assertThat(plan.seconds(InversionCost.Phase.TUNING) - 2 * plan.prices().person())
        .isCloseTo(2.13 + 3.38, withinPercentage(15));
    assertThat(plan.prices().look(32)).isCloseTo(0.14, withinPercentage(15));
  }

  @Test
  void planIsMadeAgainWhenKeyFramesAreKnown() throws IOException {
    InversionSettings all =
        settings().with(Map.of("key_frames", "adaptive", "key_frame_error", 1e-4));
    List<Said> said = new ArrayList<>();
    run(all, people, Checkpoints.NONE, said);
    double guessed = InversionCost.of(all, List.of(9, 7), false, true).seconds();
    double known = said.get(said.size() - 1).total;
    InversionCost plan = InversionCost.of(all, List.of(9, 7), false, true);
    plan.keyFrames(List.of(9, 7));
    assertThat(known).isGreaterThan(guessed);
    assertThat(known).isCloseTo(plan.seconds(), within(1e-9));
    wellTold(said);
  }

  @Test
  void aFrozenHubIsNotSoughtAndAResumedRunPlansOnlyTheRest(@TempDir Path folder)
      throws IOException {
    InversionSettings s = settings().with(Map.of("checkpoint_seconds", 0));
    CohortResult hub = run(s, List.of(people.get(0)), Checkpoints.NONE, new ArrayList<>());
    List<PersonInput> both =
        List.of(new PersonInput("ann", people.get(0).clips(), hub.persons().get(0)), people.get(1));
    List<Said> rest = new ArrayList<>();
    // After 12 steps of analysis, the start and two steps of key frames, and those of tuning.
    CohortResult r = resumed(s, both, folder, 12 + 3 + 4, rest);
    InversionCost plan = InversionCost.of(s, List.of(9, 7), true, true);
    plan.tuning(3);
    plan.keyFrames(List.of(r.persons().get(1).clips().get(0).keyFrames().size()));
    assertThat(rest.get(rest.size() - 1).total)
        .isLessThan(plan.seconds() - plan.seconds(InversionCost.Phase.ANALYSIS));
    // Of seven steps three were done; the sixth has a cross step, the third one had.
    assertThat(r.renderedFrames())
        .isEqualTo(4L * s.tuning().tuningBatch() + s.cross().crossFrames());
  }

  private static CohortResult resumed(
      InversionSettings s, List<PersonInput> who, Path folder, int saves, List<Said> rest)
      throws IOException {
    CohortInverterTest.Memory memory = new CohortInverterTest.Memory(folder, saves);
    assertThatThrownBy(() -> run(s, who, memory, new ArrayList<>())).hasMessage("killed");
    CohortResult r = run(s, who, memory, rest);
    wellTold(rest);
    return r;
  }

  @Test
  void aRunKilledBeforeTuningPlansOnlyTheRest(@TempDir Path folder) throws IOException {
    InversionSettings s = settings().with(Map.of("checkpoint_seconds", 0));
    InversionCost plan = InversionCost.of(s, List.of(9, 7), false, true);
    List<Said> rest = new ArrayList<>();
    CohortResult r = resumed(s, people, Files.createDirectory(folder.resolve("a")), 5, rest);
    List<Integer> keys =
        r.persons().stream()
            .flatMap(p -> p.clips().stream())
            .map(c -> c.keyFrames().size())
            .toList();
    plan.keyFrames(keys);
    plan.analysis(5);
    assertThat(r.renderedFrames()).isEqualTo(plan.frames());

    rest.clear();
    r = resumed(s, people, Files.createDirectory(folder.resolve("k")), 12 + 2, rest);
    plan.analysis(12);
    plan.keyFramesAfter(keys, 1);
    assertThat(r.renderedFrames()).isEqualTo(plan.frames());
  }

  /** To the second, and a person's seconds for everyone. */
  @Test
  void stepsFromAnEncodedStartAreTakenIfAutosSecondsAllowThem() {
    InversionSettings quick = InversionSettings.quick().by(Strategy.AUTO);
    double needed =
        InversionCost.of(quick.by(Strategy.ENCODE_OPTIMISE), List.of(75), false, true).seconds();
    double encoding =
        InversionCost.of(quick.by(Strategy.ENCODE), List.of(75), false, true).seconds();
    assertThat(needed).isGreaterThan(encoding);
    assertThat(affords(quick, 0, 75)).isTrue();
    assertThat(affords(quick, needed + 1, 75)).isTrue();
    assertThat(affords(quick, needed - 1, 75)).isFalse();
    assertThat(affords(quick, encoding, 75)).isFalse();
    // More frames take longer; two people have twice the seconds.
    assertThat(affords(quick, needed + 1, 750)).isFalse();
    assertThat(affords(quick, needed + 1, 75, 75)).isTrue();
  }

  private static boolean affords(InversionSettings auto, double seconds, Integer... people) {
    return InversionCost.affordsSteps(
        auto.with(Map.of("auto_seconds", seconds)), List.of(people), true);
  }
}
