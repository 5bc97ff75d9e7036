package io.reenact.console;

import io.reenact.text.Names;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Columns for a terminal. */
public final class TextTable {
  private static final int BLOCK = 1_000;
  private static final int WIDEST = 60;

  private TextTable() {}

  /** Prints a header and the rows; the widths fit each thousand rows. */
  public static void print(String[] header, Iterator<List<String>> rows, PrintStream out) {
    List<String> top = List.of(header);
    do {
      List<List<String>> block = new ArrayList<>();
      block.add(top);
      while (rows.hasNext() && block.size() <= BLOCK) {
        block.add(cells(rows.next()));
      }
      print(block, out);
    } while (rows.hasNext());
  }

  private static void print(List<List<String>> block, PrintStream out) {
    int[] widths = new int[block.get(0).size()];
    for (List<String> row : block) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    boolean header = true;
    for (List<String> row : block) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
      if (header) {
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
          rule.append("-".repeat(width)).append("  ");
        }
        out.println(rule.toString().stripTrailing());
        header = false;
      }
    }
  }

  /** All but the last column are cut where they get too wide. */
  private static List<String> cells(List<String> row) {
    List<String> cells = new ArrayList<>();
    for (String text : row) {
      cells.add(cell(text, cells.size() == row.size() - 1));
    }
    return cells;
  }

  private static String cell(String text, boolean last) {
    String line = Names.printable(text);
    return !last && line.length() > WIDEST ? line.substring(0, WIDEST - 3) + "..." : line;
  }
}
