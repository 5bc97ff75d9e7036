package io.reenact.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** Names from the outside, made fit for paths. */
public final class Names {
  private static final int LONGEST = 80;

  private Names() {}

  /**
   * A file name of letters, digits, dot, dash and underscore that can't leave its folder. A name
   * that had to be changed gets a few digits of its hash, so that different names stay different.
   */
  public static String safe(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^A-Za-z0-9._-]+", "_")
            .replaceAll("^[._-]+", "")
            .replaceAll("\\.{2,}", ".");
    if (plain.length() > LONGEST) {
      plain = plain.substring(0, LONGEST);
    }
    if (plain.equals(name) && !plain.isEmpty()) {
      return plain;
    }
    byte[] digest = Hashes.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    String mark = Hashes.hex(digest).substring(0, 6);
    return (plain.isEmpty() ? "x" : plain) + "_" + mark.toLowerCase(Locale.ROOT);
  }

  /** A name for one line of a terminal: control characters shown, not obeyed. */
  public static String printable(String name) {
    StringBuilder out = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
