package io.reenact.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that isn't there. */
public final class Suggestions {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private Suggestions() {}

  /** For the end of a message: {@code ; did you mean X?}, or nothing if no name is near. */
  public static String of(String name, Collection<String> known) {
    return nearest(name, known).map(n -> "; did you mean " + n + "?").orElse("");
  }

  /**
   * The nearest of the known names, whatever their case: up to a third of the letters differ, or
   * two of a short one.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String low = name.toLowerCase(Locale.ROOT);
    Comparator<String> near = Comparator.comparingInt(k -> distance(low, k));
    return known.stream()
        .filter(k -> distance(low, k) <= Math.max(Math.min(2, low.length() - 1), low.length() / 3))
        .min(near.thenComparing(Comparator.naturalOrder()));
  }

  private static int distance(String low, String known) {
    return DISTANCE.apply(low, known.toLowerCase(Locale.ROOT));
  }
}
