package io.reenact.benchmark;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the rows of one benchmark, as they come. */
public final class Rows {
  private static final List<String> COLUMNS =
      List.of("benchmark", "case", "metric", "value", "unit", "against", "ratio");

  private final String benchmark;
  private final Form form;
  private final PrintStream out;

  /** How rows are printed. */
  public enum Form {
    /** Comma-separated values. */
    CSV {
      @Override
      void line(PrintStream out, List<String> cells) {
        out.println(String.join(",", cells.stream().map(Rows::quoted).toList()));
      }

      @Override
      void rule(PrintStream out) {}
    },
    /** A table of Markdown. */
    TABLE {
      @Override
      void line(PrintStream out, List<String> cells) {
        out.println(
            "| "
                + String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList())
                + " |");
      }

      @Override
      void rule(PrintStream out) {
        line(out, COLUMNS.stream().map(c -> "---").toList());
      }
    };

    abstract void line(PrintStream out, List<String> cells);

    abstract void rule(PrintStream out);
  }

  /** Prints into a form whose {@link #header} was printed before. */
  public Rows(String benchmark, Form form, PrintStream out) {
    this.benchmark = benchmark;
    this.form = form;
    this.out = out;
  }

  /** The names of the columns. */
  public static void header(Form form, PrintStream out) {
    form.line(out, COLUMNS);
    form.rule(out);
  }

  /** A value with nothing to compare it with. */
  public void add(String kase, String metric, double value, String unit) {
    print(kase, metric, value, unit, "", "");
  }

  /**
   * A value beside another.
   *
   * @param against what it is compared with
   * @param ratio how many times better the value is
   */
  public void add(
      String kase, String metric, double value, String unit, String against, double ratio) {
    print(kase, metric, value, unit, against, number(ratio));
  }

  private void print(
      String kase, String metric, double value, String unit, String against, String ratio) {
    form.line(out, List.of(benchmark, kase, metric, number(value), unit, against, ratio));
    out.flush();
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.4g", v);
  }

  private static String quoted(String s) {
    boolean plain = s.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
    return plain ? s : '"' + s.replace("\"", "\"\"") + '"';
  }
}
