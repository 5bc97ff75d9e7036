package io.reenact.render;

import io.reenact.latent.Boundaries;
import io.reenact.latent.OffsetCurve;

/**
 * An edit along a line: {@code strength(t) * normal} is added (InterFaceGAN, Shen et al. 2020).
 *
 * @param name of the attribute
 * @param normal unit normal of the boundary, {@code [latentSize]}
 * @param strength one float a key, by presentation time
 */
@SuppressWarnings("ArrayRecordComponent") // made by one stage and read by one loop, never compared
public record LineEdit(String name, float[] normal, OffsetCurve strength) implements Edit {
  /**
   * An edit along a boundary or direction.
   *
   * @param name of the boundary, else of the direction
   * @param strength one float a key
   * @throws io.reenact.error.UserError if there is neither
   */
  public static LineEdit of(Boundaries boundaries, String name, OffsetCurve strength) {
    return new LineEdit(name, boundaries.latentStep(name), strength);
  }

  @Override
  public int length() {
    return normal.length;
  }

  @Override
  public void add(float[] latent, long timeUs) {
    float s = strength.at(timeUs)[0];
    for (int i = 0; i < latent.length; i++) {
      latent[i] += s * normal[i];
    }
  }
}
