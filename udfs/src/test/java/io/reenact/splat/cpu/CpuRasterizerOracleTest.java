package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import io.reenact.splat.GradientCheck;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.SplatOracle;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuRasterizerOracleTest {
  @ParameterizedTest
  @CsvSource({
    // n, width, height, spread, logScale, seeds
    "1, 16, 16, 0.1, -3.5, 8",
    "3, 7, 5, 0.2, -2.5, 8",
    "12, 33, 17, 0.3, -3.5, 8",
    "40, 24, 40, 0.3, -3.0, 4",
    "60, 48, 31, 0.4, -4.0, 3",
    "60, 20, 20, 0.05, -2.0, 3",
    "30, 40, 25, 1.5, -2.0, 4",
    "25, 1, 1, 0.1, -3.0, 4",
  })
  void agreesWithTheOracle(
      int n, int width, int height, double spread, double logScale, int seeds) {
    try (CpuRasterizer rasterizer = new CpuRasterizer(2)) {
      for (int seed = 0; seed < seeds; seed++) {
        compare(rasterizer, Scenes.random(n, seed, spread, logScale), n, width, height, seed);
      }
    }
  }

  private static void compare(
      CpuRasterizer rasterizer, float[] params, int n, int width, int height, int seed) {
    Camera camera = Camera.orbit(0.3 * seed - 0.5, 0.2 - 0.1 * seed, 0.1 * seed);
    float[] background = {1f, -0.2f, 0.4f};
    SplatOracle oracle = new SplatOracle(params, n, camera, width, height, background);
    SplatOracle.Picture expected = oracle.picture();
    int pixels = width * height;
    float[] weights = Scenes.weights(3 * pixels, seed);
    FloatBuffer gradient = Scenes.direct(new float[n * 14]);
    try (Rendering r =
        rasterizer.render(Scenes.direct(params), n, camera, width, height, background)) {
      for (int i = 0; i < pixels; i++) {
        if (expected.doubtful()[i]) {
          for (int c = 0; c < 3; c++) {
            weights[c * pixels + i] = 0;
          }
          continue;
        }
        for (int c = 0; c < 3; c++) {
          assertThat((double) r.image()[c * pixels + i])
              .isCloseTo(expected.image()[c * pixels + i], within(1e-4));
        }
        assertThat((double) r.alpha()[i]).isCloseTo(expected.alpha()[i], within(1e-4));
      }
      r.backward(weights, gradient);
    }
    GradientCheck.close(Scenes.array(gradient), oracle.gradient(weights), 1e-3);
  }

  private static org.assertj.core.data.Offset<Double> within(double d) {
    return org.assertj.core.data.Offset.offset(d);
  }
}
