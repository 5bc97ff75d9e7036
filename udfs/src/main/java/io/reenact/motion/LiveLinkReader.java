package io.reenact.motion;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files as {@link LiveLink} writes them, and as Live Link Face does: columns may stand in any
 * order and be missing, frames may be left out, time codes pass midnight.
 */
public final class LiveLinkReader {
  private static final int[] RATES = {24, 25, 30, 50, LiveLink.RATE, 100, 120, 240};
  private static final Pattern CODE =
      Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})[:;](\\d{1,3})(?:\\.(\\d{1,6}))?");
  private static final long DAY_US = 86_400_000_000L;
  private static final int MAX_ROWS = 1_000_000;

  private LiveLinkReader() {}

  /** A time code, apart. */
  private record Code(long seconds, int frame, double part) {
    long us(int rate) {
      return Math.round(1e6 * (seconds + (frame + part) / rate));
    }
  }

  /**
   * Reads a file. Columns may stand in any order and be missing; coefficients out of range are
   * brought back into it, time codes that pass midnight go on. What was mended is said.
   *
   * @param text its content
   * @param name for messages
   * @throws UserError if a line can't be read, time goes back, or there is no frame
   */
  public static Capture parse(String text, String name) {
    List<String> lines = text.lines().toList();
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    if (first == lines.size()) {
      throw new BadInput(name + " is empty: record it again");
    }
    // As spreadsheets write it where a comma stands before a number's fraction.
    boolean semicolons = lines.get(first).indexOf(';') >= 0;
    CaptureColumns columns =
        CaptureColumns.of(cells(lines.get(first), semicolons), name, first + 1);
    List<Code> codes = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (int i = first + 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      List<String> cells = cells(lines.get(i), semicolons);
      if (columns.faceless(cells)) {
        continue;
      }
      if (cells.size() != columns.count() || rows.size() == MAX_ROWS) {
        throw bad(name, i + 1, "it has " + cells.size() + " cells, its header " + columns.count());
      }
      codes.add(code(cells.get(columns.time()), name, i + 1));
      rows.add(columns.numbers(cells, name, i + 1));
    }
    if (rows.isEmpty()) {
      throw new BadInput(name + " has no frame with a face: record it again");
    }
    return columns.capture(times(codes, name), rows);
  }

  private static List<String> cells(String line, boolean semicolons) {
    String[] parts = semicolons ? line.replace(',', '.').split(";", -1) : line.split(",", -1);
    return Arrays.stream(parts).map(String::strip).toList();
  }

  private static Code code(String cell, String name, int line) {
    Matcher m = CODE.matcher(cell);
    if (!m.matches()) {
      throw bad(name, line, "'" + cell + "' is not a time code HH:MM:SS:FF.mmm");
    }
    long seconds =
        3600L * Integer.parseInt(m.group(1))
            + 60L * Integer.parseInt(m.group(2))
            + Integer.parseInt(m.group(3));
    double part = m.group(5) == null ? 0 : Double.parseDouble("0." + m.group(5));
    return new Code(seconds, Integer.parseInt(m.group(4)), part);
  }

  private static long[] times(List<Code> codes, String name) {
    int rate = rate(codes);
    long[] us = new long[codes.size()];
    long days = 0;
    for (int i = 0; i < us.length; i++) {
      us[i] = codes.get(i).us(rate) + days;
      if (i > 0 && us[i] < us[i - 1] - DAY_US / 2) {
        days += DAY_US;
        us[i] += DAY_US;
      }
      if (i > 0 && us[i] <= us[i - 1]) {
        throw new BadInput(
            "frame "
                + (i + 1)
                + " of "
                + name
                + " is unusable: its time code is not later than that of the frame before; delete"
                + " the line, or cut the take there");
      }
    }
    long start = us[0];
    for (int i = 0; i < us.length; i++) {
      us[i] -= start;
    }
    return us;
  }

  /** The least usual rate that has all frame numbers seen; of a take within a second, 60. */
  private static int rate(List<Code> codes) {
    boolean whole = codes.get(codes.size() - 1).seconds() != codes.get(0).seconds();
    int most = codes.stream().mapToInt(Code::frame).max().orElseThrow();
    for (int rate : RATES) {
      if (rate > most && (whole || rate >= LiveLink.RATE)) {
        return rate;
      }
    }
    return most + 1;
  }

  static UserError bad(String name, int line, String why) {
    return new BadInput("line " + line + " of " + name + " is unusable: " + why);
  }
}
