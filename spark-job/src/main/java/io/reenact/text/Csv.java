package io.reenact.text;

import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * CSV by RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front, as
 * OWASP advises; numbers stay as they are.
 */
public final class Csv {
  private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|[-+]?Infinity");

  private Csv() {}

  /** One line with its end. */
  public static String line(List<String> cells) {
    StringJoiner line = new StringJoiner(",", "", "\r\n");
    for (Iterator<String> it = cells.iterator(); it.hasNext(); ) {
      line.add(cell(it.next()));
    }
    return line.toString();
  }

  private static String cell(String text) {
    String safe = isFormula(text) ? "'" + text : text;
    return QUOTED.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static boolean isFormula(String text) {
    return !text.isEmpty()
        && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
        && !NUMBER.matcher(text).matches();
  }
}
