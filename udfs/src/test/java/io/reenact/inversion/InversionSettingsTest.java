package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InversionSettingsTest {
  @Test
  void aVariantDiffersInWhatWasNamedAlone() {
    InversionSettings quick = InversionSettings.quick();
    InversionSettings other = quick.with(Map.of("hold_out", 0.25, "key_frames", "landmark"));
    assertThat(other.holdOut()).isEqualTo(0.25);
    assertThat(other.keyFrames()).isEqualTo("landmark");
    assertThat(other.with(Map.of("hold_out", quick.holdOut(), "key_frames", quick.keyFrames())))
        .isEqualTo(quick);
  }

  @Test
  void unknownNamesAndValuesOutOfRangeAreRefusedByName() {
    InversionSettings quick = InversionSettings.quick();
    assertThatThrownBy(() -> quick.with(Map.of("holdOut", 0.25)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("inversion.holdOut is not a setting");
    assertThatThrownBy(() -> quick.with(Map.of("hold_out", 2)))
        .isInstanceOf(UserError.class)
        .hasMessage("inversion.hold_out must be from 0 to 0.9, it is 2.0");
  }
}
