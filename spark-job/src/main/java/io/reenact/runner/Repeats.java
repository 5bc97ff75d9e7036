package io.reenact.runner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Tells the first of equal lines about units at once, and how many more there were at the end. */
final class Repeats {
  /** Beyond so many different lines each is told as it comes. */
  private static final int MOST = 1_000;

  private final Map<String, Seen> seen = new LinkedHashMap<>();

  private static final class Seen {
    private final String label;
    private final String line;
    private long more;

    Seen(String label, String line) {
      this.label = label;
      this.line = line;
    }
  }

  /** Whether a line is told now: it is the first of its kind. Units' own labels don't count. */
  boolean isNew(String label, String line) {
    String kind = line.replace(label, "\u0000");
    Seen first = seen.get(kind);
    if (first != null) {
      first.more++;
      return false;
    }
    if (seen.size() < MOST) {
      seen.put(kind, new Seen(label, line));
    }
    return true;
  }

  /** Tells what was held back: the label of the first with how many more, and its line. */
  void rest(BiConsumer<String, String> to) {
    for (Seen s : seen.values()) {
      if (s.more > 0) {
        to.accept(s.label + " and " + s.more + " more", s.line);
      }
    }
    seen.clear();
  }
}
