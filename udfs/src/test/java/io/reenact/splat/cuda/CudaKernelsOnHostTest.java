package io.reenact.splat.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.RasterizerSuite;
import io.reenact.splat.Rendering;
import io.reenact.splat.Scenes;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Each picture as if it were alone, bit by bit, in as many launches as one, and one wait. */
  @ParameterizedTest
  @CsvSource({"40, 40, 48, 1", "400, 150, 90, 3", "3000, 100, 20, 5"})
  void aBatchIsDrawnAtOnce(int n, int width, int height, int heads) {
    int floats = 14 * n;
    int pixels = 3 * width * height;
    float[] all = new float[heads * floats];
    float[] weights = Scenes.weights(heads * pixels, 8);
    List<Camera> cameras = new ArrayList<>();
    float[][] backgrounds = new float[heads][];
    for (int h = 0; h < heads; h++) {
      System.arraycopy(Scenes.random(n, h, 0.3, -3.7), 0, all, h * floats, floats);
      cameras.add(Camera.orbit(0.2 * h, 0.1 * h, -0.1 * h));
      backgrounds[h] = new float[] {0.3f * h, -0.2f, 1};
    }
    // With the emulated driver the host's addresses are the device's.
    FloatBuffer g = Scenes.direct(all);
    FloatBuffer w = Scenes.direct(weights);
    FloatBuffer images = Scenes.direct(new float[heads * pixels]);
    FloatBuffer gradient = Scenes.direct(new float[all.length]);
    try (CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      EmulatedCuda.Deeds once = null;
      for (int run = 0; run < 2; run++) {
        gradient.put(0, new float[all.length]);
        EmulatedCuda.Deeds before = cuda.deeds();
        try (DevicePicture p =
            rasterizer.render(at(g), n, cameras, width, height, backgrounds, at(images))) {
          p.backward(at(w), at(gradient));
        }
        once = cuda.deeds().since(before);
      }
      assertThat(once.waits()).isEqualTo(1);
      assertThat(once.allocations()).isZero();
      // Project, gather, emit, ranges, draw, gradient, spread; a scan; four passes of the sort by
      // depth and one or two by tile. A scan of many values is three launches.
      assertThat(once.launches()).isLessThanOrEqualTo(7 + 3 + 4 * 5 + 2 * 5);
      for (int h = 0; h < heads; h++) {
        FloatBuffer d = Scenes.direct(new float[floats]);
        try (Rendering alone =
            rasterizer.render(
                g.slice(h * floats, floats), n, cameras.get(h), width, height, backgrounds[h])) {
          alone.backward(Arrays.copyOfRange(weights, h * pixels, (h + 1) * pixels), d);
          assertThat(Scenes.array(images.slice(h * pixels, pixels))).isEqualTo(alone.image());
        }
        assertThat(Scenes.array(gradient.slice(h * floats, floats))).isEqualTo(Scenes.array(d));
      }
    }
  }

  private static long at(FloatBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
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
        // Gaussians in and their gradient out; picture, coverage and pairs out, a gradient in; the
        // view.
        assertThat(rasterizer.traffic() - traffic)
            .isEqualTo(4 * (2 * 200 * 14 + 7 * 1024 + 1) + 16 * 8 + 4 * 4 + 3 * 4);
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
