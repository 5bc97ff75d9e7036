package io.reenact.nn.adam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.nn.cpu.NativeNetworks;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdamUpdateTest {
  @ParameterizedTest
  @ValueSource(strings = {"native", "avx2", "torch"})
  void adamMatchesItsFormula(String by) {
    System.setProperty(NativeNetworks.PROPERTY, by);
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      float[] target = {1, -2, 0.5f};
      NDArray w = Autograd.leaf(m.create(new float[] {0.3f, 0.1f, -1}));
      NDArray mean = m.zeros(new Shape(3));
      NDArray variance = m.zeros(new Shape(3));
      double[] ref = {0.3f, 0.1f, -1};
      double[] m1 = new double[3];
      double[] m2 = new double[3];
      for (int t = 1; t <= 50; t++) {
        NDArray loss = w.sub(m.create(target)).square().sum();
        Autograd.backward(loss);
        AdamUpdate.update(w, Autograd.gradient(w), mean, variance, 0.02f, t);
        for (int i = 0; i < 3; i++) {
          double g = 2 * (ref[i] - target[i]);
          m1[i] = 0.9 * m1[i] + 0.1 * g;
          m2[i] = 0.999 * m2[i] + 0.001 * g * g;
          double mh = m1[i] / (1 - Math.pow(0.9, t));
          double vh = m2[i] / (1 - Math.pow(0.999, t));
          ref[i] -= 0.02 * mh / (Math.sqrt(vh) + 1e-8);
        }
      }
      float[] got = w.toFloatArray();
      for (int i = 0; i < 3; i++) {
        assertThat((double) got[i]).isCloseTo(ref[i], within(1e-4));
      }
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  /**
   * As the embedded generator's mixing.turn; and a gradient that lies otherwise than its weights.
   */
  @ParameterizedTest
  @CsvSource({"native, true", "native, false", "torch, true"})
  void weightsMayLieColumnByColumn(String by, boolean alike) {
    System.setProperty(NativeNetworks.PROPERTY, by);
    try (NDManager m = NDManager.newBaseManager()) {
      NDArray weight = m.zeros(new Shape(3, 2)).transpose();
      NDArray gradient = m.create(new float[] {1, -1, 0, 1, -1, 1}, new Shape(3, 2)).transpose();
      if (!alike) {
        gradient = m.create(gradient.toFloatArray(), new Shape(2, 3));
      }
      NDArray mean = m.zeros(new Shape(3, 2)).transpose();
      NDArray variance = m.zeros(new Shape(3, 2)).transpose();
      assertThat(DeviceMemory.alike(weight, gradient, mean, variance).isPresent()).isEqualTo(alike);
      AdamUpdate.update(weight, gradient, mean, variance, 0.5f, 1);
      // The first step is the rate against the gradient's sign.
      assertThat(weight.toFloatArray())
          .containsExactly(new float[] {-0.5f, 0, 0.5f, 0.5f, -0.5f, -0.5f}, within(1e-4f));
      assertThat(gradient.toFloatArray()).containsExactly(new float[6], within(0f));
      assertThat(mean.toFloatArray())
          .containsExactly(new float[] {0.1f, 0, -0.1f, -0.1f, 0.1f, 0.1f}, within(1e-6f));
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "avx2", "torch"})
  void gradientsAreClearedWhateverTheyAre(String by) {
    System.setProperty(NativeNetworks.PROPERTY, by);
    try (NDManager m = NDManager.newBaseManager()) {
      NDArray gradient = m.create(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1});
      AdamUpdate.update(
          m.zeros(new Shape(3)), gradient, m.zeros(new Shape(3)), m.zeros(new Shape(3)), 0.5f, 1);
      assertThat(gradient.toFloatArray()).containsExactly(0, 0, 0);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  /** Odd numbers of weights, and so many that threads share them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 37, 300_001})
  void adamOfOurOwnIsPyTorchsOnAnyNumberOfThreads(int n) {
    float[][] moved = new float[3][];
    String[] by = {"native", "avx2", "torch"};
    for (int k = 0; k < by.length; k++) {
      System.setProperty(NativeNetworks.PROPERTY, by[k]);
      Autograd.threads(k == 1 ? 1 : 2);
      try (NDManager m = NDManager.newBaseManager()) {
        Random random = new Random(4);
        NDArray[] arrays = new NDArray[3];
        for (int i = 0; i < arrays.length; i++) {
          float[] values = new float[n];
          for (int j = 0; j < n; j++) {
            values[j] = (float) (random.nextGaussian() * (i == 0 ? 1 : 1e-3));
          }
          arrays[i] = m.create(values);
        }
        NDArray variance = arrays[2].square();
        AdamUpdate.update(arrays[0], arrays[1], arrays[2], variance, 0.02f, 7);
        moved[k] = NDArrays.concat(new NDList(arrays[0], arrays[2], variance)).toFloatArray();
      } finally {
        System.clearProperty(NativeNetworks.PROPERTY);
        Autograd.threads(1);
      }
    }
    assertThat(moved[1]).containsExactly(moved[0]);
    assertThat(moved[2]).containsExactly(moved[0], within(1e-5f));
  }
}
