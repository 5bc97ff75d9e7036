package io.reenact.synth;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** How a synthetic person looks, apart from the shape of its head. */
public sealed interface Appearance permits SyntheticPerson, Appearance.Factors {
  /**
   * What the embedded generator was sampled with.
   *
   * @param byName parts of z by their names
   */
  record Factors(@JsonValue Map<String, float[]> byName) implements Appearance {}
}
