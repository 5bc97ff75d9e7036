package io.reenact.evaluation;

import io.reenact.error.BadSetting;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Some of a person's clips: {@code all}; {@code first} or {@code first:N}, in name order; {@code
 * rest} or {@code rest:N}, all but those; or names separated by commas, in which {@code *} stands
 * for anything and {@code ?} for any character.
 *
 * @param text as above
 */
public record ClipChoice(String text) {
  private static final Pattern COUNTED = Pattern.compile("(first|rest)(?::([1-9]\\d{0,8}))?");
  private static final Pattern NAMES = Pattern.compile("[^,;\\s]+(,[^,;\\s]+)*");

  /** All of them. */
  public static final ClipChoice ALL = new ClipChoice("all");

  /**
   * @throws BadSetting if it is written otherwise
   */
  public ClipChoice {
    text = text.strip().replaceAll("\\s*,\\s*", ",");
    if (!NAMES.matcher(text).matches()
        || (text.matches("(first|rest):.*") && !COUNTED.matcher(text).matches())) {
      throw new BadSetting(
          "'"
              + text
              + "' chooses no clips: write all, first, first:N, rest, rest:N, or names such as"
              + " c00,c01 or train-*");
    }
  }

  /**
   * Whether a clip is one of them.
   *
   * @param index of the clip among its person's in name order, from 0
   * @param clip its name
   */
  public boolean takes(int index, String clip) {
    if (text.equals(ALL.text)) {
      return true;
    }
    var counted = COUNTED.matcher(text);
    if (counted.matches()) {
      int count = counted.group(2) == null ? 1 : Integer.parseInt(counted.group(2));
      return (index < count) == counted.group(1).equals("first");
    }
    return Arrays.stream(text.split(",")).anyMatch(name -> pattern(name).matcher(clip).matches());
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(
        name.chars()
            .mapToObj(
                c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString((char) c)))
            .collect(Collectors.joining()));
  }
}
