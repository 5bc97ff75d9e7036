package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.reenact.error.UserError;
import io.reenact.generator.TuningRates;
import io.reenact.settings.Settings;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InversionSettingsTest {
  @Test
  void aVariantDiffersInWhatWasNamedAlone() {
    InversionSettings quick = InversionSettings.quick();
    InversionSettings other =
        quick.with(Map.of("hold_out", 0.25, "key_frames", "landmark", "pixel", 2, "threads", 7));
    InversionSettings encoded = quick.with(Map.of("strategy", "encode", "lift_steps", 3));
    assertThat(encoded.with(Map.of("size", 64)).lift()).isEqualTo(encoded.lift());
    assertThat(other.work().holdOut()).isEqualTo(0.25);
    assertThat(other.keyFrames().keyFrames()).isEqualTo(KeyFrames.LANDMARK);
    assertThat(other.weights().of("pixel")).isEqualTo(2);
    assertThat(other.run().threads()).isEqualTo(7);
    assertThat(
            other.with(
                Map.of("hold_out", 0, "key_frames", "adaptive", "pixel", 0.25, "threads", 2)))
        .isEqualTo(quick);
  }

  @Test
  void theFirstStepsLookAtEveryOtherFrame() {
    InversionSettings standard = InversionSettings.standard().with(Map.of("halves", 0.6));
    assertThat(IntStream.rangeClosed(1, 10).filter(s -> standard.halves(s, 10)))
        .hasSize(6)
        .endsWith(6);
    assertThat(InversionSettings.paper().halves(1, 10)).isFalse();
  }

  /** What a network says at every other step counts twice. */
  @Test
  void identityTakesTurnsInTuning() {
    PhaseTerms terms =
        PhaseTerms.of(InversionSettings.standard(), new LandmarkGaussians(null), new int[0]);
    double weight = InversionSettings.standard().weights().of("tuning_identity");
    assertThat(identity(terms.reconstruction(1, false))).isEqualTo(weight);
    assertThat(identity(terms.reconstruction(1, true))).isZero();
    assertThat(identity(terms.reconstruction(2, true))).isEqualTo(2 * weight);
    assertThat(terms.reconstruction(1, true)).hasSize(terms.reconstruction(2, true).size() - 1);
  }

  private static double identity(List<LossTerm> terms) {
    return terms.stream()
        .filter(IdentityTerm.class::isInstance)
        .mapToDouble(LossTerm::weight)
        .sum();
  }

  /** From an encoded start steps are fewer; without optimisation there are none. */
  @Test
  void strategiesTakeTheirShareOfTheSteps() {
    InversionSettings quick =
        InversionSettings.quick().with(Map.of("encoded_share", 0.25, "key_frame_steps", 20));
    assertThat(quick.by(Strategy.OPTIMISE).ofStrategy().tuning().tuningSteps()).isEqualTo(300);
    InversionSettings fewer = quick.by(Strategy.ENCODE_OPTIMISE).ofStrategy();
    assertThat(fewer.tuning().tuningSteps()).isEqualTo(75);
    assertThat(fewer.analysis().analysisSteps()).isEqualTo(25);
    assertThat(fewer.keyFrames().keyFrameSteps()).isEqualTo(5);
    assertThat(quick.by(Strategy.ENCODE).ofStrategy().tuning().tuningSteps()).isZero();
    for (Strategy s : List.of(Strategy.ENCODE_OPTIMISE, Strategy.AUTO, Strategy.OPTIMISE)) {
      assertThat(s.with(false)).isEqualTo(Strategy.OPTIMISE);
      assertThat(s.with(true)).isEqualTo(s);
    }
    assertThat(Strategy.ENCODE.with(false)).isEqualTo(Strategy.ENCODE);
    assertThat(Strategy.PIVOT.with(false)).isEqualTo(Strategy.PIVOT);
    InversionSettings pivot = quick.with(Map.of("pivot_steps", 9)).by(Strategy.PIVOT).ofStrategy();
    assertThat(pivot.tuning().tuningSteps()).isEqualTo(9);
    assertThat(pivot.analysis()).isEqualTo(quick.analysis());
    assertThat(pivot.keyFrames()).isEqualTo(quick.keyFrames());
    // A rate for all weights is the pivot's alone.
    assertThat(pivot.rates()).isEqualTo(new TuningRates(0.001, 1, 0));
    assertThat(pivot.with(Map.of("pivot_rate", 0.01)).rates().instead()).isEqualTo(0.01);
    assertThat(quick.with(Map.of("pivot_rate", 0.01, "rate_factor", 2)).rates())
        .isEqualTo(new TuningRates(0.001, 2, 0));
  }

  /** Optimisation lifts only if asked to, and nothing lifts without rounds and steps. */
  @Test
  void strategiesLiftWhatFramesShowBeyondLatents() {
    InversionSettings quick = InversionSettings.quick();
    for (Strategy s : Strategy.values()) {
      InversionSettings by = quick.by(s);
      assertThat(by.lift().lifts()).as("%s", s).isEqualTo(s != Strategy.OPTIMISE);
      InversionSettings asked = by.with(Map.of("lift_optimised", true));
      assertThat(asked.lift().lifts()).as("%s", s).isTrue();
      assertThat(asked.by(Strategy.OPTIMISE).lift().lifts()).isTrue();
      assertThat(asked.with(Map.of("lift_rounds", 0, "lift_steps", 0)).lift().lifts()).isFalse();
    }
  }

  @Test
  void unknownNamesAndValuesOutOfRangeAreRefusedByName() {
    InversionSettings quick = InversionSettings.quick();
    assertThatThrownBy(() -> quick.with(Map.of("holdOut", 0.25)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "unknown setting inversion.holdOut; did you mean inversion.hold_out?");
    assertThatThrownBy(() -> quick.with(Map.of("hold_out", 2)))
        .isInstanceOf(UserError.class)
        .hasMessage("settings: inversion.hold_out must be from 0 to 0.9, not 2");
    assertThatThrownBy(() -> quick.with(Map.of("size", 130)))
        .isInstanceOf(UserError.class)
        .hasMessage("settings: inversion.size must be a multiple of 4 from 32 to 1024, not 130");
    assertThatThrownBy(() -> quick.with(Map.of("key_frames", "random")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("one of [equidistant, landmark, differential, adaptive]");
  }

  /** A setting that no record reads would be a setting without an effect. */
  @Test
  void everySettingOfTheSectionIsRead() {
    InversionSettings s = InversionSettings.standard();
    Set<String> read = new TreeSet<>(s.weights().byName().keySet());
    for (Record part :
        List.of(
            s.work(),
            s.analysis(),
            s.keyFrames(),
            s.tuning(),
            s.cross(),
            s.emphasis(),
            s.lift(),
            s.pivot())) {
      for (RecordComponent c : part.getClass().getRecordComponents()) {
        assertThat(
                read.add(
                    PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(c.getName())))
            .as(c.getName())
            .isTrue();
      }
    }
    // The planner's, which the stage reads.
    read.addAll(
        List.of(
            "planner",
            "hub",
            "hub_frames",
            "light_perceptual",
            "precision",
            "directions",
            "encoder"));
    Set<String> declared = new TreeSet<>();
    Settings.defaults().section("inversion").fieldNames().forEachRemaining(declared::add);
    assertThat(read).isEqualTo(declared);
  }

  @Test
  void profilesLieOverTheDefaults() {
    assertThat(InversionSettings.standard()).isEqualTo(InversionSettings.of(Settings.defaults()));
    InversionSettings paper = InversionSettings.paper();
    assertThat(paper.size()).isEqualTo(512);
    assertThat(paper.weights().of("cross_change")).isZero();
    assertThat(paper.tuning()).extracting("tuningSteps", "warmUp").containsExactly(5000, 20);
  }

  @Test
  void ratesRiseAndFall() {
    InversionSettings.Tuning t = InversionSettings.standard().tuning();
    assertThat(t.factor(10)).isCloseTo(0.5 * (1 - 0.95 * 10 / 1500), within(1e-12));
    assertThat(t.factor(1500)).isCloseTo(0.05, within(1e-12));
  }
}
