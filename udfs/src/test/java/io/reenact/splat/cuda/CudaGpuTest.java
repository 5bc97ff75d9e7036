package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.camera.Camera;
import io.reenact.splat.RasterizerSuite;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is a real GPU's own; the rest is in BackendsTest: {@code mvn -pl udfs test
 * -Dtest=CudaGpuTest}. Skipped without one.
 */
class CudaGpuTest {
  @BeforeAll
  static void needsAGpu() {
    Assumptions.assumeTrue(
        CudaRasterizer.devices() > 0,
        "no NVIDIA GPU or driver here: the GPU's own tests are not run");
  }

  @ParameterizedTest
  @CsvSource({"3000, 200, 120", "20000, 256, 256", "100000, 512, 512"})
  void agreesWithTheCpu(int n, int width, int height) {
    for (boolean deterministic : new boolean[] {true, false}) {
      try (CudaRasterizer rasterizer = new CudaRasterizer(0, deterministic)) {
        RasterizerSuite.agreesWithTheReference(rasterizer, n, width, height, 11);
      }
    }
  }

  @Test
  void memoryStaysFlatOver10000Iterations() {
    int n = 4096;
    FloatBuffer g = Scenes.direct(Scenes.random(n, 7, 0.3, -4));
    FloatBuffer d = Scenes.direct(new float[14 * n]);
    float[] weights = Scenes.weights(3 * 128 * 128, 2);
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      long after = 0;
      for (int i = 0; i < 10_000; i++) {
        try (Rendering r =
            rasterizer.render(g, n, Camera.neutral(), 128, 128, new float[] {1, 1, 1})) {
          r.backward(weights, d);
        }
        after = i == 10 ? rasterizer.freeMemory() : after;
      }
      assertThat(after - rasterizer.freeMemory()).isLessThan(1 << 20);
    }
  }
}
