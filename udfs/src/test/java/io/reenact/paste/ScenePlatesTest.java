package io.reenact.paste;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.video.RgbImage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScenePlatesTest {
  @Test
  void aClipsPlateIsMadeOnceWhileItIsAskedFor() {
    ScenePlates plates = new ScenePlates();
    AtomicInteger made = new AtomicInteger();
    ScenePlate first = plates.of("ann/1", () -> plate(made));
    for (int k = 0; k < 7; k++) {
      plates.of("clip " + k, () -> plate(made));
      assertThat(plates.of("ann/1", () -> plate(made))).isSameAs(first);
    }
    assertThat(made).hasValue(8);
    // The ninth takes the place of what was asked for longest ago.
    plates.of("ben/1", () -> plate(made));
    plates.of("clip 0", () -> plate(made));
    assertThat(made).hasValue(10);
    assertThat(plates.of("ann/1", () -> plate(made))).isSameAs(first);
  }

  private static ScenePlate plate(AtomicInteger made) {
    made.incrementAndGet();
    return new ScenePlate(RgbImage.blank(1, 1), null, new HairColours());
  }
}
