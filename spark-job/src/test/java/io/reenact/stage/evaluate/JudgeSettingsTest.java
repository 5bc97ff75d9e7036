package io.reenact.stage.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.settings.Settings;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.invert.InversionPlan;
import io.reenact.text.Json;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class JudgeSettingsTest {
  private static final String LOSSES =
      "\"networks\":{\"identity\":\"/n/face.pt\",\"identity_sha256\":\"ab\",\"identity_size\":96}";

  private static Settings settings(String json) throws IOException {
    return Settings.defaults().with(Json.mapper().readTree("{" + json + "}"), "test");
  }

  @Test
  void judgesAreTheLossesOwnUnlessNamed() throws IOException {
    Settings settings = settings(LOSSES);
    NetworkSettings judges = JudgeSettings.of(settings);
    assertThat(judges.decides()).isEqualTo(InversionPlan.networks(settings).decides());
    assertThat(JudgeSettings.told(settings))
        .isEqualTo("the losses' own for identity, expression, perceptual");
  }

  @Test
  void aJudgeOfItsOwnChangesNoLoss() throws IOException {
    Settings settings =
        settings(
            LOSSES
                + ",\"judges\":{\"identity\":\"bundled\",\"expression\":\"/n/e.pt\","
                + "\"expression_sha256\":\"cd\",\"expression_size\":64}");
    NetworkSettings judges = JudgeSettings.of(settings);
    assertThat(judges.identity()).isEmpty();
    assertThat(judges.expression()).isEqualTo("/n/e.pt");
    assertThat(judges.expressionSize()).isEqualTo(64);
    assertThat(InversionPlan.networks(settings).identity()).isEqualTo("/n/face.pt");
    assertThat(InversionPlan.networks(settings).expression()).isEmpty();
    assertThat(JudgeSettings.told(settings))
        .isEqualTo(
            "the bundled one for identity; e.pt for expression; the losses' own for perceptual");
  }

  /** Another path to the same file is no other judge. */
  @Test
  void theSameFileByAnotherNameIsTheSameJudge() throws IOException {
    Settings settings =
        settings(
            LOSSES
                + ",\"judges\":{\"identity\":\"/other/name.pt\",\"identity_sha256\":\"AB\","
                + "\"identity_size\":96}");
    assertThat(JudgeSettings.told(settings)).startsWith("the losses' own for identity");
  }

  @Test
  void aMissingJudgeIsToldByItsOwnSetting() throws IOException {
    Settings settings = settings("\"judges\":{\"perceptual\":\"/gone.pt\"}");
    assertThatThrownBy(
            () -> JudgeSettings.of(settings).check(JudgeSettings.SECTION, new Configuration()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("judges.perceptual: /gone.pt");
  }

  @Test
  void aReaderOfLandmarksIsTold() throws IOException {
    Settings settings =
        settings("\"judges\":{\"landmarks\":\"/n/fan.pt\",\"landmarks_sha256\":\"EF\"}");
    assertThat(JudgeSettings.told(settings)).startsWith("fan.pt for landmarks; the losses' own");
    PointsFile points = JudgeSettings.points(settings);
    assertThat(points.decides()).isEqualTo(List.of("ef", 112));
    assertThatThrownBy(() -> points.check(new Configuration()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("judges.landmarks: /n/fan.pt");
    PointsFile none = JudgeSettings.points(Settings.defaults());
    assertThat(none.plugged()).isFalse();
    none.check(new Configuration());
  }
}
