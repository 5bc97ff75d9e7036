package io.reenact.generator;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The named entries of z as numbers in their own units: {@code value = (z - shift) / scale};
 * standard normal where the manifest gives no scale.
 */
public final class Factors implements Serializable {
  private static final long serialVersionUID = 1L;

  private record Factor(String name, int index, double scale, double shift)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    float of(float[] z) {
      return (float) (scale == 0 ? z[index] : (z[index] - shift) / scale);
    }
  }

  private final ArrayList<Factor> factors = new ArrayList<>();

  /** Lists the factors of a generator. */
  public Factors(GeneratorManifest m) {
    for (GeneratorManifest.ZPart part : m.zLayout()) {
      List<String> names = part.names();
      if (names.isEmpty() && part.name().equals("expression")) {
        names = m.expressions();
      }
      for (int i = 0; i < part.length(); i++) {
        String name = names.size() == part.length() ? names.get(i) : part.name() + "_" + i;
        factors.add(new Factor(name, part.offset() + i, part.scale(), part.shift()));
      }
    }
  }

  /** The names; an entry without one is called by its part and number, such as {@code mood_1}. */
  public List<String> names() {
    return factors.stream().map(Factor::name).toList();
  }

  /**
   * The values of one z.
   *
   * @return one a name
   */
  public float[] of(float[] z) {
    float[] values = new float[factors.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = factors.get(i).of(z);
    }
    return values;
  }
}
