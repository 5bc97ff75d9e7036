package io.reenact.edit;

import io.reenact.metric.Bootstrap;
import io.reenact.metric.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What tries of edits come to, with 95 % intervals of a bootstrap over people.
 *
 * @param rows an edit in one way each; then, by way, the means of all edits of one attribute, and
 *     of all of three in a row
 * @param less by how many parts flows drift less than another way, where both were tried
 */
public record EditTable(List<Row> rows, List<Less> less) {
  private static final String ONE = "(one edit)";
  private static final String THREE = "(three in a row)";

  /** Keeps the order. */
  public EditTable {
    rows = List.copyOf(rows);
    less = List.copyOf(less);
  }

  /**
   * An edit in one way; measures are those of {@link EditTry}.
   *
   * @param edit title
   * @param drift null if no attribute is left to stay
   */
  public record Row(
      String edit,
      Way way,
      Estimate target,
      Estimate drift,
      Estimate identity,
      Estimate movement,
      Estimate gain) {}

  /**
   * How much less flows drift.
   *
   * @param edits title of the edits
   * @param than the other way
   * @param part 0.3 is 30 % less, of the drift for a change of the target by 1
   */
  public record Less(String edits, Way than, Estimate part) {}

  /**
   * Sums up.
   *
   * @param tries of the same people for all edits
   */
  public static EditTable of(List<EditTry> tries, Bootstrap bootstrap) {
    Map<EditCase, List<EditTry>> byCase = new LinkedHashMap<>();
    tries.forEach(t -> byCase.computeIfAbsent(t.edit(), c -> new ArrayList<>()).add(t));
    List<Row> rows = new ArrayList<>();
    byCase.forEach((edit, own) -> rows.add(row(edit.title(), edit.way(), own, bootstrap)));
    List<Less> less = new ArrayList<>();
    for (boolean single : new boolean[] {true, false}) {
      Map<Way, List<EditTry>> byWay = new TreeMap<>();
      for (EditTry t : tries) {
        if (single == (t.edit().names().size() == 1)) {
          byWay.computeIfAbsent(t.edit().way(), w -> new ArrayList<>()).add(t);
        }
      }
      String title = single ? ONE : THREE;
      byWay.forEach((way, own) -> rows.add(row(title, way, own, bootstrap)));
      List<EditTry> flow = byWay.getOrDefault(Way.FLOW, List.of());
      for (Way way : List.of(Way.BOUNDARY, Way.CONDITIONED)) {
        List<EditTry> other = byWay.getOrDefault(way, List.of());
        if (!flow.isEmpty() && !other.isEmpty() && flow.stream().allMatch(EditTable::drifts)) {
          less.add(new Less(title, way, less(flow, other, bootstrap)));
        }
      }
    }
    return new EditTable(rows, less);
  }

  private static boolean drifts(EditTry t) {
    return !Double.isNaN(t.drift());
  }

  private static Row row(String title, Way way, List<EditTry> tries, Bootstrap bootstrap) {
    return new Row(
        title,
        way,
        mean(tries, EditTry::target, bootstrap),
        tries.stream().allMatch(EditTable::drifts) ? mean(tries, EditTry::drift, bootstrap) : null,
        mean(tries, EditTry::identity, bootstrap),
        mean(tries, EditTry::movement, bootstrap),
        mean(tries, EditTry::gain, bootstrap));
  }

  private static Estimate mean(
      List<EditTry> tries, ToDoubleFunction<EditTry> value, Bootstrap bootstrap) {
    return bootstrap.mean(
        tries.stream()
            .map(
                t ->
                    Bootstrap.Pair.of(
                        Long.toString(t.person()),
                        Long.toString(t.person()),
                        value.applyAsDouble(t)))
            .toList());
  }

  /** Drift is taken for the same change of the target, since edits reach the wanted one roughly. */
  private static Estimate less(List<EditTry> flow, List<EditTry> other, Bootstrap bootstrap) {
    SortedMap<Long, Double> above = byPerson(flow);
    SortedMap<Long, Double> below = byPerson(other);
    Estimate ratio =
        bootstrap.ratio(
            above.values().stream().mapToDouble(v -> v / reached(flow)).toArray(),
            below.values().stream().mapToDouble(v -> v / reached(other)).toArray());
    return new Estimate(
        1 - ratio.mean(), 1 - ratio.high(), 1 - ratio.low(), ratio.identities(), ratio.values());
  }

  private static double reached(List<EditTry> tries) {
    return tries.stream().mapToDouble(EditTry::target).average().orElseThrow();
  }

  /** Mean drift of a person. */
  private static SortedMap<Long, Double> byPerson(List<EditTry> tries) {
    SortedMap<Long, Double> sums = new TreeMap<>();
    tries.forEach(t -> sums.merge(t.person(), t.drift(), Double::sum));
    double edits = tries.size() / (double) sums.size();
    sums.replaceAll((person, sum) -> sum / edits);
    return sums;
  }
}
