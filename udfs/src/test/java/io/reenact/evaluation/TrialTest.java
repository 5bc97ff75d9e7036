package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.BadSetting;
import io.reenact.face.FirstPart;
import io.reenact.face.FrameTrack;
import io.reenact.metric.FrameSplit;
import io.reenact.settings.Settings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialTest {
  /** A clip all of whose frames can be used but the first. */
  private static List<FrameTrack> track(int frames) {
    return IntStream.range(0, frames)
        .mapToObj(i -> new FrameTrack(i, i * 40_000L, 0, i > 0, null, null, null, null, 0, 0, 0, 0))
        .toList();
  }

  @Test
  void settingsSayWhichFramesAndClips() {
    assertThat(Trial.of(Settings.defaults())).isEqualTo(Trial.WHOLE);
    Trial trial =
        Trial.of(
            Settings.defaults()
                .with("evaluation.protocol=held-out:0.25")
                .with("evaluation.giving=first")
                .with("evaluation.scoring=rest"));
    assertThat(trial.text()).isEqualTo("held-out:0.25; giving first; scoring rest");
    assertThat(Trial.parse(trial.text())).isEqualTo(trial);
    assertThat(Trial.parse(null)).isEqualTo(Trial.WHOLE);
    assertThat(trial.given().text()).isEqualTo("held-out:0.25; giving first");
    assertThat(Trial.parse("pairs:7").given()).isEqualTo(Trial.WHOLE);
    assertThatThrownBy(() -> Trial.of(Settings.defaults().with("evaluation.protocol=lpips")))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("evaluation.protocol: there is no protocol lpips");
    assertThatThrownBy(() -> Trial.of(Settings.defaults().with("evaluation.giving=first:0")))
        .hasMessageStartingWith("evaluation.giving: 'first:0' chooses no clips");
  }

  @Test
  void clipsAreChosenByPlaceOrName() {
    assertThat(new ClipChoice("all").takes(9, "x")).isTrue();
    assertThat(new ClipChoice("first").takes(0, "x")).isTrue();
    assertThat(new ClipChoice("first").takes(1, "x")).isFalse();
    assertThat(new ClipChoice("rest:2").takes(1, "x")).isFalse();
    assertThat(new ClipChoice("rest:2").takes(2, "x")).isTrue();
    assertThat(new ClipChoice("c00, train-*").takes(5, "train-7")).isTrue();
    assertThat(new ClipChoice("c0?").takes(5, "c01")).isTrue();
    assertThat(new ClipChoice("c0.").takes(5, "c01")).as("a dot is a dot").isFalse();
    assertThatThrownBy(() -> new ClipChoice("a,,b")).isInstanceOf(BadSetting.class);
  }

  @Test
  void givenAndHeldFramesAreScoredApart() {
    List<Trial.Part> whole = Trial.WHOLE.parts(0, "c", track(10), true);
    assertThat(whole).extracting(Trial.Part::split).containsExactly(FrameSplit.ALL);
    assertThat(whole.get(0).frames().cardinality()).isEqualTo(10);
    List<Trial.Part> first = Trial.parse("first-frame").parts(0, "c", track(300), true);
    assertThat(first)
        .extracting(Trial.Part::split)
        .containsExactly(FrameSplit.GIVEN, FrameSplit.HELD);
    assertThat(first.get(0).frames().stream()).containsExactly(1);
    assertThat(first.get(1).frames().stream().max()).as("cross: 200 frames").hasValue(199);
    assertThat(Trial.parse("first-frame").parts(0, "c", track(300), false).get(1).frames().length())
        .isEqualTo(300);
    Trial clips = Trial.parse("reconstruction; giving first; scoring rest");
    assertThat(clips.parts(0, "c", track(9), false)).isEmpty();
    List<Trial.Part> held = clips.parts(1, "d", track(9), false);
    assertThat(held).extracting(Trial.Part::split).containsExactly(FrameSplit.HELD);
    assertThat(held.get(0).frames().cardinality()).isEqualTo(8);
    assertThat(clips.split(0, "c", track(9)).given()).hasSize(8);
    assertThat(clips.split(1, "d", track(9)).given()).isEmpty();
  }

  @Test
  void whatMayBeGivenIsTrackedAlone() {
    assertThat(new Protocol.Reconstruction().firstPart(100)).isEqualTo(FirstPart.NONE);
    assertThat(new Protocol.Pairs(3).firstPart(100)).isEqualTo(FirstPart.NONE);
    assertThat(new Protocol.FewShot(3).firstPart(100)).isEqualTo(FirstPart.of(66));
    assertThat(new Protocol.HeldOut(0.25).firstPart(100)).isEqualTo(FirstPart.of(75));
    assertThat(new Protocol.FirstFrame().firstPart(100)).isEqualTo(FirstPart.UNTIL_USABLE);
  }
}
