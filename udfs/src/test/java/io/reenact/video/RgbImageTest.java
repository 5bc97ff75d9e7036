package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  @Test
  void planesBecomePixelsRoundedAndWithinBounds() {
    float[] red = {-1, 0, 1};
    float[] green = {-3, 1.01f, 0.5f};
    float[] blue = {Float.NaN, Float.POSITIVE_INFINITY, -1 + 1 / 127.5f};
    float[] chw = new float[9];
    System.arraycopy(red, 0, chw, 0, 3);
    System.arraycopy(green, 0, chw, 3, 3);
    System.arraycopy(blue, 0, chw, 6, 3);
    RgbImage image = RgbImage.ofChw(chw, 3, 1);
    // 127.5 v + 127.5, rounded: 0.5 is 191.25.
    assertThat(image.rgb())
        .containsExactly(0, 0, 0, (byte) 128, (byte) 255, (byte) 255, (byte) 255, (byte) 191, 1);
  }

  @Test
  void everyByteComesBack() {
    byte[] rgb = new byte[3 * 256];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    RgbImage image = new RgbImage(256, 1, rgb);
    assertThat(RgbImage.ofChw(image.toChw(), 256, 1).rgb()).isEqualTo(rgb);
  }
}
