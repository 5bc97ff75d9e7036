package io.reenact.render;

import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import java.util.Locale;
import java.util.Optional;

/** Whether an edit stays where the generator was seen to work. */
public final class EditRange {
  private EditRange() {}

  /**
   * One line if the edited anchor's score (boundary) or the value (direction) leaves the range that
   * the boundary's file or the bundle knows.
   *
   * @param name of a boundary or direction
   * @param anchor {@code [latentSize]}
   */
  public static Optional<String> warning(
      Boundaries boundaries, String name, double strength, float[] anchor) {
    GeneratorManifest m = boundaries.bundle().manifest();
    double value = strength;
    double[] range = null;
    if (boundaries.has(name)) {
      Boundary b = boundaries.find(name);
      if (!Double.isNaN(b.low()) && !Double.isNaN(b.intercept())) {
        // In W+ the score of the mean of all layers.
        float[] steps = Boundaries.repeated(b.normal(), anchor.length);
        int layers = anchor.length / m.wDim();
        value += Latents.dot(steps, anchor) / layers + b.intercept();
        range = new double[] {b.low(), b.high()};
      }
    } else if (m.directions() != null && m.directions().ranges() != null) {
      int k = m.directions().names().indexOf(name);
      range = k < 0 ? null : m.directions().ranges()[k];
    }
    if (range == null || (value >= range[0] && value <= range[1])) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "edit %s=%.3g takes it to %.2f, outside of the known %.2f to %.2f: expect artefacts, or"
                + " choose a smaller strength",
            name,
            strength,
            value,
            range[0],
            range[1]));
  }
}
