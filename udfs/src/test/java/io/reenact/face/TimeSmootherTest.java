package io.reenact.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeSmootherTest {
  /** Uneven frame times with a gap. */
  private static long[] times(Random random) {
    long[] t = new long[80];
    for (int i = 1; i < t.length; i++) {
      t[i] = t[i - 1] + 20_000 + random.nextInt(30_000) + (i == 40 ? 300_000 : 0);
    }
    return t;
  }

  @Test
  void keepsAParabolaAtUnevenTimes() {
    long[] t = times(new Random(1));
    double[] v = new double[t.length];
    for (int i = 0; i < v.length; i++) {
      double s = t[i] / 1e6;
      v[i] = 3 - 2 * s + 0.7 * s * s;
    }
    double[] smooth = TimeSmoother.smooth(t, v, 60_000, 2);
    for (int i = 0; i < v.length; i++) {
      assertThat(smooth[i]).isCloseTo(v[i], within(1e-6));
    }
  }

  @Test
  void removesNoise() {
    Random random = new Random(2);
    long[] t = times(random);
    double[] v = new double[t.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextGaussian();
    }
    double before = 0;
    double after = 0;
    double[] smooth = TimeSmoother.smooth(t, v, 60_000, 2);
    for (int i = 2; i < v.length; i++) {
      before += Math.pow(v[i] - 2 * v[i - 1] + v[i - 2], 2);
      after += Math.pow(smooth[i] - 2 * smooth[i - 1] + smooth[i - 2], 2);
    }
    assertThat(Math.sqrt(after / before)).isLessThan(0.4);
  }

  @Test
  void aLoneFrameKeepsItsValue() {
    assertThat(TimeSmoother.smooth(new long[] {5}, new double[] {7}, 60_000, 2)).containsExactly(7);
  }
}
