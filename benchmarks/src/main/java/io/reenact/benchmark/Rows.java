package io.reenact.benchmark;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the CSV rows of one benchmark. */
public final class Rows {
  /** The header line. */
  public static final String HEADER = "benchmark,case,metric,value,unit,against,ratio";

  private final String benchmark;
  private final PrintStream out;

  public Rows(String benchmark, PrintStream out) {
    this.benchmark = benchmark;
    this.out = out;
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
    out.println(
        String.join(
            ",",
            quoted(benchmark),
            quoted(kase),
            quoted(metric),
            number(value),
            quoted(unit),
            quoted(against),
            ratio));
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
