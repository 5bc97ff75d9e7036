package io.reenact.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.splat.backend.Rasterizers;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every rasterizer must do; a subclass says which. */
public abstract class RasterizerSuite {
  private static final float[] WHITE = {1, 1, 1};

  /** Few broad Gaussians, for finite differences, and their picture's side. */
  private static final int FEW = 6;

  private static final int SIZE = 24;
  private static final float[] GREY = {0.1f, 0.1f, 0.1f};

  private static final Map<List<Integer>, Expected> EXPECTED = new ConcurrentHashMap<>();

  private Rasterizer rasterizer;

  /** A new rasterizer whose gradients repeat themselves. */
  protected abstract Rasterizer open();

  @BeforeEach
  void begin() {
    rasterizer = open();
  }

  @AfterEach
  void end() {
    if (rasterizer != null) {
      rasterizer.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // n, width, height, spread, logScale, seeds
    "1, 16, 16, 0.1, -3.5, 8",
    "3, 7, 5, 0.2, -2.5, 8",
    "12, 33, 17, 0.3, -3.5, 8",
    "40, 24, 40, 0.3, -3.0, 2",
    "60, 48, 31, 0.4, -4.0, 1",
    "60, 20, 20, 0.05, -2.0, 2",
    "30, 40, 25, 1.5, -2.0, 4",
    "25, 1, 1, 0.1, -3.0, 4",
  })
  void agreesWithTheOracle(
      int n, int width, int height, double spread, double logScale, int seeds) {
    for (int seed = 0; seed < seeds; seed++) {
      compare(Scenes.random(n, seed, spread, logScale), n, width, height, seed);
    }
  }

  /**
   * What the oracle says of a scene, computed once for all backends.
   *
   * @param weights of the loss: 0 where a pixel is doubtful
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Expected(SplatOracle.Picture picture, float[] weights, double[] gradient) {
    static Expected of(
        float[] params, int n, Camera camera, int width, int height, float[] background, int seed) {
      SplatOracle oracle = new SplatOracle(params, n, camera, width, height, background);
      SplatOracle.Picture picture = oracle.picture();
      int pixels = width * height;
      float[] weights = Scenes.weights(3 * pixels, seed);
      for (int i = 0; i < weights.length; i++) {
        if (picture.doubtful()[i % pixels]) {
          weights[i] = 0;
        }
      }
      return new Expected(picture, weights, oracle.gradient(weights));
    }
  }

  private void compare(float[] params, int n, int width, int height, int seed) {
    Camera camera = Camera.orbit(0.3 * seed - 0.5, 0.2 - 0.1 * seed, 0.1 * seed);
    float[] background = {1f, -0.2f, 0.4f};
    Expected expected =
        EXPECTED.computeIfAbsent(
            List.of(n, width, height, seed, Arrays.hashCode(params)),
            k -> Expected.of(params, n, camera, width, height, background, seed));
    int pixels = width * height;
    FloatBuffer gradient = Scenes.direct(new float[n * 14]);
    try (Rendering r =
        rasterizer.render(Scenes.direct(params), n, camera, width, height, background)) {
      for (int i = 0; i < pixels; i++) {
        if (expected.picture().doubtful()[i]) {
          continue;
        }
        for (int c = 0; c < 3; c++) {
          assertThat((double) r.image()[c * pixels + i])
              .isCloseTo(expected.picture().image()[c * pixels + i], within(1e-4));
        }
        assertThat((double) r.alpha()[i]).isCloseTo(expected.picture().alpha()[i], within(1e-4));
      }
      r.backward(expected.weights(), gradient);
    }
    GradientCheck.close(Scenes.array(gradient), expected.gradient(), 1e-3);
  }

  @Test
  void agreesWithTheReferenceOverManyTilesAndBlocks() {
    agreesWithTheReference(rasterizer, 5000, 200, 120, 5);
  }

  /**
   * A scene of many tiles and sorting blocks. A pixel where single precision decides otherwise at a
   * threshold may differ by the least alpha; there may be few such, and they don't count. One that
   * is nearly covered shows in the gradient alone, so gradients are compared over the whole scene,
   * by kind; one by one the oracle does it.
   */
  public static void agreesWithTheReference(
      Rasterizer tested, int n, int width, int height, long seed) {
    FloatBuffer g = Scenes.direct(Scenes.random(n, seed, 0.35, -3.9));
    Camera camera = Camera.orbit(0.3, -0.1, 0.05);
    float[] background = {1, 1, 1};
    float[] weights = Scenes.weights(3 * width * height, seed);
    FloatBuffer expected = Scenes.direct(new float[14 * n]);
    FloatBuffer actual = Scenes.direct(new float[14 * n]);
    try (Rasterizer cpu = Rasterizers.reference();
        Rendering a = cpu.render(g, n, camera, width, height, background);
        Rendering b = tested.render(g, n, camera, width, height, background)) {
      int pixels = width * height;
      int apart = 0;
      for (int i = 0; i < pixels; i++) {
        boolean near = true;
        for (int c = 0; c < 3; c++) {
          near &= Math.abs(a.image()[c * pixels + i] - b.image()[c * pixels + i]) <= 1e-4;
        }
        if (!near) {
          apart++;
          for (int c = 0; c < 3; c++) {
            weights[c * pixels + i] = 0;
          }
        }
      }
      assertThat(apart).as("pixels apart").isLessThanOrEqualTo(pixels / 1000);
      a.backward(weights, expected);
      b.backward(weights, actual);
    }
    for (int[] kind : new int[][] {{0, 3}, {3, 6}, {6, 10}, {10, 13}, {13, 14}}) {
      double size = 0;
      double error = 0;
      for (int i = 0; i < 14 * n; i++) {
        if (i % 14 >= kind[0] && i % 14 < kind[1]) {
          size += Math.pow(expected.get(i), 2);
          error += Math.pow(expected.get(i) - actual.get(i), 2);
        }
      }
      assertThat(Math.sqrt(error / size)).as("gradients from %d", kind[0]).isLessThan(1e-3);
    }
  }

  /**
   * Finite differences of the rasterizer itself, in a scene where no pixel that counts comes near a
   * threshold or changes the order: few broad Gaussians, well apart in depth.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithFiniteDifferences(long seed) {
    float[] p = Scenes.random(FEW, seed, 0.1, -1.2);
    for (int i = 0; i < FEW; i++) {
      p[i * 14 + 2] = 0.1f * i - 0.1f;
      for (int k = 3; k < 6; k++) {
        p[i * 14 + k] = 0.4f * p[i * 14 + k] - 0.7f;
      }
      p[i * 14 + 13] = 0.3f * (i - 2);
    }
    Camera camera = Camera.orbit(0.2, 0.1, 0);
    boolean[] doubtful = new SplatOracle(p, FEW, camera, SIZE, SIZE, GREY).picture().doubtful();
    float[] weights = Scenes.weights(3 * SIZE * SIZE, seed);
    for (int i = 0; i < weights.length; i++) {
      if (doubtful[i % (SIZE * SIZE)]) {
        weights[i] = 0;
      }
    }
    float[] gradient = new float[p.length];
    FloatBuffer d = Scenes.direct(gradient);
    try (Rendering r = rasterizer.render(Scenes.direct(p), FEW, camera, SIZE, SIZE, GREY)) {
      r.backward(weights, d);
    }
    gradient = Scenes.array(d);
    double[] differences = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      float step = 4e-3f;
      float[] moved = Arrays.copyOf(p, p.length);
      moved[k] = p[k] + step;
      double up = loss(moved, camera, weights);
      moved[k] = p[k] - step;
      double down = loss(moved, camera, weights);
      differences[k] = (up - down) / ((double) (p[k] + step) - (p[k] - step));
    }
    double size = 0;
    double error = 0;
    for (int k = 0; k < p.length; k++) {
      size += differences[k] * differences[k];
      error += Math.pow(differences[k] - gradient[k], 2);
    }
    assertThat(Math.sqrt(error / size)).isLessThan(5e-3);
  }

  private double loss(float[] p, Camera camera, float[] weights) {
    try (Rendering x = rasterizer.render(Scenes.direct(p), FEW, camera, SIZE, SIZE, GREY)) {
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += (double) weights[i] * x.image()[i];
      }
      return sum;
    }
  }

  /** One round Gaussian at the look-at point, whose picture can be written down. */
  @Test
  void drawsOneGaussianAsComputedByHand() {
    int size = 64;
    double scale = 0.02;
    double logit = 0.7;
    float[] p = new float[14];
    p[2] = 0.2f;
    for (int k = 0; k < 3; k++) {
      p[3 + k] = (float) Math.log(scale);
    }
    p[6] = 3;
    p[10] = 1;
    p[11] = 0;
    p[12] = -5; // under black: clamped
    p[13] = (float) logit;
    float[] background = {0, 1, -1};
    try (Rendering r =
        rasterizer.render(Scenes.direct(p), 1, Camera.neutral(), size, size, background)) {
      double sigma = 4.2647 * size * scale / 2.5;
      double variance = sigma * sigma + 0.3;
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double dx = x + 0.5 - 32;
          double dy = y + 0.5 - 32;
          double a = 1 / (1 + Math.exp(-logit)) * Math.exp(-0.5 * (dx * dx + dy * dy) / variance);
          a = a < 1 / 255.0 ? 0 : a;
          double[] rgb = {0.5 + 0.28209479177387814, 0.5, 0};
          double[] under = {0.5, 1, 0};
          assertThat((double) r.alpha()[y * size + x]).isCloseTo(a, within(1e-5));
          for (int c = 0; c < 3; c++) {
            assertThat((double) r.image()[(c * size + y) * size + x])
                .isCloseTo(2 * (a * rgb[c] + (1 - a) * under[c]) - 1, within(2e-5));
          }
        }
      }
    }
  }

  @Test
  void keepsSeveralRenderingsAliveAndAddsTheirGradients() {
    float[] p = Scenes.random(200, 1, 0.3, -3);
    FloatBuffer g = Scenes.direct(p);
    Camera[] cameras = {Camera.neutral(), Camera.orbit(0.5, 0, 0), Camera.orbit(0, 0.3, 0)};
    float[] weights = Scenes.weights(3 * 40 * 48, 2);
    FloatBuffer apart = Scenes.direct(new float[p.length]);
    for (Camera c : cameras) {
      try (Rendering r = rasterizer.render(g, 200, c, 40, 48, WHITE)) {
        r.backward(weights, apart);
      }
    }
    FloatBuffer together = Scenes.direct(new float[p.length]);
    List<Rendering> open = new ArrayList<>();
    for (Camera c : cameras) {
      open.add(rasterizer.render(g, 200, c, 40, 48, WHITE));
    }
    g.put(0, new float[p.length]); // backward must not look at the buffer again
    for (Rendering r : open) {
      r.backward(weights, together);
      r.close();
    }
    assertThat(Scenes.array(together)).isEqualTo(Scenes.array(apart));
  }

  @Test
  void repeatsItself() {
    int n = 300;
    FloatBuffer g = Scenes.direct(Scenes.random(n, 3, 0.3, -3.5));
    float[] weights = Scenes.weights(3 * 40 * 48, 1);
    float[][] gradients = new float[2][];
    for (int run = 0; run < 2; run++) {
      FloatBuffer d = Scenes.direct(new float[14 * n]);
      try (Rasterizer own = open();
          Rendering r = own.render(g, n, Camera.neutral(), 40, 48, new float[3])) {
        r.backward(weights, d);
      }
      gradients[run] = Scenes.array(d);
    }
    assertThat(gradients[1]).isEqualTo(gradients[0]);
  }

  @Test
  void skipsWhatCannotBeDrawn() {
    float[] good = Scenes.random(6, 3, 0.2, -3);
    float[] bad = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE
    };
    float[] p = Arrays.copyOf(good, (6 + 14 * bad.length + 3) * 14);
    for (int i = 6; i < p.length / 14; i++) {
      System.arraycopy(good, 14 * (i % 6), p, 14 * i, 14);
    }
    for (int k = 0; k < 14; k++) {
      for (int b = 0; b < bad.length; b++) {
        p[(6 + k * bad.length + b) * 14 + k] = bad[b];
      }
    }
    int last = p.length / 14 - 3;
    Arrays.fill(p, last * 14 + 6, last * 14 + 10, 0f); // no rotation
    p[(last + 1) * 14 + 2] = 2.6f; // nearer than the near plane
    p[(last + 2) * 14 + 2] = 5f; // behind the camera
    float[] weights = Scenes.weights(3 * 32 * 32, 4);
    FloatBuffer d = Scenes.direct(new float[p.length]);
    try (Rendering r =
        rasterizer.render(Scenes.direct(p), p.length / 14, Camera.neutral(), 32, 32, WHITE)) {
      r.backward(weights, d);
      for (float v : r.image()) {
        assertThat(v).isFinite();
      }
    }
    float[] gradient = Scenes.array(d);
    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i]).as("gradient %d of Gaussian %d", i % 14, i / 14).isFinite();
    }
    for (int i = 6; i < p.length / 14; i++) {
      boolean finite = true;
      for (int k = 0; k < 14; k++) {
        finite &= Math.abs(p[i * 14 + k]) < 1e6f;
      }
      if (!finite || i >= last) {
        assertThat(Arrays.copyOfRange(gradient, i * 14, i * 14 + 14)).containsOnly(0f);
      }
    }
  }

  @Test
  void drawsTheBackgroundAlone() {
    FloatBuffer none = Scenes.direct(new float[0]);
    try (Rendering r =
        rasterizer.render(none, 0, Camera.neutral(), 3, 5, new float[] {-1, 0, 0.5f})) {
      assertThat(r.alpha()).hasSize(15).containsOnly(0f);
      assertThat(Arrays.copyOfRange(r.image(), 0, 15)).containsOnly(-1f);
      assertThat(Arrays.copyOfRange(r.image(), 15, 30)).containsOnly(0f);
      assertThat(Arrays.copyOfRange(r.image(), 30, 45)).containsOnly(0.5f);
      r.backward(new float[45], none);
    }
  }

  @Test
  void saysWhatIsWrongWithItsArguments() {
    FloatBuffer g = Scenes.direct(new float[28]);
    Camera c = Camera.neutral();
    assertThatThrownBy(() -> rasterizer.render(g, 3, c, 8, 8, WHITE).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 Gaussians");
    assertThatThrownBy(() -> rasterizer.render(g, 2, c, 0, 8, WHITE).close())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rasterizer.render(g, 2, c, 8, 8, new float[2]).close())
        .isInstanceOf(IllegalArgumentException.class);
    Rendering r = rasterizer.render(g, 2, c, 8, 8, WHITE);
    assertThatThrownBy(() -> r.backward(new float[3], g))
        .isInstanceOf(IllegalArgumentException.class);
    r.close();
    r.close();
    assertThatThrownBy(() -> r.backward(new float[192], g))
        .isInstanceOf(IllegalStateException.class);
  }
}
