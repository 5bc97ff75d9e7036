package io.reenact.maths;

import java.util.List;

/**
 * Arithmetic on vectors of floats, in double precision.
 *
 * <p>Two vectors of different lengths are a mistake of the caller: {@link
 * IllegalArgumentException}.
 */
public final class Vectors {
  private Vectors() {}

  /** The scalar product. */
  public static double dot(float[] a, float[] b) {
    sameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The Euclidean length. */
  public static double norm(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** Cosine of the angle between two vectors, -1 to 1; NaN if one is all zeros. */
  public static double cosine(float[] a, float[] b) {
    // One root of the product, not a product of two roots: equal vectors give exactly 1.
    return Math.max(-1, Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))));
  }

  /** The Euclidean distance. */
  public static double distance(float[] a, float[] b) {
    return Math.sqrt(squaredDistance(a, b));
  }

  /** The sum of squared differences. */
  public static double squaredDistance(float[] a, float[] b) {
    sameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = (double) a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }

  /** The sum of absolute differences. */
  public static double absoluteDistance(float[] a, float[] b) {
    sameLength(a, b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum;
  }

  /**
   * The mean of some vectors.
   *
   * @param vectors at least one, of equal lengths
   */
  public static float[] mean(List<float[]> vectors) {
    if (vectors.isEmpty()) {
      throw new IllegalArgumentException("no vectors to take the mean of");
    }
    float[] mean = new float[vectors.get(0).length];
    for (float[] v : vectors) {
      sameLength(mean, v);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += v[i] / vectors.size();
      }
    }
    return mean;
  }

  /** A vector of the same direction and of length 1. */
  public static float[] unit(float[] a) {
    float length = (float) norm(a);
    float[] unit = new float[a.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = a[i] / length;
    }
    return unit;
  }

  private static void sameLength(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " numbers have no common dimension");
    }
  }
}
