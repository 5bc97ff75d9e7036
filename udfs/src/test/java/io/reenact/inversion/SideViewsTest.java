package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.splat.Gaussians;
import io.reenact.splat.cpu.CpuRasterizer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SideViewsTest {
  private static final int SIZE = 64;
  private static final float[] BACKGROUND = {-0.5f, 0, 0.5f};

  /** An even disc over a background. */
  private final float[] image = new float[3 * SIZE * SIZE];

  private final float[] alpha = new float[SIZE * SIZE];
  private final boolean[] out = new boolean[SIZE * SIZE];

  SideViewsTest() {
    for (int i = 0; i < alpha.length; i++) {
      paint(i, 0, 0);
      if (Math.hypot(i % SIZE - 32, i / SIZE - 36) < 24) {
        paint(i, 1, 0.2f);
      }
    }
  }

  private void paint(int pixel, float cover, float colour) {
    alpha[pixel] = cover;
    for (int c = 0; c < 3; c++) {
      image[c * alpha.length + pixel] = cover * colour + (1 - cover) * BACKGROUND[c];
    }
  }

  private static int at(int x, int y) {
    return y * SIZE + x;
  }

  private float[] slope() {
    return SideViews.slope(image, alpha, BACKGROUND, out, 1);
  }

  @Test
  void anEvenHeadIsAskedNothing() {
    assertThat(slope()).containsOnly(0);
  }

  @Test
  void aSpotIsAskedForWhatIsAroundIt() {
    paint(at(30, 40), 1, -0.6f);
    paint(at(40, 30), 1, 0.8f);
    float[] slope = slope();
    for (int c = 0; c < 3; c++) {
      assertThat(slope[c * alpha.length + at(30, 40)]).as("dark").isNegative();
      assertThat(slope[c * alpha.length + at(40, 30)]).as("bright").isPositive();
    }
    assertThat(nonZero(slope)).isEqualTo(6);
  }

  @Test
  void aHoleIsAskedForIt() {
    paint(at(30, 40), 0, 0);
    float[] slope = slope();
    assertThat(slope[at(30, 40)]).isNegative();
    assertThat(slope[2 * alpha.length + at(30, 40)]).isPositive();
  }

  @Test
  void featuresAreLeftOut() {
    paint(at(30, 40), 1, -0.6f);
    out[at(30, 40)] = true;
    assertThat(slope()).containsOnly(0);
  }

  @Test
  void aPieceBesideTheHeadIsAskedForTheBackground() {
    paint(at(32, 4), 0.8f, -1);
    float[] slope = slope();
    for (int c = 0; c < 3; c++) {
      assertThat(slope[c * alpha.length + at(32, 4)]).isNegative();
    }
    assertThat(nonZero(slope)).isEqualTo(3);
  }

  private static int nonZero(float[] values) {
    int n = 0;
    for (float v : values) {
      n += v != 0 ? 1 : 0;
    }
    return n;
  }

  /** A ball for a head, and one Gaussian high above it. */
  @Test
  void whatHangsBesideTheHeadIsLooseUnlessAFrameShowsIt() {
    int n = 2001;
    FloatBuffer head = Lifting.buffer(n);
    for (int i = 0; i < n; i++) {
      // Evenly spread over the ball.
      double z = 1 - 2 * (i + 0.5) / (n - 1);
      double turn = i * Math.PI * (3 - Math.sqrt(5));
      double r = 0.15 * Math.sqrt(Math.max(0, 1 - z * z));
      put(head, i, r * Math.cos(turn), 0.15 * z, 0.2 + r * Math.sin(turn));
    }
    put(head, n - 1, 0.02, 0.27, 0.2);
    double[] seen = new double[n];
    try (CpuRasterizer rasterizer = new CpuRasterizer(1)) {
      SideViews sides = new SideViews(rasterizer);
      boolean[] only = new boolean[n];
      only[n - 1] = true;
      assertThat(sides.loose(head, n, seen)).isEqualTo(only);
      seen[n - 1] = 2;
      assertThat(sides.loose(head, n, seen)).isEqualTo(new boolean[n]);
      // Where it touches the head it is a part of it.
      Arrays.fill(seen, 0);
      put(head, n - 1, 0.02, 0.155, 0.2);
      assertThat(sides.loose(head, n, seen)).isEqualTo(new boolean[n]);
    }
  }

  private static void put(FloatBuffer head, int i, double x, double y, double z) {
    int at = i * Gaussians.FLOATS;
    head.put(at, (float) x).put(at + 1, (float) y).put(at + 2, (float) z);
    for (int c = 0; c < 3; c++) {
      head.put(at + Gaussians.LOG_SCALE + c, (float) Math.log(0.012));
    }
    head.put(at + Gaussians.ROTATION, 1);
    head.put(at + Gaussians.OPACITY, 4);
  }
}
