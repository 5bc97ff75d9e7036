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

  private static final String CLIP_PREFIX = "clip:";

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
    GRID,
    /** One of the words, or {@code clip:IDENTITY/CLIP}. */
    CLIP,
    /** {@code IDENTITY/CLIP}. */
    LABEL,
    /** A number from 0 to 1, or the name of a file. */
    SHARE
  }

  static TextForm of(JsonNode kind, JsonNode words) {
    List<String> list = new ArrayList<>();
    words.forEach(w -> list.add(w.asText()));
    return new TextForm(Kind.valueOf(kind.asText().toUpperCase(Locale.ROOT)), List.copyOf(list));
  }

  /**
   * Whether a value that is no text is one as it is written: a share, or a word like yes and no.
   */
  boolean takes(JsonNode value) {
    return (value.isNumber() && kind == Kind.SHARE)
        || (value.isBoolean() && words.contains(value.asText()));
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
      case CLIP -> {
        return clip(where, text.strip());
      }
      case LABEL -> {
        return label(where, text.strip());
      }
      case SHARE -> share(where, text.strip());
    }
    return text;
  }

  private String clip(String where, String text) {
    if (text.regionMatches(true, 0, CLIP_PREFIX, 0, CLIP_PREFIX.length())) {
      return CLIP_PREFIX + label(where, text.substring(CLIP_PREFIX.length()).strip());
    }
    throw new BadSetting(
        where
            + ": '"
            + text
            + "' is none of "
            + String.join(", ", words)
            + ", nor clip:IDENTITY/CLIP"
            + Suggestions.of(text, words));
  }

  private static String label(String where, String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new BadSetting(where + ": '" + text + "' is not IDENTITY/CLIP, such as anna/c00");
    }
    return text;
  }

  private static void share(String where, String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // The name of a file, which whoever uses it opens.
      return;
    }
    if (!(number >= 0 && number <= 1)) {
      throw new BadSetting(where + " must be from 0 to 1, or a file, not " + text);
    }
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
