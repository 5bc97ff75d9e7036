package io.reenact.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.nn.GpuUnit;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
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

  private static Heads.Drawn draw(Rasterizer rasterizer, EmulatedCuda cuda) {
    float[][] latents = new float[2][16];
    latents[HEAD][3] = 0.5f;
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false);
        Painter painter = new GaussianPainter(g, rasterizer);
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
