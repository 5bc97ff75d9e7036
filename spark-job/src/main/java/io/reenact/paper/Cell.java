package io.reenact.paper;

import io.reenact.metric.Estimate;

/** What stands in one place of a table. */
public sealed interface Cell {
  /** A text, printed as it is. */
  record Text(String text) implements Cell {}

  /** A number without an interval. */
  record Number(double value) implements Cell {}

  /** A mean with its interval. */
  record Mean(Estimate estimate) implements Cell {}

  /**
   * A mean difference with its interval.
   *
   * @param verdict what is said of it where it is none by chance, such as worse; else empty
   */
  record Difference(Estimate estimate, String verdict) implements Cell {}

  /** The number that is compared with others of its column; NaN if there is none. */
  default double compared() {
    if (this instanceof Number n) {
      return n.value();
    }
    return this instanceof Mean m ? m.estimate().mean() : Double.NaN;
  }
}
