package io.reenact.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what a corpus folder holds beside clips, so that nobody misses a clip without a word. */
final class LeftOut {
  private static final int KINDS = 5;

  private final Map<String, Integer> others = new TreeMap<>();
  private int hidden;
  private int deeper;

  /** A file or folder whose name begins with a dot. */
  void hidden() {
    hidden++;
  }

  /** A folder that lies too deep to be read. */
  void deeper() {
    deeper++;
  }

  /** A file whose extension is none of a clip. */
  void other(String name) {
    int dot = name.lastIndexOf('.');
    others.merge(
        dot <= 0 ? "no extension" : name.substring(dot).toLowerCase(Locale.ROOT), 1, Integer::sum);
  }

  /** What was counted, in a line; empty if there is nothing to say. */
  Optional<String> line() {
    List<String> parts = new ArrayList<>();
    int files = others.values().stream().mapToInt(Integer::intValue).sum();
    if (files > 0) {
      String kinds =
          others.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(KINDS)
              .map(e -> e.getValue() + " " + e.getKey())
              .collect(Collectors.joining(", "));
      parts.add(
          count(files, "file")
              + " with another extension ("
              + kinds
              + (others.size() > KINDS ? ", ..." : "")
              + "; index.extensions says which are clips)");
    }
    if (hidden > 0) {
      parts.add(count(hidden, "name") + " beginning with a dot (hidden)");
    }
    if (deeper > 0) {
      parts.add(count(deeper, "folder") + " below the third level");
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of("left out " + String.join(", ", parts));
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
