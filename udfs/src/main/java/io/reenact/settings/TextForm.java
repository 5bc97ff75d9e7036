package io.reenact.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.BadSetting;
import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the text of a setting must be written, as {@code settings.yaml} declares it, so that every
 * way to give a setting refuses the same things with the same words.
 *
 * @param kind the form
 * @param words those that have a meaning of their own; matched whatever their case
 */
public record TextForm(Kind kind, List<String> words) {
  private static final double GREATEST = 1e4;
  private static final Pattern GRID = Pattern.compile("[1-9]\\d?x[1-9]\\d?");

  /** A name and a number with something else than an equals sign between them. */
  private static final Pattern ALMOST =
      Pattern.compile("([^:/\\\\.,]+?)\\s*[: ]\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+))");

  /** The forms there are. */
  enum Kind {
    /** Anything, but for the words. */
    ANY,
    /** {@code name=number,...}, or the name of a file, which has no equals sign. */
    NUMBERS,
    /** {@code name} or {@code name=number,...}. */
    WEIGHTS,
    /** Some of the words, separated by commas. */
    WORDS,
    /** One of the words, or {@code source:driver,...}. */
    PAIRS,
    /** {@code COLUMNSxROWS}. */
    GRID
  }

  static TextForm of(JsonNode kind, JsonNode words) {
    List<String> list = new ArrayList<>();
    words.forEach(w -> list.add(w.asText()));
    return new TextForm(Kind.valueOf(kind.asText().toUpperCase(Locale.ROOT)), List.copyOf(list));
  }

  /** The one of some words that a text is but for its case. */
  static Optional<String> word(String text, List<String> words) {
    return words.stream().filter(w -> w.equalsIgnoreCase(text.strip())).findFirst();
  }

  /**
   * The text, its words in the case in which they are known.
   *
   * @param where what to begin a message with: who sets it, and its name
   * @throws UserError if it is not of the form; it shows the right one
   */
  String check(String where, String text) {
    if (text.isBlank()) {
      return text;
    }
    Optional<String> word = word(text, words);
    if (word.isPresent()) {
      return word.get();
    }
    switch (kind) {
      case ANY -> {}
      case NUMBERS -> {
        boolean written = text.contains("=");
        for (String part : text.split(",")) {
          if (written || ALMOST.matcher(part.strip()).matches()) {
            number(where, part.strip());
          }
        }
      }
      case WEIGHTS -> {
        for (String part : text.split(",")) {
          if (part.contains("=") || ALMOST.matcher(part.strip()).matches()) {
            number(where, part.strip());
          }
        }
      }
      case WORDS -> {
        return words(where, text);
      }
      case PAIRS -> pairs(where, text);
      case GRID -> {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!GRID.matcher(lower).matches()) {
          throw new BadSetting(where + ": '" + text + "' is not COLUMNSxROWS, such as 3x1");
        }
        return lower;
      }
    }
    return text;
  }

  private static void number(String where, String part) {
    if (part.isEmpty()) {
      return;
    }
    int at = part.lastIndexOf('=');
    Matcher almost = ALMOST.matcher(part);
    if (at < 1) {
      throw new BadSetting(
          where
              + ": '"
              + part
              + "' is not name=number"
              + (almost.matches()
                  ? "; write " + almost.group(1).strip() + "=" + almost.group(2)
                  : ", such as smile=0.5"));
    }
    try {
      if (Math.abs(Double.parseDouble(part.substring(at + 1).strip())) <= GREATEST) {
        return;
      }
    } catch (NumberFormatException e) {
      throw new BadSetting(where + ": '" + part + "' is not name=number, such as smile=0.5", e);
    }
    throw new BadSetting(where + ": the number of '" + part + "' must be from -10000 to 10000");
  }

  private String words(String where, String text) {
    List<String> found = new ArrayList<>();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        found.add(
            word(part, words)
                .orElseThrow(
                    () ->
                        new BadSetting(
                            where
                                + ": '"
                                + part.strip()
                                + "' is none of "
                                + String.join(", ", words)
                                + Suggestions.of(part.strip(), words))));
      }
    }
    return String.join(",", found);
  }

  private void pairs(String where, String text) {
    for (String part : text.split(",")) {
      String[] p = part.strip().split(":", -1);
      if (p.length != 2 || p[0].isBlank() || p[1].isBlank()) {
        throw new BadSetting(
            where
                + ": '"
                + part.strip()
                + "' is not source:driver, nor is it one of "
                + String.join(", ", words)
                + Suggestions.of(part.strip(), words));
      }
    }
  }
}
