package io.reenact.splat.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.SplatOracle;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Finite differences of the rasterizer itself, in a scene where no pixel that counts comes near a
 * threshold or changes the order: few broad Gaussians, well apart in depth.
 */
class CpuRasterizerDifferencesTest {
  private static final int N = 6;
  private static final int SIZE = 24;
  private static final float[] GREY = {0.1f, 0.1f, 0.1f};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithFiniteDifferences(long seed) {
    float[] p = Scenes.random(N, seed, 0.1, -1.2);
    for (int i = 0; i < N; i++) {
      p[i * 14 + 2] = 0.1f * i - 0.1f;
      for (int k = 3; k < 6; k++) {
        p[i * 14 + k] = 0.4f * p[i * 14 + k] - 0.7f;
      }
      p[i * 14 + 13] = 0.3f * (i - 2);
    }
    Camera camera = Camera.orbit(0.2, 0.1, 0);
    boolean[] doubtful = new SplatOracle(p, N, camera, SIZE, SIZE, GREY).picture().doubtful();
    float[] weights = Scenes.weights(3 * SIZE * SIZE, seed);
    for (int i = 0; i < weights.length; i++) {
      if (doubtful[i % (SIZE * SIZE)]) {
        weights[i] = 0;
      }
    }
    float[] gradient = new float[p.length];
    try (CpuRasterizer rasterizer = new CpuRasterizer(1)) {
      FloatBuffer d = Scenes.direct(gradient);
      try (Rendering r = rasterizer.render(Scenes.direct(p), N, camera, SIZE, SIZE, GREY)) {
        r.backward(weights, d);
      }
      gradient = Scenes.array(d);
      double[] differences = new double[p.length];
      for (int k = 0; k < p.length; k++) {
        float step = 4e-3f;
        float[] moved = Arrays.copyOf(p, p.length);
        moved[k] = p[k] + step;
        double up = loss(rasterizer, moved, camera, weights);
        moved[k] = p[k] - step;
        double down = loss(rasterizer, moved, camera, weights);
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
  }

  private static double loss(CpuRasterizer r, float[] p, Camera camera, float[] weights) {
    try (Rendering x = r.render(Scenes.direct(p), N, camera, SIZE, SIZE, GREY)) {
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += (double) weights[i] * x.image()[i];
      }
      return sum;
    }
  }
}
