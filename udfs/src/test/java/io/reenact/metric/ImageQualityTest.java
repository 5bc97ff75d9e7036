package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageQualityTest {
  private static float[] noise(int pixels, long seed) {
    Random random = new Random(seed);
    float[] x = new float[3 * pixels];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    return x;
  }

  @Test
  void equalPicturesAreAtTheCap() {
    float[] a = noise(32 * 20, 1);
    assertThat(ImageQuality.psnr(a, a, null)).isEqualTo(100);
    assertThat(ImageQuality.l1(a, a, null)).isZero();
    assertThat(ImageQuality.ssim(a, a, null, 32, 20)).isCloseTo(1, within(1e-6));
  }

  @Test
  void constantDifferenceByHand() {
    float[] a = new float[3 * 64];
    float[] b = new float[3 * 64];
    java.util.Arrays.fill(b, 0.2f);
    // 0.2 of a range of 2 is 0.1: 20 dB.
    assertThat(ImageQuality.psnr(a, b, null)).isCloseTo(20, within(1e-4));
    assertThat(ImageQuality.l1(a, b, null)).isCloseTo(0.1, within(1e-6));
    // Without variance only the luminance term is left: means 0.5 and 0.6.
    double expected = (2 * 0.5 * 0.6 + 1e-4) / (0.25 + 0.36 + 1e-4);
    assertThat(ImageQuality.ssim(a, b, null, 8, 8)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void masksChooseThePixels() {
    float[] a = new float[3 * 4];
    float[] b = new float[3 * 4];
    b[0] = 2;
    b[5] = 0.4f;
    // Pixel 1 (channel 1) differs by 0.4, pixel 0 (channel 0) by 1, clamped.
    assertThat(ImageQuality.l1(a, b, new float[] {0, 1, 0, 0})).isCloseTo(0.2 / 3, within(1e-7));
    assertThat(ImageQuality.l1(a, b, new float[] {1, 0, 0, 0})).isCloseTo(0.5 / 3, within(1e-7));
    assertThat(ImageQuality.psnr(a, b, new float[4])).isNaN();
  }

  /** The definition, window by window, against the separable one. */
  @Test
  void ssimEqualsItsDefinition() {
    int w = 17;
    int h = 14;
    float[] a = noise(w * h, 2);
    float[] b = noise(w * h, 3);
    for (int i = 0; i < b.length; i++) {
      b[i] = 0.7f * a[i] + 0.3f * b[i];
    }
    double total = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          double[] s = new double[6];
          for (int v = Math.max(0, y - 5); v <= Math.min(h - 1, y + 5); v++) {
            for (int u = Math.max(0, x - 5); u <= Math.min(w - 1, x + 5); u++) {
              double k = Math.exp(-((u - x) * (u - x) + (v - y) * (v - y)) / 4.5);
              double p = 0.5 * a[c * w * h + v * w + u] + 0.5;
              double q = 0.5 * b[c * w * h + v * w + u] + 0.5;
              s[0] += k;
              s[1] += k * p;
              s[2] += k * q;
              s[3] += k * p * p;
              s[4] += k * q * q;
              s[5] += k * p * q;
            }
          }
          double mx = s[1] / s[0];
          double my = s[2] / s[0];
          total +=
              (2 * mx * my + 1e-4)
                  * (2 * (s[5] / s[0] - mx * my) + 9e-4)
                  / ((mx * mx + my * my + 1e-4)
                      * (s[3] / s[0] - mx * mx + s[4] / s[0] - my * my + 9e-4));
        }
      }
    }
    assertThat(ImageQuality.ssim(a, b, null, w, h)).isCloseTo(total / (3 * w * h), within(1e-6));
  }
}
