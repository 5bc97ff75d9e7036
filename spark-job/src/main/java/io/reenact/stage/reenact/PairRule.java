package io.reenact.stage.reenact;

/** Who is driven by whom: the words of the setting {@code reenact.pairs}. */
enum PairRule {
  /** Everyone by itself and by the next few in name order. */
  AUTO,
  /** Everyone by everyone. */
  ALL,
  /** Everyone by the most similar others. */
  SIMILAR,
  /** Pairs drawn at random. */
  SAMPLE,
  /** The pairs that the setting lists. */
  LISTED;

  /** The rule that a setting names; what is no rule's word is a list of pairs. */
  static PairRule of(String pairs) {
    return switch (pairs) {
      case "auto" -> AUTO;
      case "all" -> ALL;
      case "similar" -> SIMILAR;
      case "sample" -> SAMPLE;
      default -> LISTED;
    };
  }
}
