package io.reenact.latent;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.Npy;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear boundary between latents that show an attribute and latents that don't (InterFaceGAN,
 * Shen et al. 2020).
 *
 * @param name of the attribute
 * @param normal unit length, {@code [w_dim]}, towards the attribute
 * @param intercept the score at w is {@code normal . w + intercept}; NaN if unknown
 * @param low least score seen; NaN if unknown
 * @param high greatest score seen; NaN if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read by loops, never compared
public record Boundary(String name, float[] normal, double intercept, double low, double high) {
  /** Shorter than this, what a projection leaves is noise. */
  private static final double NOTHING_LEFT = 1e-3;

  /**
   * A boundary with a normal of any length.
   *
   * @throws UserError if the normal is null or not finite
   */
  public static Boundary of(
      String name, float[] normal, double intercept, double low, double high) {
    double length = Vectors.norm(normal);
    if (!(length > 0) || !Double.isFinite(length)) {
      throw new BadInput("boundary " + name + " has no direction: its normal is null or no number");
    }
    float[] unit = new float[normal.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (normal[i] / length);
    }
    return new Boundary(name, unit, intercept, low, high);
  }

  /**
   * A boundary as others write it: {@code [w_dim]} or {@code [1, w_dim]}.
   *
   * @throws UserError for any other shape
   */
  public static Boundary of(String name, Npy file, double intercept, double low, double high) {
    int[] shape = file.shape();
    if (file.data().length == 0
        || shape.length > 2
        || shape.length == 0
        || (shape.length == 2 && shape[0] != 1)) {
      throw new BadInput(
          "boundary "
              + name
              + " must be an array of shape [w_dim] or [1, w_dim]: write one normal");
    }
    return of(name, file.data(), intercept, low, high);
  }

  /** Signed distance of a latent; without the intercept if that is unknown. */
  public double score(float[] w) {
    return Latents.dot(normal, w) + (Double.isNaN(intercept) ? 0 : intercept);
  }

  /**
   * This boundary's normal minus its projection on the span of others, of unit length: along it the
   * others' scores stay as they are. Intercept and range are unknown then.
   *
   * @throws UserError if nothing is left
   */
  public Boundary conditioned(List<Boundary> others) {
    List<float[]> basis = new ArrayList<>();
    for (Boundary other : others) {
      float[] rest = without(other.normal, basis);
      double length = Vectors.norm(rest);
      if (length > NOTHING_LEFT) {
        basis.add(of(other.name, rest, 0, 0, 0).normal);
      }
    }
    float[] rest = without(normal, basis);
    if (Vectors.norm(rest) < NOTHING_LEFT) {
      throw new BadInput(
          "boundary " + name + " lies in the span of its conditions: leave some of them out");
    }
    return of(name, rest, Double.NaN, Double.NaN, Double.NaN);
  }

  private static float[] without(float[] v, List<float[]> basis) {
    float[] rest = v;
    for (float[] b : basis) {
      rest = Latents.plus(rest, -Latents.dot(rest, b), b);
    }
    return rest;
  }

  /** The normal as a file's array, {@code [1, w_dim]}. */
  public Npy npy() {
    return new Npy(new int[] {1, normal.length}, normal);
  }
}
