package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.RasterizerSuite;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CUDA kernels and their launches, without a GPU: see {@link EmulatedCuda}. */
class CudaKernelsOnHostTest extends RasterizerSuite {
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

  @Override
  protected Rasterizer open() {
    return new CudaRasterizer(0, true);
  }

  @Test
  void theSumInAnyOrderIsClose() {
    int n = 300;
    FloatBuffer g = Scenes.direct(Scenes.random(n, 3, 0.3, -3.5));
    float[] weights = Scenes.weights(3 * 40 * 48, 1);
    float[][] gradients = new float[2][];
    for (int run = 0; run < 2; run++) {
      FloatBuffer d = Scenes.direct(new float[14 * n]);
      try (CudaRasterizer rasterizer = new CudaRasterizer(0, run == 0);
          Rendering r = rasterizer.render(g, n, Camera.neutral(), 40, 48, new float[3])) {
        r.backward(weights, d);
      }
      gradients[run] = Scenes.array(d);
    }
    for (int i = 0; i < 14 * n; i++) {
      assertThat(gradients[1][i])
          .isCloseTo(gradients[0][i], within(1e-4f + 1e-3f * Math.abs(gradients[0][i])));
    }
  }

  @Test
  void isForcedForNetworksOnTheCpu() {
    FloatBuffer g = Scenes.direct(Scenes.random(200, 3, 0.3, -3.5));
    System.setProperty(Rasterizers.PROPERTY, "cuda");
    try (Rasterizer forced = Rasterizers.open(Place.cpu(1));
        Rasterizer own = Rasterizers.open(Place.gpu(0, true));
        Rendering a = forced.render(g, 200, Camera.neutral(), 40, 48, new float[3]);
        Rendering b = own.render(g, 200, Camera.neutral(), 40, 48, new float[3])) {
      assertThat(forced.onDevice()).as("addresses of the CPU's arrays").isEmpty();
      assertThat(own.onDevice()).isPresent();
      assertThat(a.image()).isEqualTo(b.image());
    } finally {
      System.clearProperty(Rasterizers.PROPERTY);
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
