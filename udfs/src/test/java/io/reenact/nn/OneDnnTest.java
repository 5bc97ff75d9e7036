package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneDnnTest {
  private static final int IN = 128;
  private static final int OUT = 512;
  private final Random random = new Random(1);

  @AfterEach
  void twoThreads() {
    Autograd.threads(2);
  }

  private float[] floats(int n) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }

  /** Where kernels for AVX-512 were wrong on two threads: sums written down plainly. */
  @ParameterizedTest
  @CsvSource({"7, 2, 1", "7, 2, 2", "7, 3, 2", "14, 2, 2"})
  void aConvolutionIsRightOnAnyNumberOfThreads(int side, int batch, int threads) {
    Autograd.threads(threads);
    int pixels = batch * side * side;
    float[] x = floats(pixels * IN);
    float[] w = floats(OUT * IN);
    float[] got;
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray in = m.create(x, new Shape(batch, side, side, IN)).transpose(0, 3, 1, 2);
      NDArray kernel = m.create(w, new Shape(OUT, IN, 1, 1));
      got =
          Conv2d.conv2d(in, kernel)
              .singletonOrThrow()
              .transpose(0, 2, 3, 1)
              .duplicate()
              .toFloatArray();
    }
    for (int p = 0; p < pixels; p++) {
      for (int o = 0; o < OUT; o++) {
        double sum = 0;
        for (int i = 0; i < IN; i++) {
          sum += (double) x[p * IN + i] * w[o * IN + i];
        }
        assertThat((double) got[p * OUT + o]).isCloseTo(sum, within(1e-3));
      }
    }
  }
}
