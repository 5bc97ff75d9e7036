package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.BadInput;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameMatchTest {
  private static long[] times(int frames, double fps) {
    return IntStream.range(0, frames).mapToLong(i -> Math.round(i * 1e6 / fps)).toArray();
  }

  @Test
  void asManyFramesAnswerEachOther() {
    assertThat(FrameMatch.of(times(4, 30), times(4, 25))).containsExactly(0, 1, 2, 3);
    assertThat(FrameMatch.of(times(1, 30), times(1, 25))).containsExactly(0);
  }

  @Test
  void otherRatesAreMatchedByTime() {
    assertThat(FrameMatch.of(times(6, 50), times(3, 25))).containsExactly(0, 2, 4);
    assertThat(FrameMatch.of(times(30, 30), times(25, 25)))
        .startsWith(0, 1, 2, 4)
        .endsWith(29)
        .isSorted();
    long[] late = times(6, 50);
    for (int i = 0; i < late.length; i++) {
      late[i] += 7_000_000;
    }
    assertThat(FrameMatch.of(late, times(3, 25))).as("from the first").containsExactly(0, 2, 4);
  }

  @Test
  void anotherLengthIsRefused() {
    assertThatThrownBy(() -> FrameMatch.of(times(40, 25), times(50, 25)))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "the video has 40 frames (1.60 s), its driver 50 (2.00 s): give as many frames, or a"
                + " video as long");
    assertThatThrownBy(() -> FrameMatch.of(times(1, 25), times(50, 25)))
        .isInstanceOf(BadInput.class);
  }
}
