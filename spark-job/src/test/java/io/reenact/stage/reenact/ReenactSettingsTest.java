package io.reenact.stage.reenact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.BadSetting;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.render.CameraChoice;
import io.reenact.render.Looping;
import io.reenact.settings.Settings;
import io.reenact.settings.SettingsReference;
import io.reenact.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words of settings and the constants that they stand for. */
class ReenactSettingsTest {
  private static ReenactSettings with(String... assignments) {
    Settings settings = Settings.defaults();
    for (String a : assignments) {
      settings = settings.with(a);
    }
    return settings.section("reenact", ReenactSettings.class);
  }

  /** Keys of units are hashes of the record: they must not change with how it holds words. */
  @Test
  void theRecordIsWrittenAsItsSectionIs() {
    Settings settings =
        Settings.defaults().with("reenact.camera=quilt").with("reenact.similarity=expression");
    ReenactSettings how = settings.section("reenact", ReenactSettings.class);
    assertThat(Json.mapper().<JsonNode>valueToTree(how)).isEqualTo(settings.section("reenact"));
    assertThat(how.camera().choice()).isEqualTo(CameraChoice.QUILT);
  }

  @Test
  void everyWordOfASettingIsAConstant() {
    assertThat(SettingsReference.all().get("reenact.similarity").oneOf())
        .containsExactlyElementsOf(words(Similarity.By.values()));
    List<String> cameras = new ArrayList<>();
    for (CameraChoice c : CameraChoice.values()) {
      if (c != CameraChoice.CLIP) {
        cameras.add(c.toString());
      }
    }
    assertThat(SettingsReference.all().get("reenact.camera").form().words())
        .containsExactlyInAnyOrderElementsOf(cameras);
    assertThat(SettingsReference.all().get("reenact.loop").oneOf())
        .containsExactlyElementsOf(words(Looping.values()));
    for (String camera : SettingsReference.all().get("reenact.views_camera").form().words()) {
      assertThat(with("reenact.views_camera=" + camera).viewsCamera().choice().manyViews())
          .isFalse();
    }
    List<PairRule> rules =
        List.of("auto", "all", "similar", "sample").stream().map(PairRule::of).toList();
    assertThat(rules).doesNotHaveDuplicates().doesNotContain(PairRule.LISTED);
    assertThat(PairRule.of("a:b")).isEqualTo(PairRule.LISTED);
    for (String output : words(Output.values())) {
      assertThat(with("reenact.outputs=" + output).kept())
          .extracting(Output::toString)
          .containsExactly(output);
    }
  }

  @Test
  void pastingNeedsTheDriversCamera() {
    assertThatThrownBy(() -> with("reenact.camera=orbit", "reenact.outputs=paste").kept())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not orbit");
    assertThatThrownBy(() -> Output.parse("frames, jpg"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "reenact.outputs: 'jpg' is none of frames, ply, spz, paste, cutout, comparison");
    assertThatThrownBy(() -> with("reenact.camera=grid", "reenact.outputs=cutout").kept())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("one view");
    assertThatThrownBy(() -> with("reenact.background=pink").check())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("reenact.background: 'pink' is none of");
  }

  @Test
  void whetherAResultIsPastedIsDecidedOnlyWhereItCanBe() {
    ReenactSettings plain = with("reenact.outputs=auto");
    assertThat(plain.outputs())
        .isEqualTo(Settings.defaults().section("reenact").get("outputs").asText());
    assertThat(plain.kept()).isEmpty();
    assertThat(plain.pastes()).isTrue();
    assertThat(with("reenact.camera=orbit").pastes()).isFalse();
    assertThat(with("reenact.speed=0.5").pastes()).isFalse();
    assertThat(with("reenact.outputs=frames").pastes()).isFalse();
    assertThat(with("reenact.outputs=paste").pastes()).isTrue();
    assertThat(Output.auto("frames, auto")).isTrue();
    assertThat(Output.auto("frames")).isFalse();
    assertThat(Output.parse("frames, auto")).containsExactly(Output.FRAMES);
  }

  @Test
  void plansKnowWhatPastingAndRetargetingCost() {
    ReenactSettings frames = with("reenact.outputs=frames", "reenact.size=256");
    double undriven = RenderCost.seconds(frames, 100, false);
    assertThat(undriven).isCloseTo(100 / 60.0, within(1e-9));
    // Twice each of 12 key frames, and 14 pictures besides; no more key frames than frames.
    double head = RenderCost.seconds(frames, 100, true);
    assertThat(head).isCloseTo(undriven + 0.015 * 38, within(1e-9));
    assertThat(RenderCost.seconds(frames, 1, true)).isCloseTo(1 / 60.0 + 0.24, within(1e-9));
    assertThat(
            RenderCost.seconds(
                with("reenact.outputs=frames", "reenact.size=256", "reenact.retarget_frames=0"),
                100,
                true))
        .isEqualTo(undriven);
    ReenactSettings pasted = with("reenact.outputs=paste", "reenact.size=256");
    assertThat(RenderCost.seconds(pasted, 100, true)).isCloseTo(head + 8, within(1e-9));
    assertThat(RenderCost.seconds(pasted, 100, false)).isCloseTo(undriven, within(1e-9));
    ReenactSettings blurred =
        with("reenact.outputs=paste", "reenact.size=256", "reenact.background=blur");
    assertThat(RenderCost.seconds(blurred, 100, true)).isCloseTo(head + 37, within(1e-9));
  }

  @Test
  void onlyAPathNeedsAFile() {
    assertThat(with("reenact.camera=path").usesPath()).isTrue();
    assertThat(with("reenact.camera=grid", "reenact.views_camera=path").usesPath()).isTrue();
    assertThat(with("reenact.views_camera=path").usesPath()).isFalse();
  }

  @Test
  void aStoreThatFailsIsNoFaultOfARow() {
    Checked<String> refused =
        Checked.of(
            () -> {
              throw new BadSetting("no");
            });
    assertThatThrownBy(refused::get).isInstanceOf(BadSetting.class).hasMessage("no");
    assertThat(Checked.of(() -> "fine").get()).isEqualTo("fine");
    assertThatThrownBy(
            () ->
                Checked.of(
                    () -> {
                      throw new UnusableStore("gone", null);
                    }))
        .isInstanceOf(UnusableStore.class);
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::toString).toList();
  }
}
