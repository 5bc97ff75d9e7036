package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CUDA kernels and their launches, without a GPU: see {@link EmulatedCuda}. */
class CudaKernelsOnHostTest {
  private static EmulatedCuda cuda;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    cuda = EmulatedCuda.start();
  }

  @AfterAll
  static void end() {
    if (cuda != null) {
      cuda.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // n, width, height, spread, logScale, seeds
    "1, 16, 16, 0.1, -3.5, 3",
    "3, 7, 5, 0.2, -2.5, 3",
    "12, 33, 17, 0.3, -3.5, 3",
    "40, 24, 40, 0.3, -3.0, 2",
    "60, 20, 20, 0.05, -2.0, 2",
    "30, 40, 25, 1.5, -2.0, 2",
  })
  void agreesWithTheOracle(
      int n, int width, int height, double spread, double logScale, int seeds) {
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      for (int seed = 0; seed < seeds; seed++) {
        CudaChecks.agreesWithTheOracle(rasterizer, n, width, height, spread, logScale, seed);
      }
    }
  }

  @Test
  void agreesWithTheCpuOverManyTilesAndBlocks() {
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      CudaChecks.agreesWithTheCpu(rasterizer, 5000, 200, 120, 5);
    }
  }

  @Test
  void repeatsItselfAndTheOtherSumIsClose() {
    int n = 300;
    FloatBuffer g = Scenes.direct(Scenes.random(n, 3, 0.3, -3.5));
    float[] weights = Scenes.weights(3 * 40 * 48, 1);
    float[][] gradients = new float[3][];
    for (int run = 0; run < 3; run++) {
      FloatBuffer d = Scenes.direct(new float[14 * n]);
      try (CudaRasterizer rasterizer = new CudaRasterizer(0, run < 2);
          Rendering r = rasterizer.render(g, n, Camera.neutral(), 40, 48, new float[3])) {
        r.backward(weights, d);
      }
      gradients[run] = Scenes.array(d);
    }
    assertThat(gradients[1]).isEqualTo(gradients[0]);
    for (int i = 0; i < 14 * n; i++) {
      assertThat(gradients[2][i])
          .isCloseTo(gradients[0][i], within(1e-4f + 1e-3f * Math.abs(gradients[0][i])));
    }
  }

  @Test
  void drawsTheBackgroundAlone() {
    FloatBuffer none = Scenes.direct(new float[0]);
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true);
        Rendering r =
            rasterizer.render(none, 0, Camera.neutral(), 3, 5, new float[] {-1, 0, 0.5f})) {
      assertThat(r.alpha()).hasSize(15).containsOnly(0f);
      assertThat(Arrays.copyOfRange(r.image(), 30, 45)).containsOnly(0.5f);
      r.backward(new float[45], none);
    }
  }

  @Test
  void keepsItsMemoryFlatAndGivesItBack() {
    FloatBuffer g = Scenes.direct(Scenes.random(200, 7, 0.3, -4));
    FloatBuffer d = Scenes.direct(new float[200 * 14]);
    long all;
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      all = rasterizer.freeMemory();
      long after = 0;
      for (int i = 0; i < 30; i++) {
        long traffic = rasterizer.traffic();
        try (Rendering r =
            rasterizer.render(g, 200, Camera.neutral(), 32, 32, new float[] {1, 1, 1})) {
          r.backward(new float[3 * 32 * 32], d);
        }
        // Gaussians in and their gradient out; picture, coverage and pairs out, a gradient in.
        assertThat(rasterizer.traffic() - traffic).isEqualTo(4 * (2 * 200 * 14 + 7 * 1024 + 1));
        after = i == 0 ? rasterizer.freeMemory() : after;
      }
      assertThat(rasterizer.freeMemory()).isEqualTo(after).isLessThan(all);
    }
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      assertThat(rasterizer.freeMemory()).isEqualTo(all);
    }
  }

  @Test
  void saysWhatIsMissing() {
    String emulated = System.getProperty(CudaDriver.LIBRARY_PROPERTY);
    System.setProperty(CudaDriver.LIBRARY_PROPERTY, "libno-such-driver.so.1");
    try {
      assertThat(CudaRasterizer.devices()).isZero();
      assertThatThrownBy(() -> new CudaRasterizer(0, true).close())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("libcuda.so.1");
    } finally {
      System.setProperty(CudaDriver.LIBRARY_PROPERTY, emulated);
    }
    assertThat(CudaRasterizer.devices()).isEqualTo(1);
  }
}
