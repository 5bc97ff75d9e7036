package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

public class AutogradTest {
  @BeforeAll
  static void oneThread() {
    Autograd.threads(1);
  }

  private static FloatBuffer of(float... values) {
    FloatBuffer b = Autograd.buffer(values.length);
    b.put(values).rewind();
    return b;
  }

  /** {@code factor * x}, of which PyTorch knows nothing. */
  private record Times(float factor, int depth, boolean[] closed) implements Autograd.Operation {
    static NDArray of(NDArray x, float factor, int depth, boolean[] closed) {
      float[] values = x.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      NDArray y =
          Autograd.leaf(Autograd.constant(x.getManager(), values, new Shape(values.length)));
      Autograd.record(x, new NDList(y), new Times(factor, depth, closed));
      return y;
    }

    @Override
    public void backward(List<FloatBuffer> outputs, FloatBuffer gradient) {
      for (int i = 0; i < gradient.remaining(); i++) {
        gradient.put(i, factor * outputs.get(0).get(i));
      }
    }

    @Override
    public void close() {
      closed[depth] = true;
    }
  }

  /** One looks at what the other makes, and both at what PyTorch makes. */
  @Test
  void operationsOfOursLieBehindEachOther() {
    boolean[] closed = new boolean[2];
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray x = Autograd.leaf(m, of(1, -2, 3), new Shape(3));
      NDArray square = x.square();
      NDArray five = Times.of(square, 5, 1, closed);
      NDArray seven = Times.of(five, 7, 0, closed);
      NDArray three = Times.of(square, 3, 0, closed);
      Autograd.backward(seven.add(five).add(three).sum());
      // (35 + 5 + 3) x^2
      assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(86, -172, 258);
      assertThat(closed).containsExactly(true, true);
    }
  }

  @Test
  void gradientOfAnExpressionIsTheOneWorkedOutByHand() {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray x = Autograd.leaf(m, of(1, -2, 3), new Shape(3));
      NDArray y = x.square().mul(Autograd.wrap(m, of(2, 3, 4), new Shape(3)));
      Autograd.backward(y, Autograd.wrap(m, of(1, 10, -1), new Shape(3)));
      // dy_i/dx_i = 2 a_i x_i, times the output gradient
      assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(4, -120, -24);
    }
  }

  @Test
  void constantsOutliveTheirManagerInTheGraph() {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      for (int trial = 0; trial < 20; trial++) {
        NDArray x = Autograd.leaf(m.ones(new Shape(1, 40_000)));
        NDArray y;
        try (NDManager scratch = m.newSubManager()) {
          FloatBuffer twos = Autograd.buffer(40_000);
          for (int i = 0; i < 40_000; i++) {
            twos.put(i, 2);
          }
          y = x.mul(Autograd.constant(scratch, twos, x.getShape()));
        }
        System.gc();
        Autograd.buffer(40_000).put(0, 5);
        Autograd.backward(y, y.onesLike());
        assertThat(Autograd.gradient(x).toFloatArray()).containsOnly(2);
      }
    }
  }

  @Test
  void aScaleOutlivesGarbageCollection() {
    float[] values = new float[64];
    Arrays.fill(values, 3);
    for (int i = 0; i < 20; i++) {
      try (NDManager m = NDManager.newBaseManager();
          Autograd.Scope on = Autograd.enabled()) {
        NDArray x = Autograd.leaf(m, of(values), new Shape(values.length));
        NDArray y = Autograd.scale(x, 0.5).square().sum();
        System.gc();
        for (int k = 0; k < 100; k++) {
          Autograd.buffer(1).put(0, 1e20f);
        }
        Autograd.backward(y);
        assertThat(Autograd.gradient(x).toFloatArray()).containsOnly(1.5f);
      }
    }
  }

  @Test
  void severalOutputsAddUp() {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray x = Autograd.leaf(m, of(2, 5), new Shape(2));
      NDArray h = Autograd.scale(x, 3);
      Autograd.backward(
          new NDList(h.square(), h.neg()),
          new NDList(
              Autograd.wrap(m, of(1, 0), new Shape(2)), Autograd.wrap(m, of(0, 7), new Shape(2))));
      assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(36, -21);
    }
  }

  @Test
  void wrapAliasesFromThePositionAndViewSeesTheSameMemory() {
    FloatBuffer b = of(9, 1, 2, 3);
    b.position(1);
    try (NDManager m = NDManager.newBaseManager()) {
      NDArray a = Autograd.wrap(m, b, new Shape(3));
      b.put(2, 42);
      assertThat(a.toFloatArray()).containsExactly(1, 42, 3);
      Autograd.view(a).put(0, -5);
      assertThat(b.get(1)).isEqualTo(-5);
      // A transposed array is not contiguous: its view is in row-major order all the same.
      NDArray t = Autograd.wrap(m, of(1, 2, 3, 4, 5, 6), new Shape(2, 3)).transpose();
      float[] seen = new float[6];
      Autograd.view(t).get(seen);
      assertThat(seen).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void misfitsAreRefused() {
    try (NDManager m = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> Autograd.wrap(m, of(1, 2), new Shape(3)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Autograd.wrap(m, FloatBuffer.allocate(3), new Shape(3)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Autograd.view(m.create(new int[] {1})))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void scopesNestAndRestore() {
    boolean before = JniUtils.isGradMode();
    try (Autograd.Scope on = Autograd.enabled()) {
      try (Autograd.Scope off = Autograd.disabled()) {
        assertThat(JniUtils.isGradMode()).isFalse();
      }
      assertThat(JniUtils.isGradMode()).isTrue();
    }
    assertThat(JniUtils.isGradMode()).isEqualTo(before);
  }

  @Test
  void unreachedLeafHasZeroGradientAndClearingWorks() {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray lone = Autograd.leaf(m, of(1, 2), new Shape(2));
      assertThat(Autograd.gradient(lone).toFloatArray()).containsExactly(0, 0);
      NDArray x = Autograd.leaf(m, of(3), new Shape(1));
      for (int i = 0; i < 2; i++) {
        Autograd.backward(x.square().sum());
      }
      assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(12);
      Autograd.clearGradient(x);
      assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(0);
    }
  }

  @Test
  void memoryStaysFlatOver2000Steps() throws IOException {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      FloatBuffer b = Autograd.buffer(250_000);
      step(m, b, 200);
      long before = residentBytes();
      step(m, b, 2000);
      // One leaked array a step would add 2 GB.
      assertThat(residentBytes() - before).isLessThan(100L << 20);
    }
  }

  private static void step(NDManager m, FloatBuffer b, int steps) {
    for (int i = 0; i < steps; i++) {
      try (NDManager s = m.newSubManager()) {
        NDArray x = Autograd.leaf(s, b, new Shape(500, 500));
        NDArray y = x.add(1).square();
        Autograd.backward(y, s.ones(y.getShape()));
        b.put(0, Autograd.view(Autograd.gradient(x)).get(0) * 1e-3f);
      }
    }
  }

  /** This process's resident memory. */
  public static long residentBytes() throws IOException {
    String statm = Files.readString(Path.of("/proc/self/statm"));
    return Long.parseLong(statm.split(" ")[1]) * 4096;
  }
}
