package io.reenact.render;

/**
 * A line of a CSV file of numbers, as spreadsheets write it: separated by commas, or, where a comma
 * stands before a number's fraction, by semicolons.
 */
final class CsvLine {
  private CsvLine() {}

  /** The line's cells, with a point in every number. */
  static String[] cells(String line) {
    boolean semicolons = line.indexOf(';') >= 0;
    String text = semicolons ? line.replace(',', '.') : line;
    return text.strip().split(semicolons ? "\\s*;\\s*" : "\\s*,\\s*", -1);
  }
}
