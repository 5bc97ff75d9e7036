package io.reenact.latent;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.maths.Vectors;
import java.util.Random;

/** Arithmetic on latents, offsets and other vectors of one length, as users give them. */
public final class Latents {
  private Latents() {}

  /** Standard normal numbers: a z. */
  public static float[] gaussian(int n, Random random) {
    float[] z = new float[n];
    for (int i = 0; i < n; i++) {
      z[i] = (float) random.nextGaussian();
    }
    return z;
  }

  /**
   * Linear interpolation.
   *
   * @param t 0 gives a, 1 gives b
   * @throws UserError if the lengths differ
   */
  public static float[] interpolate(float[] a, float[] b, double t) {
    same("interpolate", a, b);
    float[] v = new float[a.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) ((1 - t) * a[i] + t * b[i]);
    }
    return v;
  }

  /**
   * {@code a + factor * b}: an offset transferred to an anchor, an edit, or a difference.
   *
   * @throws UserError if the lengths differ
   */
  public static float[] plus(float[] a, double factor, float[] b) {
    same("add", a, b);
    float[] v = new float[a.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) (a[i] + factor * b[i]);
    }
    return v;
  }

  /**
   * Euclidean distance.
   *
   * @throws UserError if the lengths differ
   */
  public static double distance(float[] a, float[] b) {
    same("compare", a, b);
    return Vectors.distance(a, b);
  }

  /**
   * Cosine of the angle; 0 if one of the vectors is null.
   *
   * @throws UserError if the lengths differ
   */
  public static double cosine(float[] a, float[] b) {
    same("compare", a, b);
    double cosine = Vectors.cosine(a, b);
    return Double.isNaN(cosine) ? 0 : cosine;
  }

  /**
   * The scalar product.
   *
   * @throws UserError if the lengths differ
   */
  public static double dot(float[] a, float[] b) {
    same("multiply", a, b);
    return Vectors.dot(a, b);
  }

  private static void same(String what, float[] a, float[] b) {
    if (a.length != b.length) {
      throw new BadInput(
          "can't "
              + what
              + " vectors of "
              + a.length
              + " and "
              + b.length
              + " floats: both must come from the same generator");
    }
  }
}
