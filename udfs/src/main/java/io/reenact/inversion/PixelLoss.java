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

  private final int size;
  private float[] difference;
  private float[] weight;

  /**
   * @param size pixels a side, S
   */
  PixelLoss(int size) {
    this.size = size;
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
      int from = c * n;
      for (int i = 0; i < n; i++) {
        difference[i] = image[from + i] - target[from + i];
      }
      loss +=
          absolute(from, norm, factor, gradient)
              + gradients(from, norm, factor, gradient)
              + pooled(from, norm, factor, gradient);
    }
    return loss;
  }

  /** Room to work in, made when first used. */
  private void prepare(int n) {
    if (difference == null) {
      difference = new float[n];
      weight = new float[n];
    }
  }

  private double absolute(int from, float norm, float factor, float[] gradient) {
    double sum = 0;
    float f = norm * factor;
    for (int i = 0; i < difference.length; i++) {
      sum += Math.abs(difference[i]) * weight[i];
      gradient[from + i] += Math.signum(difference[i]) * weight[i] * f;
    }
    return sum * norm;
  }

  private double gradients(int from, float norm, float factor, float[] gradient) {
    double sum = 0;
    float f = EDGE * norm * factor;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int i = y * size + x;
        if (x > 0) {
          sum += edge(i, i - 1, from, f, gradient);
        }
        if (y > 0) {
          sum += edge(i, i - size, from, f, gradient);
        }
      }
    }
    return EDGE * norm * sum;
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
      for (int i = 0; i < n; i++) {
        difference[i] = image[c * n + i] - target[c * n + i];
      }
      loss += absolute(c * n, norm, factor, gradient);
    }
    return loss;
  }
}
