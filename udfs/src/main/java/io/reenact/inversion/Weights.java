package io.reenact.inversion;

import io.reenact.settings.Settings;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What terms of the loss weigh: the settings of a section whose unit is {@code weight}, by name.
 *
 * @param byName at least 0
 */
public record Weights(Map<String, Double> byName) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A copy that keeps its values. */
  public Weights {
    byName = new TreeMap<>(byName);
  }

  static Weights of(Settings settings, String section) {
    return new Weights(settings.numbers(section, "weight"));
  }

  /**
   * A weight.
   *
   * @param name as in settings.yaml
   */
  public double of(String name) {
    Double weight = byName.get(name);
    if (weight == null) {
      throw new IllegalStateException("settings.yaml has no weight " + name);
    }
    return weight;
  }
}
