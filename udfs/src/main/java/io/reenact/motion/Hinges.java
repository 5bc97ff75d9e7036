package io.reenact.motion;

import java.util.Arrays;
import java.util.Random;

/**
 * A fixed bend of a space, on which a linear map does what a network of one hidden layer does whose
 * first layer stays as it was drawn (extreme learning machines: Huang et al. 2006; random features:
 * Rahimi and Recht 2008): the inputs, and {@code max(0, w x + b)} for many drawn {@code w} and
 * {@code b}. Such a map is fitted in closed form, and fits the same each time.
 */
final class Hinges {
  private static final long SEED = 20_261_128;

  /** About how long {@code w} is, for inputs that spread by 1. */
  private static final double LENGTH = 2;

  private final int inputs;
  private final float[] slopes;
  private final float[] offsets;

  /**
   * @param inputs floats that come in
   * @param count hinges
   */
  Hinges(int inputs, int count) {
    this.inputs = inputs;
    slopes = new float[inputs * count];
    offsets = new float[count];
    Random random = new Random(SEED);
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (float) (LENGTH / Math.sqrt(inputs) * random.nextGaussian());
    }
    for (int i = 0; i < count; i++) {
      offsets[i] = (float) random.nextGaussian();
    }
  }

  /** How many floats come out. */
  int size() {
    return inputs + offsets.length;
  }

  /** The inputs, then the hinges. */
  float[] of(float[] x) {
    float[] out = Arrays.copyOf(x, size());
    for (int h = 0; h < offsets.length; h++) {
      float sum = offsets[h];
      for (int i = 0; i < inputs; i++) {
        sum += slopes[h * inputs + i] * x[i];
      }
      out[inputs + h] = Math.max(0, sum);
    }
    return out;
  }
}
