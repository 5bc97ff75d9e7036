package io.reenact.render;

import io.reenact.camera.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An expression as numbers over time: values of the bundle's directions, linear between the given
 * times, held outside.
 *
 * @param names of directions
 * @param ptsUs times, microseconds, increasing
 * @param values one row a time, one number a name
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ExpressionNumbers(List<String> names, long[] ptsUs, double[][] values) {
  private static final int MAX_ROWS = 1_000_000;

  /** The same numbers all the time. */
  public static ExpressionNumbers constant(Map<String, Double> numbers) {
    List<String> names = List.copyOf(numbers.keySet());
    double[] row = names.stream().mapToDouble(numbers::get).toArray();
    return new ExpressionNumbers(names, new long[] {0}, new double[][] {row});
  }

  /**
   * Reads a CSV file: a header {@code seconds,NAME,...}, then one line a time.
   *
   * @param text its content
   * @param name for messages
   * @throws UserError if a line can't be read or times don't increase
   */
  public static ExpressionNumbers parse(String text, String name) {
    List<String> header = null;
    List<Long> times = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.asList(line.strip().split("\\s*,\\s*", -1));
      if (header == null) {
        if (!cells.get(0).equals("seconds") || cells.size() < 2) {
          throw bad(name, number, "it must be 'seconds' and the names of directions");
        }
        header = cells;
        continue;
      }
      if (cells.size() != header.size() || rows.size() == MAX_ROWS) {
        throw bad(name, number, "it has " + cells.size() + " numbers, expected " + header.size());
      }
      double[] row = new double[cells.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = number(cells.get(i), name, number);
      }
      long us = Math.round(1e6 * row[0]);
      if (!times.isEmpty() && us <= times.get(times.size() - 1)) {
        throw bad(name, number, "its time must be greater than that of the line before");
      }
      times.add(us);
      rows.add(Arrays.copyOfRange(row, 1, row.length));
    }
    if (rows.isEmpty()) {
      throw new UserError(
          "expression file " + name + " has no numbers: add lines 'seconds,value,...'");
    }
    return new ExpressionNumbers(
        List.copyOf(header.subList(1, header.size())),
        times.stream().mapToLong(Long::longValue).toArray(),
        rows.toArray(double[][]::new));
  }

  private static double number(String cell, String name, int line) {
    try {
      double v = Double.parseDouble(cell);
      if (Math.abs(v) <= 1e4) {
        return v;
      }
    } catch (NumberFormatException e) {
      throw bad(name, line, "'" + cell + "' is not a number");
    }
    throw bad(name, line, "'" + cell + "' is out of range");
  }

  private static UserError bad(String name, int line, String why) {
    return new UserError("line " + line + " of expression file " + name + " is unusable: " + why);
  }

  /** Time of the last numbers, seconds. */
  public double end() {
    return ptsUs[ptsUs.length - 1] / 1e6;
  }

  /**
   * As edits along the bundle's directions.
   *
   * @param startUs what is time 0 of the numbers on the result's time line
   * @throws UserError if the bundle has no direction of a name
   */
  public List<Edit> edits(GeneratorBundle bundle, long startUs) {
    List<Edit> edits = new ArrayList<>();
    long[] times = Arrays.stream(ptsUs).map(t -> t + startUs).toArray();
    for (int k = 0; k < names.size(); k++) {
      if (bundle.manifest().directions() == null
          || !bundle.manifest().directions().names().contains(names.get(k))) {
        throw new UserError(
            "bundle " + bundle.where() + " has no direction '" + names.get(k) + "'");
      }
      float[][] curve = new float[times.length][];
      for (int i = 0; i < times.length; i++) {
        curve[i] = new float[] {(float) values[i][k]};
      }
      float[] direction = Edit.of(bundle, names.get(k), 1).normal();
      edits.add(new Edit(names.get(k), direction, new OffsetCurve(times, curve)));
    }
    return edits;
  }
}
