package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.splat.GradientCheck;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.SplatOracle;
import io.reenact.splat.cpu.CpuRasterizer;
import java.nio.FloatBuffer;

/** Compares a CUDA rasterizer, real or emulated, with the scalar oracle and the CPU rasterizer. */
final class CudaChecks {
  private CudaChecks() {}

  static void agreesWithTheOracle(
      Rasterizer cuda, int n, int width, int height, double spread, double logScale, long seed) {
    float[] params = Scenes.random(n, seed, spread, logScale);
    Camera camera = Camera.orbit(0.3 * seed - 0.5, 0.2 - 0.1 * seed, 0.1 * seed);
    float[] background = {1f, -0.2f, 0.4f};
    SplatOracle oracle = new SplatOracle(params, n, camera, width, height, background);
    SplatOracle.Picture expected = oracle.picture();
    int pixels = width * height;
    float[] weights = Scenes.weights(3 * pixels, seed);
    FloatBuffer gradient = Scenes.direct(new float[n * 14]);
    try (Rendering r = cuda.render(Scenes.direct(params), n, camera, width, height, background)) {
      for (int i = 0; i < pixels; i++) {
        for (int c = 0; c < 3; c++) {
          if (expected.doubtful()[i]) {
            weights[c * pixels + i] = 0;
          } else {
            assertThat((double) r.image()[c * pixels + i])
                .isCloseTo(expected.image()[c * pixels + i], within(1e-4));
          }
        }
        if (!expected.doubtful()[i]) {
          assertThat((double) r.alpha()[i]).isCloseTo(expected.alpha()[i], within(1e-4));
        }
      }
      r.backward(weights, gradient);
    }
    GradientCheck.close(Scenes.array(gradient), oracle.gradient(weights), 1e-3);
  }

  /**
   * A scene of many tiles and sorting blocks. A pixel where single precision decides otherwise at a
   * threshold may differ by the least alpha; there may be few such, and they don't count. One that
   * is nearly covered shows in the gradient alone, so gradients are compared over the whole scene,
   * by kind; one by one the oracle does it.
   */
  static void agreesWithTheCpu(Rasterizer cuda, int n, int width, int height, long seed) {
    FloatBuffer g = Scenes.direct(Scenes.random(n, seed, 0.35, -3.9));
    Camera camera = Camera.orbit(0.3, -0.1, 0.05);
    float[] background = {1, 1, 1};
    float[] weights = Scenes.weights(3 * width * height, seed);
    FloatBuffer expected = Scenes.direct(new float[14 * n]);
    FloatBuffer actual = Scenes.direct(new float[14 * n]);
    try (CpuRasterizer cpu = new CpuRasterizer(2);
        Rendering a = cpu.render(g, n, camera, width, height, background);
        Rendering b = cuda.render(g, n, camera, width, height, background)) {
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
}
