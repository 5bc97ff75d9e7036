package io.reenact.render;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.OffsetCurve;
import io.reenact.motion.Capture;
import io.reenact.motion.GazeAngles;
import io.reenact.motion.LiveLink;
import io.reenact.motion.LiveLinkReader;
import io.reenact.motion.MotionFrame;
import io.reenact.motion.MotionSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Named numbers over time, linear between the given times, held outside: an expression as values of
 * the bundle's directions, or edits as strengths along boundaries or directions.
 *
 * @param names of directions or boundaries
 * @param ptsUs times, microseconds, increasing
 * @param values one row a time, one number a name
 * @param notes what people should know of a file, a line each
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record NumberCurves(
    List<String> names, long[] ptsUs, double[][] values, List<String> notes) {
  private static final int MAX_ROWS = 1_000_000;

  /** Curves that hold the same numbers all the time. */
  public static NumberCurves constant(Map<String, Double> numbers) {
    List<String> names = List.copyOf(numbers.keySet());
    double[] row = names.stream().mapToDouble(numbers::get).toArray();
    return new NumberCurves(names, new long[] {0}, new double[][] {row}, List.of());
  }

  /**
   * Reads a CSV file: a header {@code seconds,NAME,...}, then one line a time; or a capture ({@link
   * LiveLink}), whose shapes get the head model's names.
   *
   * @param text its content
   * @param what messages call it, such as {@code edits file}
   * @param file its name, for messages
   * @throws UserError if a line can't be read or times don't increase
   */
  public static NumberCurves parse(String text, String what, String file) {
    String name = what + " " + file;
    if (LiveLink.is(text)) {
      return of(LiveLinkReader.parse(text, name));
    }
    List<String> header = null;
    List<Long> times = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.asList(CsvLine.cells(line));
      if (header == null) {
        if (!cells.get(0).equals("seconds") || cells.size() < 2) {
          throw bad(
              name,
              number,
              "it must be 'seconds' and the names of what changes, such as 'seconds,smile'");
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
      throw new BadInput(name + " has no numbers: add lines 'seconds,value,...'");
    }
    return new NumberCurves(
        List.copyOf(header.subList(1, header.size())),
        times.stream().mapToLong(Long::longValue).toArray(),
        rows.toArray(double[][]::new),
        List.of());
  }

  private static NumberCurves of(Capture capture) {
    MotionSequence motion = capture.motion();
    List<String> names = new ArrayList<>(motion.shapes());
    names.addAll(GazeAngles.NAMES);
    int shapes = motion.shapes().size();
    double[][] values = new double[motion.frames().size()][names.size()];
    for (int i = 0; i < values.length; i++) {
      MotionFrame f = motion.frames().get(i);
      for (int k = 0; k < shapes; k++) {
        values[i][k] = f.expression()[k];
      }
      values[i][shapes] = f.gazeYaw();
      values[i][shapes + 1] = f.gazePitch();
    }
    long[] times = motion.frames().stream().mapToLong(MotionFrame::ptsUs).toArray();
    return new NumberCurves(names, times, values, capture.notes());
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
    return new BadInput("line " + line + " of " + name + " is unusable: " + why);
  }

  /** Time of the last numbers, seconds. */
  public double end() {
    return ptsUs[ptsUs.length - 1] / 1e6;
  }

  /** For each name the number that is farthest from 0. */
  public Map<String, Double> peaks() {
    Map<String, Double> peaks = new TreeMap<>();
    for (int k = 0; k < names.size(); k++) {
      double low = extreme(k, false);
      double high = extreme(k, true);
      peaks.put(names.get(k), high >= -low ? high : low);
    }
    return peaks;
  }

  private double extreme(int k, boolean greatest) {
    DoubleStream column = Arrays.stream(values).mapToDouble(row -> row[k]);
    return (greatest ? column.max() : column.min()).orElseThrow();
  }

  /**
   * Those whose names begin with something, without it.
   *
   * @return null if there are none
   */
  public NumberCurves with(String prefix) {
    return only(name -> name.startsWith(prefix), prefix.length());
  }

  /**
   * Those whose names don't begin with something.
   *
   * @return null if there are none
   */
  public NumberCurves without(String prefix) {
    return only(name -> !name.startsWith(prefix), 0);
  }

  private NumberCurves only(Predicate<String> wanted, int cut) {
    int[] which = IntStream.range(0, names.size()).filter(k -> wanted.test(names.get(k))).toArray();
    if (which.length == 0) {
      return null;
    }
    double[][] part = new double[values.length][which.length];
    for (int i = 0; i < part.length; i++) {
      for (int k = 0; k < which.length; k++) {
        part[i][k] = values[i][which[k]];
      }
    }
    return new NumberCurves(
        Arrays.stream(which).mapToObj(k -> names.get(k).substring(cut)).toList(),
        ptsUs,
        part,
        notes);
  }

  /**
   * All numbers as one curve.
   *
   * @param startUs what is time 0 of the numbers on the result's time line
   */
  OffsetCurve curve(long startUs) {
    float[][] rows = new float[values.length][names.size()];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < names.size(); k++) {
        rows[i][k] = (float) values[i][k];
      }
    }
    return new OffsetCurve(Arrays.stream(ptsUs).map(t -> t + startUs).toArray(), rows);
  }

  /**
   * Refuses names that are no directions.
   *
   * @throws UserError if the bundle has no direction of a name
   */
  public void requireDirections(GeneratorBundle bundle) {
    Boundaries.requireDirections(bundle, names);
  }

  /**
   * As edits along boundaries or directions.
   *
   * @param startUs what is time 0 of the numbers on the result's time line
   * @throws UserError if there is neither boundary nor direction of a name
   */
  public List<LineEdit> edits(Boundaries boundaries, long startUs) {
    List<LineEdit> edits = new ArrayList<>();
    long[] times = Arrays.stream(ptsUs).map(t -> t + startUs).toArray();
    for (int k = 0; k < names.size(); k++) {
      float[][] curve = new float[times.length][];
      for (int i = 0; i < times.length; i++) {
        curve[i] = new float[] {(float) values[i][k]};
      }
      edits.add(LineEdit.of(boundaries, names.get(k), new OffsetCurve(times, curve)));
    }
    return edits;
  }

  /** A line for each edit that leaves its known range: see {@link EditRange}. */
  public List<String> warnings(Boundaries boundaries, float[] anchor) {
    List<String> lines = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      double high = extreme(k, true);
      EditRange.warning(boundaries, name, extreme(k, false), anchor)
          .or(() -> EditRange.warning(boundaries, name, high, anchor))
          .ifPresent(lines::add);
    }
    return lines;
  }
}
