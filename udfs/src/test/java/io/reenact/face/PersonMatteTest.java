package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersonMatteTest {
  private static final int SIZE = 128;

  /** A red disc on blue with a soft edge; its matte in the last row. */
  private static float[][] disc() {
    int n = SIZE * SIZE;
    float[] picture = new float[3 * n];
    float[] matte = new float[n];
    for (int i = 0; i < n; i++) {
      double r = Math.hypot(i % SIZE - 64, i / SIZE - 64);
      float a = (float) Math.max(0, Math.min(1, (44 - r) / 8));
      matte[i] = a;
      picture[i] = a * 0.8f + (1 - a) * -0.9f;
      picture[n + i] = -0.7f;
      picture[2 * n + i] = a * -0.8f + (1 - a) * 0.9f;
    }
    return new float[][] {picture, matte};
  }

  @Test
  void theOldBackgroundLeavesNoHalo() {
    float[][] d = disc();
    float[] out = Foreground.onWhite(d[0], d[1], SIZE);
    int n = SIZE * SIZE;
    for (int i = 0; i < n; i++) {
      float a = d[1][i];
      assertThat(out[i]).isCloseTo(a * 0.8f + 1 - a, within(0.12f));
      assertThat(out[2 * n + i]).isCloseTo(a * -0.8f + 1 - a, within(0.12f));
    }
  }

  @Test
  void refinementFollowsTheColours() {
    float[][] d = disc();
    // A coarse matte that is 3 px off.
    float[] coarse = new float[SIZE * SIZE];
    for (int i = 0; i < coarse.length; i++) {
      coarse[i] = Math.hypot(i % SIZE - 61, i / SIZE - 64) < 40 ? 1 : 0;
    }
    float[] refined = PersonMatte.refine(coarse, d[0], SIZE, SIZE);
    assertThat(error(refined, d[1])).isLessThan(0.85 * error(coarse, d[1]));
  }

  private static double error(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }

  @Test
  void theBoxFilterAverages() {
    float[] ones = new float[12 * 9];
    Arrays.fill(ones, 2);
    assertThat(BoxFilter.mean(ones, 12, 9, 4)).containsOnly(2f);
    float[] row = {0, 3, 6, 9};
    assertThat(BoxFilter.mean(row, 4, 1, 1)).containsExactly(1.5f, 3, 6, 7.5f);
    for (int h : new int[] {1, 5, 6, 7, 8}) {
      boxMeansAreThoseOfEveryWindow(h);
    }
  }

  private static void boxMeansAreThoseOfEveryWindow(int h) {
    int w = 11;
    int radius = 2;
    float[] in = new float[w * h];
    Random random = new Random(h);
    for (int i = 0; i < in.length; i++) {
      in[i] = random.nextFloat();
    }
    float[] out = BoxFilter.mean(in, w, h, radius);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sum = 0;
        int n = 0;
        for (int v = Math.max(0, y - radius); v <= Math.min(h - 1, y + radius); v++) {
          for (int u = Math.max(0, x - radius); u <= Math.min(w - 1, x + radius); u++) {
            sum += in[v * w + u];
            n++;
          }
        }
        assertThat((double) out[y * w + x]).isCloseTo(sum / n, within(1e-6));
      }
    }
  }
}
