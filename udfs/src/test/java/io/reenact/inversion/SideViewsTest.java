package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.splat.Gaussians;
import io.reenact.splat.cpu.CpuRasterizer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
    return SideViews.slope(image, alpha, BACKGROUND, out, 1, 4);
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

  private static final int BALL = 2000;

  /** A ball for a head, and one more Gaussian, which is above it at first. */
  private static FloatBuffer ball() {
    FloatBuffer head = Lifting.buffer(BALL + 1);
    for (int i = 0; i < BALL; i++) {
      // Evenly spread over the ball.
      double z = 1 - 2 * (i + 0.5) / BALL;
      double turn = i * Math.PI * (3 - Math.sqrt(5));
      double r = 0.15 * Math.sqrt(Math.max(0, 1 - z * z));
      put(head, i, r * Math.cos(turn), 0.15 * z, 0.2 + r * Math.sin(turn));
    }
    put(head, BALL, 0.02, 0.27, 0.2);
    return head;
  }

  /** By number. */
  private static List<Integer> loose(FloatBuffer head, double[] seen) {
    try (CpuRasterizer rasterizer = new CpuRasterizer(1)) {
      boolean[] loose = new SideViews(rasterizer).loose(head, BALL + 1, seen);
      return IntStream.range(0, loose.length).filter(i -> loose[i]).boxed().toList();
    }
  }

  private final double[] seen = new double[BALL + 1];

  /** Of a frame that shows a face in the middle of the ball, an eye in it, and hair around it. */
  @Test
  void onlySkinThatAFrameShowsIsAskedInTuning() {
    FloatBuffer head = ball();
    int size = 64;
    byte[] region = new byte[size * size];
    for (int i = 0; i < region.length; i++) {
      double far = Math.hypot(i % size + 0.5 - 32, i / size + 0.5 - 32);
      region[i] = (byte) (far < 3 ? Regions.EYES : far < 9 ? Regions.FACE : Regions.HEAD);
    }
    TargetFrame frame =
        new TargetFrame(
            0, 0, 0, Camera.neutral(), size, null, null, region, new float[136], new float[3]);
    byte[] kinds = SideViews.kinds(frame, Camera.neutral(), head, BALL + 1);
    SplittableRandom random = new SplittableRandom(5);
    FloatBuffer spotted = ball();
    for (int i = 0; i < BALL; i++) {
      spotted.put(i * Gaussians.FLOATS + Gaussians.COLOUR, random.nextDouble() < 0.1 ? -1.5f : 1);
    }
    boolean[] all = asked(spotted, kinds, false);
    boolean[] skin = asked(spotted, kinds, true);
    int[] counts = new int[4];
    int[] others = new int[4];
    for (int i = 0; i < BALL; i++) {
      // Those near the edge of the skin are drawn into its pixels.
      double far = Math.hypot(head.get(i * Gaussians.FLOATS), head.get(i * Gaussians.FLOATS + 1));
      boolean front = head.get(i * Gaussians.FLOATS + 2) > 0.2;
      counts[kinds[i]] += skin[i] ? 1 : 0;
      others[kinds[i]] += all[i] ? 1 : 0;
      if (skin[i]) {
        assertThat(front && far < 0.1).as("%d, %f from the middle", i, far).isTrue();
      }
    }
    assertThat(counts[2]).as("skin").isGreaterThan(20);
    assertThat(others[0] + others[3]).as("the rest, in lifting").isGreaterThan(100);
  }

  /** Which Gaussians are asked for something, over some sides. */
  private static boolean[] asked(FloatBuffer head, byte[] kinds, boolean skin) {
    FloatBuffer back = Lifting.buffer(BALL + 1);
    try (CpuRasterizer rasterizer = new CpuRasterizer(1)) {
      SplittableRandom random = new SplittableRandom(3);
      for (int k = 0; k < 6; k++) {
        new SideViews(rasterizer).add(Camera.neutral(), kinds, skin, head, 20, random, back);
      }
    }
    boolean[] asked = new boolean[BALL + 1];
    for (int i = 0; i < asked.length; i++) {
      for (int c = 0; c < 3; c++) {
        asked[i] |= Math.abs(back.get(i * Gaussians.FLOATS + Gaussians.COLOUR + c)) > 1e-6;
      }
    }
    return asked;
  }

  @Test
  void whatHangsBesideTheHeadIsLooseUnlessAFrameShowsIt() {
    FloatBuffer head = ball();
    assertThat(loose(head, seen)).containsExactly(BALL);
    seen[BALL] = 2;
    assertThat(loose(head, seen)).isEmpty();
  }

  @Test
  void whatTouchesTheHeadIsAPartOfIt() {
    FloatBuffer head = ball();
    put(head, BALL, 0.02, 0.14, 0.2);
    assertThat(loose(head, seen)).isEmpty();
  }

  @Test
  void whatSticksOutOfTheHeadIsLoose() {
    FloatBuffer head = ball();
    put(head, BALL, 0, 0.2, 0.2);
    int scales = BALL * Gaussians.FLOATS + Gaussians.LOG_SCALE;
    head.put(scales, (float) Math.log(0.004)).put(scales + 1, (float) Math.log(0.025));
    assertThat(loose(head, seen)).containsExactly(BALL);
  }

  /** A white cap that only Gaussians of the crown make, which frames don't show. */
  @Test
  void whatIsPaintedLikeTheBackgroundIsLooseOfPeopleWithoutWhite() {
    FloatBuffer head = ball();
    put(head, BALL, 0.02, 0.14, 0.2);
    // The first are at the top.
    int cap = 150;
    Arrays.fill(seen, cap, BALL, 2);
    white(head, 0, cap);
    assertThat(loose(head, seen)).hasSizeGreaterThan(cap / 3).allMatch(i -> i < cap);
    // Somebody else has white hair.
    white(head, BALL / 2, BALL / 2 + 100);
    assertThat(loose(head, seen)).isEmpty();
  }

  private static void white(FloatBuffer head, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int c = 0; c < 3; c++) {
        head.put(i * Gaussians.FLOATS + Gaussians.COLOUR + c, 2);
      }
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
