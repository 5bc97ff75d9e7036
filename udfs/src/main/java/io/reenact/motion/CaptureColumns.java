package io.reenact.motion;

import io.reenact.error.Suggestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the columns of a captured file are.
 *
 * @param count how many it has
 * @param time index of the time codes
 * @param faces index of the number of shapes, or -1
 * @param known the columns of {@link Arkit#COLUMNS} that it has
 * @param at their indices
 * @param notes on the others
 */
record CaptureColumns(
    int count, int time, int faces, List<String> known, List<Integer> at, List<String> notes) {

  static CaptureColumns of(List<String> header, String name, int line) {
    Map<String, String> names = new HashMap<>();
    Arkit.COLUMNS.forEach(c -> names.put(c.toLowerCase(Locale.ROOT), c));
    List.of(LiveLink.TIME, LiveLink.COUNT).forEach(c -> names.put(c.toLowerCase(Locale.ROOT), c));
    Map<String, Integer> places = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String column = names.get(header.get(i).toLowerCase(Locale.ROOT));
      if (column == null) {
        unknown.add(header.get(i));
      } else if (places.put(column, i) != null) {
        throw LiveLinkReader.bad(name, line, "column " + column + " stands there twice");
      }
    }
    if (!places.containsKey(LiveLink.TIME)) {
      throw LiveLinkReader.bad(name, line, "there is no column " + LiveLink.TIME);
    }
    List<String> known = Arkit.COLUMNS.stream().filter(places::containsKey).toList();
    if (known.stream().noneMatch(Arkit.SHAPES::contains)) {
      throw LiveLinkReader.bad(name, line, "there is no column of a face shape, such as JawOpen");
    }
    List<String> notes = new ArrayList<>();
    List<String> missing = Arkit.SHAPES.stream().filter(s -> !places.containsKey(s)).toList();
    if (!missing.isEmpty()) {
      notes.add(name + " lacks " + String.join(", ", missing) + ": they stay 0");
    }
    for (String column : unknown) {
      notes.add(
          name
              + " has an unknown column '"
              + column
              + "'"
              + Suggestions.of(column, Arkit.COLUMNS)
              + "; it is left out");
    }
    return new CaptureColumns(
        header.size(),
        places.get(LiveLink.TIME),
        places.getOrDefault(LiveLink.COUNT, -1),
        known,
        known.stream().map(places::get).toList(),
        notes);
  }

  /** Whether a line says that no face is seen: it has a count of 0, and nothing after it. */
  boolean faceless(List<String> cells) {
    return cells.size() < count
        && faces >= 0
        && faces < cells.size()
        && cells.get(faces).equals("0");
  }

  /** The numbers of a line, in the order of {@link #known}. */
  double[] numbers(List<String> cells, String name, int line) {
    double[] v = new double[at.size()];
    for (int i = 0; i < v.length; i++) {
      String cell = cells.get(at.get(i));
      try {
        v[i] = Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw LiveLinkReader.bad(name, line, known.get(i) + " is '" + cell + "', not a number");
      }
      if (!Double.isFinite(v[i])) {
        throw LiveLinkReader.bad(name, line, known.get(i) + " is " + cell);
      }
    }
    return v;
  }

  /** What the file says, in our terms. */
  Capture capture(long[] us, List<double[]> rows) {
    return new CaptureRows(known, us, rows, new ArrayList<>(notes)).capture();
  }
}
