package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Scenes;
import io.reenact.splat.cuda.CudaRasterizer;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel of head motions against the sum in Java, itself checked in LossTermsTest. */
class HeadMotionTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 255, 20_000})
  void theKernelsSumIsThatOfTheHost(int n) throws IOException, InterruptedException {
    int heads = 3;
    int floats = n * Gaussians.FLOATS;
    float[] gaussians = new float[heads * floats];
    for (int h = 0; h < heads; h++) {
      System.arraycopy(Scenes.random(n, 3 + h, 0.3, -3.5), 0, gaussians, h * floats, floats);
    }
    float[] gradient = Scenes.weights(heads * floats, 9);
    try (EmulatedCuda cuda = EmulatedCuda.start();
        NDManager m = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        CudaRasterizer rasterizer = new CudaRasterizer(0, true)) {
      Shape shape = new Shape(heads, n, Gaussians.FLOATS);
      NDArray g = Autograd.constant(m, gaussians, shape);
      NDArray d = Autograd.constant(m, gradient, shape);
      NDArray out = m.zeros(new Shape(heads, HeadMotion.SIZE));
      long waits = rasterizer.waits();
      for (int run = 0; run < 2; run++) {
        rasterizer.motions(
            DeviceMemory.address(g),
            DeviceMemory.address(d),
            n,
            heads,
            HeadMotion.point(),
            DeviceMemory.address(out));
      }
      assertThat(rasterizer.waits()).isEqualTo(waits);
      float[] found = out.toFloatArray();
      FloatBuffer all = Scenes.direct(gaussians);
      FloatBuffer of = Scenes.direct(gradient);
      for (int h = 0; h < heads; h++) {
        float[] expected =
            HeadMotion.gradient(all.slice(h * floats, floats), of.slice(h * floats, floats), n);
        for (int k = 0; k < HeadMotion.SIZE; k++) {
          assertThat(found[h * HeadMotion.SIZE + k])
              .isCloseTo(expected[k], within(1e-3f + 2e-4f * (float) Math.sqrt(n)));
        }
      }
    }
  }
}
