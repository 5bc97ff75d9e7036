package io.reenact.stage.reenact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.BadSetting;
import io.reenact.plan.Clip;
import io.reenact.plan.TrackedClip;
import io.reenact.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clips that settings name beside a driver. */
class MixesTest {
  private final Mixes mixes =
      new Mixes(
          Map.of(
              "anna", List.of(clip("anna", "one", 9, true), clip("anna", "mute", 9, false)),
              "ben", List.of(clip("ben", "one", 9, null), clip("ben", "dark", 0, true)),
              "zoe", List.of(clip("zoe", "one", 9, true))),
          Map.of(
                  RenderUnits.key("pair", "anna", "one"), "unit of pair",
                  RenderUnits.key("pair", "ben", "one"), "unit of pair",
                  RenderUnits.key("zoe", "zoe", "one"), "unit of zoe")
              ::get);

  private static TrackedClip clip(String identity, String clip, int usable, Boolean audio) {
    return new TrackedClip(
        new Clip(identity, clip, clip + ".mp4", null, null), "c", 9, usable, 0.4, audio, "track");
  }

  private static ReenactSettings with(String... assignments) {
    Settings settings = Settings.defaults();
    for (String a : assignments) {
      settings = settings.with(a);
    }
    return settings.section("reenact", ReenactSettings.class);
  }

  private void refused(String why, String... assignments) {
    assertThatThrownBy(() -> mixes.of(with(assignments), "ben", "pair"))
        .isInstanceOf(BadSetting.class)
        .hasMessage(why);
  }

  @Test
  void poseIsOfAnyTrackedClipAndRefinedInTheCohort() {
    assertThat(mixes.of(with(), "ben", "pair")).isSameAs(Mix.NONE);
    Mix own = mixes.of(with("reenact.camera=clip:anna/one"), "ben", "pair");
    assertThat(own.pose().unit()).isEqualTo("unit of pair");
    Mix other =
        mixes.of(with("reenact.camera=grid", "reenact.views_camera=clip:zoe/one"), "ben", "pair");
    assertThat(other.pose().clip().label()).isEqualTo("zoe/one");
    assertThat(other.pose().unit()).as("of another cohort only the track counts").isNull();
    assertThat(mixes.of(with("reenact.camera=clip:zoe/one"), null, "pair").pose()).isNotNull();
  }

  @Test
  void namesThatAreNoClipsAreRefused() {
    refused(
        "reenact.camera: there is no tracked clip ana/one; did you mean anna/one?; see table clips",
        "reenact.camera=clip:ana/one");
    refused(
        "reenact.camera: ben/dark has no usable frame; name another clip",
        "reenact.camera=clip:ben/dark");
    refused(
        "reenact.audio: anna/mute has no sound; name another clip", "reenact.audio=clip:anna/mute");
    assertThat(mixes.of(with("reenact.audio=clip:ben/one"), "ben", "pair").sound()).isNotNull();
    assertThatThrownBy(() -> mixes.require(with("reenact.blend=zo/one")))
        .hasMessageContaining("did you mean zoe/one?");
  }

  @Test
  void onlyDriversOfOneCohortAreMixed() {
    assertThat(mixes.of(with("reenact.blend=anna/one"), "ben", "pair").blend().unit())
        .isEqualTo("unit of pair");
    refused(
        "reenact.blend: zoe/one has no latents in cohort pair of driver ben; only drivers of one"
            + " cohort can be mixed: invert them in one",
        "reenact.blend=zoe/one");
    assertThatThrownBy(() -> mixes.of(with("reenact.blend=anna/one"), null, "pair"))
        .hasMessage("reenact.blend needs a driver to mix with");
  }

  @Test
  void settingsAreReadAsTheyAreWritten() {
    assertThat(with("reenact.audio=false").hasSound()).isFalse();
    assertThat(with("reenact.audio=TRUE").soundClip()).isNull();
    assertThat(with("reenact.audio=clip:anna/one").soundClip()).isEqualTo("anna/one");
    assertThat(with("reenact.blend_weight=1").blendWeight()).isEqualTo("1");
    for (String[] bad :
        new String[][] {
          {"reenact.camera=clip:anna", "'anna' is not IDENTITY/CLIP, such as anna/c00"},
          {"reenact.camera=orbits", "'orbits' is none of driver, source,"},
          {"reenact.camera=orbits", "; did you mean orbit?"},
          {"reenact.audio=anna/one", "'anna/one' is none of true, false, nor clip:IDENTITY/CLIP"},
          {"reenact.audio=3", "reenact.audio must be text, not 3"},
          {"reenact.blend=anna", "reenact.blend: 'anna' is not IDENTITY/CLIP"},
          {"reenact.blend_weight=1.5", "must be from 0 to 1, or a file, not 1.5"},
          {"reenact.speed=0", "reenact.speed must be from 0.05 to 20"},
          {"reenact.loop=pingpong", "did you mean ping-pong?"}
        }) {
      assertThatThrownBy(() -> with(bad[0])).as(bad[0]).hasMessageContaining(bad[1]);
    }
  }

  @Test
  void whatIsNotAsByDefaultIsPartOfTheLook() {
    assertThat(
            Looks.text(
                with(
                    "reenact.camera=clip:zoe/one",
                    "reenact.speed=0.5",
                    "reenact.start=1",
                    "reenact.loop=ping-pong",
                    "reenact.seconds=4",
                    "reenact.blend=anna/one",
                    "reenact.blend_weight=/where/ever/w.csv",
                    "reenact.audio=clip:anna/one")))
        .isEqualTo(
            "audio=clip:anna/one, blend=anna/one, blend_weight=w.csv, camera=clip:zoe/one,"
                + " loop=ping-pong, seconds=4.0, speed=0.5, start=1.0");
    assertThat(Looks.text(with("reenact.blend_weight=0.7", "reenact.audio=false"))).isEmpty();
  }
}
