package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CpuRasterizerTest {
  private static final float[] WHITE = {1, 1, 1};
  private final CpuRasterizer rasterizer = new CpuRasterizer(1);

  @AfterEach
  void close() {
    rasterizer.close();
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
    assertThatThrownBy(() -> new CpuRasterizer(0)).isInstanceOf(IllegalArgumentException.class);
    Rendering r = rasterizer.render(g, 2, c, 8, 8, WHITE);
    assertThatThrownBy(() -> r.backward(new float[3], g))
        .isInstanceOf(IllegalArgumentException.class);
    r.close();
    r.close();
    assertThatThrownBy(() -> r.backward(new float[192], g))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void usesItsBuffersAgain() {
    FloatBuffer g = Scenes.direct(Scenes.random(2000, 7, 0.3, -4));
    FloatBuffer d = Scenes.direct(new float[2000 * 14]);
    float[] weights = new float[3 * 64 * 64];
    Runnable step =
        () -> {
          try (Rendering r = rasterizer.render(g, 2000, Camera.neutral(), 64, 64, WHITE);
              Rendering s = rasterizer.render(g, 1500, Camera.orbit(1, 0, 0), 64, 32, WHITE)) {
            r.backward(weights, d);
            s.backward(new float[3 * 64 * 32], d);
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
}
