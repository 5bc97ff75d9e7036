package io.reenact.inversion;

import io.reenact.face.Regions;
import java.util.Arrays;

/**
 * The pixel term: weighted L1, plus half the L1 of the difference's image gradient, plus half the
 * L1 of the 4x pooled difference (docs/design/tuning.md, "What mattered", 5). Each part is a
 * weighted mean over pixels and channels of images in [-1, 1].
 */
final class PixelLoss {
  /** What differences of neighbours, and of pooled blocks, count beside those of pixels. */
  static final float EDGE = 0.5f;

  private static final int POOL = 4;

  /** Sums are kept apart by column: as many as compiled code has lanes. */
  private static final int LANES = 8;

  private final int size;
  private final boolean compiled;
  private float[] difference;
  private float[] weight;

  /**
   * @param size pixels a side, S
   */
  PixelLoss(int size) {
    this(size, CompiledDescent.available());
  }

  /**
   * @param compiled whether compiled code may run; without it, the same bits come from Java
   */
  PixelLoss(int size, boolean compiled) {
    this.size = size;
    this.compiled = compiled && size % LANES == 0;
  }

  /**
   * Adds the gradient of {@code factor} times the loss.
   *
   * @param image [3, S, S]
   * @param target [3, S, S]
   * @param region {@link Regions} codes [S, S]
   * @param weights by region code
   * @param factor scales the gradient
   * @param gradient [3, S, S], added to
   * @return the loss, not scaled
   */
  double add(
      float[] image,
      float[] target,
      byte[] region,
      float[] weights,
      float factor,
      float[] gradient) {
    int n = size * size;
    prepare(n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      weight[i] = weights[region[i]];
      sum += weight[i];
    }
    if (sum == 0) {
      return 0;
    }
    // Weights have mean 1 over the image, whatever the regions' shares.
    float norm = (float) (1 / (3 * sum));
    double loss = 0;
    for (int c = 0; c < 3; c++) {
      loss += channel(image, target, c * n, true, norm, factor, gradient);
    }
    return loss;
  }

  private double channel(
      float[] image,
      float[] target,
      int from,
      boolean edges,
      float norm,
      float factor,
      float[] gradient) {
    if (compiled) {
      double loss =
          CompiledDescent.channel(
              image, target, from, weight, size, edges, EDGE, norm, factor, gradient, difference);
      if (loss < 0) {
        throw new OutOfMemoryError("no room for the loss of a picture");
      }
      return loss;
    }
    for (int i = 0; i < difference.length; i++) {
      difference[i] = image[from + i] - target[from + i];
    }
    double loss = absolute(from, norm, factor, gradient);
    return edges
        ? loss + gradients(from, norm, factor, gradient) + pooled(from, norm, factor, gradient)
        : loss;
  }

  /** Room to work in, made when first used. */
  private void prepare(int n) {
    if (difference == null) {
      difference = new float[n];
      weight = new float[n];
    }
  }

  private double absolute(int from, float norm, float factor, float[] gradient) {
    double[] sums = new double[LANES];
    float f = norm * factor;
    for (int i = 0; i < difference.length; i++) {
      sums[i % size % LANES] += Math.abs(difference[i]) * weight[i];
      gradient[from + i] += Math.signum(difference[i]) * weight[i] * f;
    }
    return sum(sums) * norm;
  }

  private double gradients(int from, float norm, float factor, float[] gradient) {
    double[] sums = new double[LANES];
    float f = EDGE * norm * factor;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int i = y * size + x;
        if (x > 0) {
          sums[x % LANES] += edge(i, i - 1, from, f, gradient);
        }
        if (y > 0) {
          sums[x % LANES] += edge(i, i - size, from, f, gradient);
        }
      }
    }
    return EDGE * norm * sum(sums);
  }

  /** In the order of compiled code. */
  private static double sum(double[] s) {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }

  private double edge(int i, int j, int from, float f, float[] gradient) {
    float d = difference[i] - difference[j];
    // The lesser: a pixel of unknown colour must not pull on its neighbour by more than its own.
    float w = Math.min(weight[i], weight[j]);
    float g = Math.signum(d) * w * f;
    gradient[from + i] += g;
    gradient[from + j] -= g;
    return Math.abs(d) * w;
  }

  private double pooled(int from, float norm, float factor, float[] gradient) {
    double total = 0;
    float f = EDGE * norm * factor;
    for (int y = 0; y + POOL <= size; y += POOL) {
      for (int x = 0; x + POOL <= size; x += POOL) {
        float sum = 0;
        for (int i = 0; i < POOL * POOL; i++) {
          int k = (y + i / POOL) * size + x + i % POOL;
          sum += difference[k] * weight[k];
        }
        total += Math.abs(sum);
        float s = Math.signum(sum) * f;
        for (int i = 0; i < POOL * POOL; i++) {
          int k = (y + i / POOL) * size + x + i % POOL;
          gradient[from + k] += s * weight[k];
        }
      }
    }
    return EDGE * norm * total;
  }

  /** Mean absolute difference inside a mask of regions, with its gradient. */
  double addMasked(
      float[] image,
      float[] target,
      byte[] region,
      int lowestCode,
      float factor,
      float[] gradient) {
    float[] weights = new float[Regions.COUNT];
    Arrays.fill(weights, lowestCode, weights.length, 1f);
    int n = size * size;
    prepare(n);
    double count = 0;
    for (int i = 0; i < n; i++) {
      weight[i] = weights[region[i]];
      count += weight[i];
    }
    if (count == 0) {
      return 0;
    }
    float norm = (float) (1 / (3 * count));
    double loss = 0;
    for (int c = 0; c < 3; c++) {
      loss += channel(image, target, c * n, false, norm, factor, gradient);
    }
    return loss;
  }
}
