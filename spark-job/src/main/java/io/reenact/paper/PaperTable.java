package io.reenact.paper;

import io.reenact.metric.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table before it is written.
 *
 * @param caption how its numbers were made; empty for none
 * @param alike how many leading columns rows must have in common for their numbers to be compared
 * @param columns from left to right
 * @param rows a cell for each column
 */
public record PaperTable(String caption, int alike, List<Column> columns, List<List<Cell>> rows) {
  /** Digits of a column whose numbers have no fixed precision. */
  public static final int ANY = -1;

  /** Copies the lists. */
  public PaperTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * A column.
   *
   * @param title for people
   * @param better which way its numbers are better
   * @param digits after the point, or {@link #ANY}
   */
  public record Column(String title, Better better, int digits) {}

  /** Whether a column holds numbers only. */
  boolean numeric(int column) {
    return rows.stream()
        .noneMatch(r -> r.get(column) instanceof Cell.Text t && !t.text().isEmpty());
  }

  /** Whether a cell is the best of those that it is compared with, of which there are more. */
  boolean best(int row, int column) {
    double mine = score(row, column);
    if (Double.isNaN(mine)) {
      return false;
    }
    int others = 0;
    for (int r = 0; r < rows.size(); r++) {
      double other = score(r, column);
      if (r != row && !Double.isNaN(other) && alike(row, r)) {
        others++;
        if (other > mine) {
          return false;
        }
      }
    }
    return others > 0;
  }

  private boolean alike(int a, int b) {
    return rows.get(a).subList(0, alike).equals(rows.get(b).subList(0, alike));
  }

  /** As shown, so that equal numbers are equally good; higher is better. */
  private double score(int row, int column) {
    double value = rows.get(row).get(column).compared();
    if (Double.isNaN(value)) {
      return value;
    }
    double shown = Double.parseDouble(number(value, column));
    return switch (columns.get(column).better()) {
      case HIGHER -> shown;
      case LOWER -> -shown;
      case NEAR_ONE -> -Math.abs(shown - 1);
      case NEAR_ZERO -> -Math.abs(shown);
      case NEITHER -> Double.NaN;
    };
  }

  /** A number as its column shows it. */
  String number(double value, int column) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    int digits = columns.get(column).digits();
    if (digits != ANY) {
      return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** The same with its sign. */
  String signed(double value, int column) {
    String number = number(value, column);
    return value > 0 ? "+" + number : number;
  }

  /** All cells of a row as one format writes them. */
  interface Writer {
    String cell(Cell cell, int column, boolean best);
  }

  List<String> cells(int row, Writer writer) {
    List<String> cells = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      cells.add(writer.cell(rows.get(row).get(c), c, best(row, c)));
    }
    return cells;
  }
}
