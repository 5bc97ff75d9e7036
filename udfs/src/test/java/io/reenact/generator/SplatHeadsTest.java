package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.nn.GpuUnit;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Heads drawn by a device's rasterizer, with the emulated driver, against the CPU's. */
class SplatHeadsTest {
  private static final int HEAD = 1;

  @Test
  void aPictureAndItsCoverageComeWithTwoWaits() throws IOException, InterruptedException {
    Heads.Drawn expected = draw(new CpuRasterizer(1), null);
    try (EmulatedCuda cuda = EmulatedCuda.start();
        GpuUnit unit = GpuUnit.begin(Device.cpu(), new CudaUnit(0, false))) {
      Heads.Drawn found = draw(new CudaRasterizer(0, true), cuda);
      assertThat(found.image()).containsExactly(expected.image(), within(1e-3f));
      assertThat(found.alpha()).containsExactly(expected.alpha(), within(1e-3f));
    }
  }

  /** Squared scales grow by half of the blur that smaller pixels lack: 0.15 of a pixel's square. */
  @Test
  void largerPicturesThanItLearntFromAreDrawnFromWiderGaussians() {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false);
        Painter painter = Painter.of(g, 1, true, 64);
        Painter plain = Painter.of(g, 1, true);
        Heads heads = painter.heads(new float[2][16]);
        Heads others = plain.heads(new float[2][16])) {
      FloatBuffer as = others.gaussians(HEAD);
      assertThat(heads.gaussians(HEAD)).isEqualTo(as);
      assertThat(heads.gaussians(HEAD, 64)).isEqualTo(as);
      assertThat(others.gaussians(HEAD, 256)).isEqualTo(as);
      double learnt = 2.5 / 4.2647 / 64;
      double larger = 2.5 / 4.2647 / 256;
      double added = 0.15 * (learnt * learnt - larger * larger);
      FloatBuffer wide = heads.gaussians(HEAD, 256);
      for (int i = 0; i < wide.capacity(); i++) {
        int c = i % Gaussians.FLOATS;
        boolean scale = c >= Gaussians.LOG_SCALE && c < Gaussians.ROTATION;
        double expected =
            scale ? Math.log(Math.exp(2.0 * as.get(i)) + added) / 2 : (double) as.get(i);
        assertThat((double) wide.get(i)).isCloseTo(expected, within(1e-5));
      }
      Camera camera = Camera.neutral();
      float[] white = {1, 1, 1};
      assertThat(heads.draw(HEAD, camera, 64, 64, white).image())
          .isEqualTo(others.draw(HEAD, camera, 64, 64, white).image());
      try (CpuRasterizer rasterizer = new CpuRasterizer(1);
          Rendering r =
              rasterizer.render(
                  wide, wide.capacity() / Gaussians.FLOATS, camera, 256, 256, white)) {
        assertThat(heads.draw(HEAD, camera, 256, 256, white).image()).isEqualTo(r.image());
      }
    }
  }

  private static Heads.Drawn draw(Rasterizer rasterizer, EmulatedCuda cuda) {
    float[][] latents = new float[2][16];
    latents[HEAD][3] = 0.5f;
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false);
        Painter painter = new GaussianPainter(g, rasterizer, new Smoothing(24));
        Heads heads = painter.heads(latents)) {
      EmulatedCuda.Deeds before = cuda == null ? null : cuda.deeds();
      Heads.Drawn drawn =
          heads.draw(HEAD, Camera.orbit(0.2, 0.1, 0), 40, 56, new float[] {1, 0, -0.4f});
      if (cuda != null) {
        assertThat(cuda.deeds().since(before).waits()).isEqualTo(2);
      }
      return drawn;
    }
  }
}
