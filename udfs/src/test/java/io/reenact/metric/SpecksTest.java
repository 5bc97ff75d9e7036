package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Painted heads: what is painted is counted. */
class SpecksTest {
  private static final int SIZE = 256;
  private static final int N = SIZE * SIZE;
  private static final int CHIN = 210;

  /** An egg of skin that is lit from one side, with a soft edge, on white. */
  static final class Head {
    private final float[][] colours = new float[3][N];
    private final float[] alpha = new float[N];
    private final boolean[] skin = new boolean[N];

    static Head plain() {
      Head head = new Head();
      for (int i = 0; i < N; i++) {
        int x = i % SIZE;
        double r = Math.hypot((x - 128) / 80.0, (i / SIZE - 128) / 100.0);
        head.alpha[i] = (float) Math.max(0, Math.min(1, (1 - r) * 40 + 0.5));
        head.skin[i] = r < 0.8;
        float light = 0.4f + 0.5f * x / SIZE;
        head.colours[0][i] = light;
        head.colours[1][i] = 0.8f * light;
        head.colours[2][i] = 0.7f * light;
      }
      return head;
    }

    /** A square of a colour; skin or not stays what it was. */
    Head paint(int x, int y, int width, int height, float... rgb) {
      for (int j = y; j < y + height; j++) {
        for (int c = 0; c < 3; c++) {
          Arrays.fill(colours[c], j * SIZE + x, j * SIZE + x + width, rgb[c]);
        }
      }
      return this;
    }

    Head dark(int x, int y, int side) {
      return paint(x, y, side, side, 0.1f, 0.08f, 0.08f);
    }

    Head cover(int x, int y, int side, float covered) {
      for (int j = y; j < y + side; j++) {
        Arrays.fill(alpha, j * SIZE + x, j * SIZE + x + side, covered);
      }
      return this;
    }

    Head feature(int x, int y, int width, int height) {
      for (int j = y; j < y + height; j++) {
        Arrays.fill(skin, j * SIZE + x, j * SIZE + x + width, false);
      }
      return this;
    }

    SideView view() {
      float[] image = new float[3 * N];
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < N; i++) {
          image[c * N + i] = 2 * (alpha[i] * colours[c][i] + 1 - alpha[i]) - 1;
        }
      }
      return new SideView(image, alpha, SIZE, skin, CHIN);
    }

    double specks() {
      return Specks.count(view());
    }
  }

  @Test
  void anEvenHeadHasNone() {
    assertThat(Head.plain().specks()).isZero();
  }

  @Test
  void eachPaintedSpeckCounts() {
    Head head = Head.plain();
    for (int n = 1; n <= 9; n++) {
      int x = 80 + 30 * (n % 3);
      int y = 80 + 30 * (n / 3);
      if (n % 2 == 0) {
        head.dark(x, y, 1 + n / 2);
      } else {
        head.paint(x, y, 3, 2, 1, 1, 0.9f);
      }
      assertThat(head.specks()).as("specks").isEqualTo(n);
    }
  }

  /** What is just seen counts, what is hardly seen does not: 0.07 and 0.03 of 1. */
  @Test
  void contrastDecides() {
    for (float by : new float[] {0.03f, 0.07f}) {
      float light = 0.4f + 0.5f * 128 / SIZE - by;
      Head head = Head.plain().paint(127, 120, 3, 3, light, 0.8f * light, 0.7f * light);
      assertThat(head.specks()).isEqualTo(by > 0.05f ? 1 : 0);
    }
  }

  @Test
  void whatIsLargeOrOnePixelIsNone() {
    assertThat(Head.plain().dark(120, 120, 1).dark(100, 100, 20).specks()).isZero();
  }

  /** A line across the skin, as of a strand, and the edge of hair with a sliver in it. */
  @Test
  void linesAndEdgesAreNone() {
    assertThat(Head.plain().paint(60, 120, 130, 2, 0.1f, 0.1f, 0.1f).specks()).isZero();
    Head hair = Head.plain().paint(0, 0, SIZE, 100, 0.1f, 0.08f, 0.05f);
    assertThat(hair.specks()).isZero();
    assertThat(hair.paint(120, 98, 4, 2, 0.35f, 0.3f, 0.25f).specks()).isZero();
  }

  /**
   * Two nostrils, which are specks elsewhere, and a dark iris with a light in it in a white eye.
   */
  @ParameterizedTest
  @CsvSource({"true, 0", "false, 2"})
  void featuresAreNone(boolean known, double specks) {
    Head head =
        Head.plain()
            .paint(90, 110, 20, 9, 0.9f, 0.9f, 0.9f)
            .paint(97, 111, 7, 7, 0.1f, 0.1f, 0.1f)
            .paint(100, 113, 2, 2, 1, 1, 1)
            .dark(120, 150, 4)
            .dark(135, 150, 4);
    if (known) {
      head.feature(86, 106, 28, 17).feature(116, 146, 28, 12);
    }
    assertThat(head.specks()).isEqualTo(specks);
  }

  /** Whatever is white against white shows by what covers it. */
  @Test
  void holesCountAnywhereAboveTheChin() {
    Head bright = Head.plain().paint(0, 0, SIZE, SIZE, 1, 1, 1);
    assertThat(bright.specks()).isZero();
    assertThat(bright.cover(120, 120, 4, 0.2f).specks()).as("in the skin").isEqualTo(1);
    bright.feature(100, 60, 20, 20).cover(108, 66, 4, 0.2f);
    assertThat(bright.specks()).as("in hair").isEqualTo(2);
    assertThat(bright.cover(128, 214, 4, 0.2f).specks()).as("in clothes").isEqualTo(2);
  }

  @Test
  void whatHangsBesideTheHeadCounts() {
    Head head = Head.plain().cover(20, 40, 3, 0.8f).cover(230, 100, 5, 0.5f);
    assertThat(head.specks()).isEqualTo(2);
    assertThat(head.cover(20, 240, 3, 0.8f).specks()).as("below the chin").isEqualTo(2);
    assertThat(head.cover(10, 80, 10, 0.8f).specks()).as("a lock of hair").isEqualTo(2);
  }
}
