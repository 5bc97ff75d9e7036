package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.video.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PasteBackTest {
  private static RgbImage grey(int size, int value) {
    byte[] rgb = new byte[3 * size * size];
    Arrays.fill(rgb, (byte) value);
    return new RgbImage(size, size, rgb);
  }

  /** A crop of 64 px of the frame around (x, y), upright. */
  private static float[] crop(float x, float y) {
    float s = 512 / 64f;
    return new float[] {s, 0, 256 - s * x, 0, s, 256 - s * y};
  }

  @Test
  void showsTheHeadInsideAndTheFrameOutside() {
    RgbImage frame = grey(128, 50);
    float[] alpha = new float[32 * 32];
    for (int y = 8; y < 24; y++) {
      Arrays.fill(alpha, y * 32 + 8, y * 32 + 24, 1f);
    }
    RgbImage head = grey(32, 255);
    for (int i = 0; i < alpha.length; i++) {
      if (alpha[i] == 1) {
        Arrays.fill(head.rgb(), 3 * i, 3 * i + 3, (byte) 120);
      }
    }
    RgbImage pasted = PasteBack.paste(frame, new RenderedFrame(0, 0, head, alpha), crop(70, 50), 0);
    assertThat(pasted.at(70, 50, 0)).isBetween(119, 121);
    assertThat(pasted.at(70, 50 - 20, 0)).isEqualTo(50);
    assertThat(pasted.at(70 + 40, 50, 1)).isEqualTo(50);
    // Nothing of the white behind the head comes along.
    for (int i = 0; i < pasted.rgb().length; i++) {
      assertThat(pasted.rgb()[i] & 0xff).isLessThan(125);
    }
  }

  @Test
  void fadesWhereTheBodyMeetsTheCropsEdge() {
    RgbImage frame = grey(128, 0);
    float[] alpha = new float[32 * 32];
    Arrays.fill(alpha, 1);
    RgbImage pasted =
        PasteBack.paste(frame, new RenderedFrame(0, 0, grey(32, 200), alpha), crop(64, 64), 0);
    assertThat(pasted.at(64, 64, 0)).isBetween(199, 201);
    assertThat(pasted.at(64, 94, 0)).isBetween(2, 120);
    assertThat(pasted.at(64, 97, 0)).isZero();
    assertThatThrownBy(
            () ->
                PasteBack.paste(
                    frame, new RenderedFrame(0, 0, grey(32, 200), null), crop(64, 64), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
