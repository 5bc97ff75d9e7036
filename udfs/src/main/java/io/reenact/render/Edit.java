package io.reenact.render;

import io.reenact.camera.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Npy;
import io.reenact.latent.OffsetCurve;
import java.util.TreeSet;

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
  /** The same strength all the time. */
  public static Edit constant(String name, float[] normal, double strength) {
    return new Edit(
        name, normal, new OffsetCurve(new long[] {0}, new float[][] {{(float) strength}}));
  }

  /**
   * An edit along one of a bundle's boundaries or directions.
   *
   * @param name of the boundary, else of the direction
   * @param strength constant
   * @throws UserError if the bundle has neither
   */
  public static Edit of(GeneratorBundle bundle, String name, double strength) {
    GeneratorManifest m = bundle.manifest();
    GeneratorManifest.Boundary boundary = m.boundaries().get(name);
    if (boundary != null) {
      Npy normal = Npy.parse(bundle.file(boundary.file()), boundary.file());
      return constant(name, repeated(normal.row(0), m), strength);
    }
    int k = m.directions() == null ? -1 : m.directions().names().indexOf(name);
    if (k < 0) {
      TreeSet<String> known = new TreeSet<>(m.boundaries().keySet());
      if (m.directions() != null) {
        known.addAll(m.directions().names());
      }
      throw new UserError(
          "bundle "
              + bundle.where()
              + " has no boundary or direction '"
              + name
              + "'; it has "
              + known);
    }
    return constant(name, repeated(bundle.directions()[k], m), strength);
  }

  /** In W+ the same normal for every layer. */
  private static float[] repeated(float[] w, GeneratorManifest m) {
    if (w.length != m.wDim()) {
      throw new UserError(
          "a boundary has " + w.length + " floats, the generator's w_dim is " + m.wDim());
    }
    float[] latent = new float[m.latentSize()];
    for (int i = 0; i < latent.length; i += w.length) {
      System.arraycopy(w, 0, latent, i, w.length);
    }
    return latent;
  }
}
