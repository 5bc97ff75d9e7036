package io.reenact.paper;

import io.reenact.metric.Better;
import io.reenact.metric.Estimate;
import io.reenact.text.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a table is written. */
public enum PaperFormat {
  /** RFC 4180; a mean takes three columns: itself and the ends of its interval. */
  CSV {
    @Override
    public String write(PaperTable table) {
      boolean[] wide = new boolean[table.columns().size()];
      List<String> head = new ArrayList<>();
      for (int c = 0; c < wide.length; c++) {
        String title = table.columns().get(c).title();
        head.add(title);
        for (List<Cell> row : table.rows()) {
          wide[c] |= estimate(row.get(c)) != null;
        }
        if (wide[c]) {
          head.addAll(List.of(title + " low", title + " high"));
        }
      }
      StringBuilder out = new StringBuilder(Csv.line(head));
      for (List<Cell> row : table.rows()) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < wide.length; c++) {
          Estimate e = estimate(row.get(c));
          if (e != null) {
            cells.addAll(List.of(plain(e.mean()), plain(e.low()), plain(e.high())));
          } else {
            cells.add(row.get(c) instanceof Cell.Text t ? t.text() : plain(row.get(c).compared()));
            if (wide[c]) {
              cells.addAll(List.of("", ""));
            }
          }
        }
        out.append(Csv.line(cells));
      }
      return out.toString();
    }

    private String plain(double value) {
      return Double.isNaN(value) ? "" : Double.toString(value);
    }
  },

  /** As GitHub and pandoc read it. */
  MARKDOWN {
    @Override
    public String write(PaperTable table) {
      StringBuilder out = new StringBuilder();
      if (!table.caption().isEmpty()) {
        out.append(escaped(table.caption())).append("\n\n");
      }
      List<String> head = new ArrayList<>();
      List<String> rule = new ArrayList<>();
      for (int c = 0; c < table.columns().size(); c++) {
        PaperTable.Column column = table.columns().get(c);
        head.add((escaped(column.title()) + ARROWS.get(column.better())).strip());
        rule.add(table.numeric(c) ? "---:" : "---");
      }
      line(out, head);
      line(out, rule);
      for (int r = 0; r < table.rows().size(); r++) {
        line(out, table.cells(r, (cell, c, best) -> cell(table, cell, c, best)));
      }
      return out.toString();
    }

    private String cell(PaperTable table, Cell cell, int c, boolean best) {
      if (cell instanceof Cell.Text t) {
        return escaped(t.text());
      }
      String number = value(table, cell, c);
      return (best ? "**" + number + "**" : number) + interval(table, cell, c) + verdict(cell);
    }

    private void line(StringBuilder out, List<String> cells) {
      out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private String escaped(String text) {
      return text.replaceAll("[\\\\|*_`<>\\[\\]#~]", "\\\\$0").replaceAll("\\s+", " ");
    }
  },

  /** A table with the rules of the package booktabs. */
  LATEX {
    @Override
    public String write(PaperTable table) {
      StringBuilder out =
          new StringBuilder("% \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
      if (!table.caption().isEmpty()) {
        out.append("\\caption{").append(escaped(table.caption())).append("}\n");
      }
      out.append("\\begin{tabular}{");
      List<String> head = new ArrayList<>();
      for (int c = 0; c < table.columns().size(); c++) {
        PaperTable.Column column = table.columns().get(c);
        out.append(table.numeric(c) ? 'r' : 'l');
        head.add((escaped(column.title()) + LATEX_ARROWS.get(column.better())).strip());
      }
      out.append("}\n\\toprule\n");
      line(out, head);
      out.append("\\midrule\n");
      for (int r = 0; r < table.rows().size(); r++) {
        line(out, table.cells(r, (cell, c, best) -> cell(table, cell, c, best)));
      }
      return out.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").toString();
    }

    private String cell(PaperTable table, Cell cell, int c, boolean best) {
      if (cell instanceof Cell.Text t) {
        return escaped(t.text());
      }
      String number = value(table, cell, c);
      // A hyphen is no minus.
      String shown = number.startsWith("-") ? "$-$" + number.substring(1) : number;
      String interval = interval(table, cell, c).strip().replaceAll("-(?=\\d)", "\\$-\\$");
      return (best ? "\\textbf{" + shown + "}" : shown)
          + (interval.isEmpty() ? "" : " {\\scriptsize " + interval + "}")
          + verdict(cell);
    }

    private void line(StringBuilder out, List<String> cells) {
      // Braces, since a bracket after a line's end would be its option.
      out.append(
              cells.stream()
                  .map(c -> c.startsWith("[") ? "{" + c + "}" : c)
                  .collect(Collectors.joining(" & ")))
          .append(" \\\\\n");
    }

    private String escaped(String text) {
      StringBuilder safe = new StringBuilder();
      text.replaceAll("\\s+", " ")
          .codePoints()
          .forEach(c -> safe.append(SPECIAL.getOrDefault(c, Character.toString(c))));
      return safe.toString();
    }
  };

  private static final Map<Better, String> ARROWS =
      Map.of(
          Better.HIGHER, " \u2191",
          Better.LOWER, " \u2193",
          Better.NEAR_ONE, " \u21921",
          Better.NEAR_ZERO, " \u21920",
          Better.NEITHER, "");

  private static final Map<Better, String> LATEX_ARROWS =
      Map.of(
          Better.HIGHER, " $\\uparrow$",
          Better.LOWER, " $\\downarrow$",
          Better.NEAR_ONE, " $\\rightarrow 1$",
          Better.NEAR_ZERO, " $\\rightarrow 0$",
          Better.NEITHER, "");

  private static final Map<Integer, String> SPECIAL =
      Map.ofEntries(
          Map.entry((int) '\\', "\\textbackslash{}"),
          Map.entry((int) '~', "\\textasciitilde{}"),
          Map.entry((int) '^', "\\textasciicircum{}"),
          Map.entry((int) '<', "\\textless{}"),
          Map.entry((int) '>', "\\textgreater{}"),
          Map.entry((int) '|', "\\textbar{}"),
          Map.entry((int) '&', "\\&"),
          Map.entry((int) '%', "\\%"),
          Map.entry((int) '$', "\\$"),
          Map.entry((int) '#', "\\#"),
          Map.entry((int) '_', "\\_"),
          Map.entry((int) '{', "\\{"),
          Map.entry((int) '}', "\\}"));

  /** The whole text, with its last line's end. */
  public abstract String write(PaperTable table);

  private static Estimate estimate(Cell cell) {
    if (cell instanceof Cell.Mean m) {
      return m.estimate();
    }
    return cell instanceof Cell.Difference d ? d.estimate() : null;
  }

  private static String value(PaperTable table, Cell cell, int column) {
    if (cell instanceof Cell.Difference d) {
      return table.signed(d.estimate().mean(), column);
    }
    double value = cell.compared();
    return Double.isNaN(value) ? "" : table.number(value, column);
  }

  /** With a blank in front; empty where there is none. */
  private static String interval(PaperTable table, Cell cell, int column) {
    Estimate e = estimate(cell);
    return e == null || !e.bounded()
        ? ""
        : " [" + table.number(e.low(), column) + ", " + table.number(e.high(), column) + "]";
  }

  private static String verdict(Cell cell) {
    return cell instanceof Cell.Difference d && !d.verdict().isEmpty() ? " " + d.verdict() : "";
  }
}
