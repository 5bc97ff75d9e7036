package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Compares autograd with central differences along random smooth directions. */
public final class Gradients {
  private Gradients() {}

  /**
   * Checks {@code d <f(x), v> / dx} for a random v.
   *
   * @param f to an array whose shape does not depend on values
   */
  public static void check(NDManager m, float[] x, Shape shape, UnaryOperator<NDArray> f) {
    Random random = new Random(11);
    float[] v;
    float[] gradient;
    try (NDManager s = m.newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray in = Autograd.leaf(s.create(x, shape));
      NDArray out = f.apply(in);
      v = new float[(int) out.size()];
      for (int i = 0; i < v.length; i++) {
        v[i] = (float) random.nextGaussian();
      }
      Autograd.backward(out, s.create(v, out.getShape()));
      gradient = Autograd.gradient(in).toFloatArray();
    }
    for (int trial = 0; trial < 4; trial++) {
      // Along the gradient in a random part of the image: large against rounding in float.
      double[] d = new double[x.length];
      double norm = 0;
      for (int i = 0; i < d.length; i++) {
        d[i] = gradient[i] * random.nextInt(2);
        norm += d[i] * d[i];
      }
      double slope = 0;
      for (int i = 0; i < d.length; i++) {
        d[i] /= Math.sqrt(norm);
        slope += d[i] * gradient[i];
      }
      double step = 2e-2;
      double up = value(m, x, d, step, shape, f, v);
      double down = value(m, x, d, -step, shape, f, v);
      assertThat((up - down) / (2 * step)).isCloseTo(slope, within(0.03 * Math.abs(slope)));
    }
  }

  private static double value(
      NDManager m,
      float[] x,
      double[] d,
      double step,
      Shape shape,
      UnaryOperator<NDArray> f,
      float[] v) {
    float[] moved = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = (float) (x[i] + step * d[i]);
    }
    try (NDManager s = m.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      float[] y = f.apply(s.create(moved, shape)).toFloatArray();
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += (double) y[i] * v[i];
      }
      return sum;
    }
  }
}
