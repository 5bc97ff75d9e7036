package io.reenact.render;

import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Npy;
import java.util.Locale;
import java.util.Optional;

/** Whether an edit stays where the generator was seen to work. */
public final class EditRange {
  private EditRange() {}

  /**
   * One line if the edited anchor's score (boundary) or the value (direction) leaves the range that
   * the bundle knows.
   *
   * @param name of a boundary or direction
   * @param anchor {@code [latentSize]}
   */
  public static Optional<String> warning(
      GeneratorBundle bundle, String name, double strength, float[] anchor) {
    GeneratorManifest m = bundle.manifest();
    GeneratorManifest.Boundary b = m.boundaries().get(name);
    double value = strength;
    double[] range = null;
    if (b != null && b.range() != null) {
      float[] normal = Npy.parse(bundle.file(b.file()), b.file()).row(0);
      value += b.intercept();
      for (int i = 0; i < normal.length; i++) {
        value += (double) normal[i] * anchor[i];
      }
      range = b.range();
    } else if (b == null && m.directions() != null && m.directions().ranges() != null) {
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
