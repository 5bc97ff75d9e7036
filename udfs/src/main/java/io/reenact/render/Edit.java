package io.reenact.render;

import io.reenact.latent.Boundaries;
import io.reenact.latent.OffsetCurve;

/**
 * An attribute edit: {@code strength(t) * normal} is added to every latent (InterFaceGAN, Shen et
 * al. 2020).
 *
 * @param name of the attribute
 * @param normal unit normal of the boundary, {@code [latentSize]}
 * @param strength one float a key, by presentation time
 */
@SuppressWarnings("ArrayRecordComponent") // made by one stage and read by one loop, never compared
public record Edit(String name, float[] normal, OffsetCurve strength) {
  /** An edit of the same strength all the time. */
  public static Edit constant(String name, float[] normal, double strength) {
    return new Edit(
        name, normal, new OffsetCurve(new long[] {0}, new float[][] {{(float) strength}}));
  }

  /**
   * An edit along a boundary or direction.
   *
   * @param name of the boundary, else of the direction
   * @param strength one float a key
   * @throws io.reenact.error.UserError if there is neither
   */
  public static Edit of(Boundaries boundaries, String name, OffsetCurve strength) {
    return new Edit(name, boundaries.latentStep(name), strength);
  }
}
