package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reenact.camera.Camera;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the CPU's own; the rest is in RasterizerSuite. */
class CpuRasterizerTest {
  private static final float[] WHITE = {1, 1, 1};
  private final CpuRasterizer rasterizer = new CpuRasterizer(1);

  @AfterEach
  void close() {
    rasterizer.close();
  }

  @Test
  void doesTheSameWithAnyNumberOfThreads() {
    float[] p = Scenes.random(3000, 5, 0.35, -3.7);
    Camera camera = Camera.orbit(0.4, -0.2, 0.1);
    float[] weights = Scenes.weights(3 * 200 * 120, 9);
    List<float[]> images = new ArrayList<>();
    List<float[]> gradients = new ArrayList<>();
    for (int threads = 1; threads <= 4; threads++) {
      try (CpuRasterizer many = new CpuRasterizer(threads)) {
        for (int repeat = 0; repeat < 3; repeat++) {
          FloatBuffer d = Scenes.direct(new float[p.length]);
          try (Rendering r = many.render(Scenes.direct(p), 3000, camera, 200, 120, WHITE)) {
            r.backward(weights, d);
            images.add(r.image());
          }
          gradients.add(Scenes.array(d));
        }
      }
    }
    assertThat(images).allMatch(i -> Arrays.equals(i, images.get(0)));
    assertThat(gradients).allMatch(g -> Arrays.equals(g, gradients.get(0)));
  }

  @ParameterizedTest
  @CsvSource({
    // n, spread, logScale, width, height
    "1, 0.1, -3.5, 16, 16",
    "3000, 0.35, -3.7, 200, 120",
    "400, 1.5, -2.0, 33, 65",
    "2000, 0.05, -1.5, 64, 64"
  })
  void compiledCodeGivesTheBitsOfJava(int n, double spread, double scale, int width, int height) {
    assumeTrue(NativeTiles.available(), "no compiled tiles for this machine");
    sameBits(Scenes.random(n, 5, spread, scale), width, height);
  }

  /** One thing broken or at its end each, beside others. */
  @Test
  void compiledCodeGivesTheBitsOfJavaForWhatIsOdd() {
    assumeTrue(NativeTiles.available(), "no compiled tiles for this machine");
    float[] p = Scenes.random(90, 11, 0.3, -3.5);
    float[] odd = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      1e6f,
      -1e6f,
      9e5f,
      -9e5f,
      1e30f,
      0,
      -0f,
      40,
      -40,
      8,
      -8,
      -5.55f,
      1e-30f
    };
    for (int k = 0; k < odd.length; k++) {
      for (int parameter = 0; parameter < 14; parameter++) {
        float[] one = p.clone();
        for (int i = k % 4; i < 90; i += 5) {
          one[14 * i + parameter] = odd[k];
        }
        sameBits(one, 40, 33);
      }
    }
    float[] flat = p.clone();
    for (int i = 1; i < 90; i += 3) {
      Arrays.fill(flat, 14 * i + 6, 14 * i + 10, 0);
    }
    sameBits(flat, 40, 33);
  }

  private static void sameBits(float[] p, int width, int height) {
    int n = p.length / 14;
    Camera camera = Camera.orbit(0.4, -0.2, 0.1);
    float[] weights = Scenes.weights(3 * width * height, 9);
    List<float[]> all = new ArrayList<>();
    List<CpuRasterizer> rasterizers = new ArrayList<>();
    rasterizers.add(CpuRasterizer.inJava(1));
    rasterizers.add(new CpuRasterizer(2));
    if (NativeTiles.masked()) {
      rasterizers.add(CpuRasterizer.withoutMasks(1));
    }
    for (CpuRasterizer r : rasterizers) {
      FloatBuffer d = Scenes.direct(new float[p.length]);
      try (r;
          Rendering drawn = r.render(Scenes.direct(p), n, camera, width, height, WHITE)) {
        drawn.backward(weights, d);
        all.add(drawn.image());
        all.add(drawn.alpha());
        all.add(Scenes.array(d));
      }
    }
    for (int k = 3; k < all.size(); k++) {
      assertThat(all.get(k)).isEqualTo(all.get(k % 3));
    }
  }

  @Test
  void usesItsBuffersAgain() {
    FloatBuffer g = Scenes.direct(Scenes.random(400, 7, 0.3, -4));
    FloatBuffer d = Scenes.direct(new float[400 * 14]);
    float[] weights = new float[3 * 40 * 40];
    Runnable step =
        () -> {
          try (Rendering r = rasterizer.render(g, 400, Camera.neutral(), 40, 40, WHITE);
              Rendering s = rasterizer.render(g, 300, Camera.orbit(1, 0, 0), 40, 20, WHITE)) {
            r.backward(weights, d);
            s.backward(new float[3 * 40 * 20], d);
          }
        };
    for (int i = 0; i < 200; i++) {
      step.run();
    }
    long before = used();
    for (int i = 0; i < 3000; i++) {
      step.run();
    }
    assertThat(used() - before).isLessThan(2_000_000);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  @Test
  void needsAThread() {
    assertThatThrownBy(() -> new CpuRasterizer(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
