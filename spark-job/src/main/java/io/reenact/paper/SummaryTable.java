package io.reenact.paper;

import io.reenact.metric.Better;
import io.reenact.metric.Estimate;
import io.reenact.metric.FrameSplit;
import io.reenact.metric.MetricKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table for people of means or differences by groups of renders. */
final class SummaryTable {
  private SummaryTable() {}

  private static final Comparator<List<String>> SELF_FIRST =
      Comparator.comparing((List<String> group) -> group.get(0))
          .reversed()
          .thenComparing(GroupedMetrics.LISTS);

  /** How an estimate is shown. */
  interface Shown {
    Cell cell(MetricKey key, Estimate estimate);
  }

  /**
   * A row a group, a column a metric.
   *
   * @param by columns that make groups, besides what they always have
   * @param caption how the numbers were made
   */
  static PaperTable of(
      List<String> by,
      String caption,
      Map<GroupedMetrics.Place, Estimate> estimates,
      Map<GroupedMetrics.Place, Frechet.Distance> distances,
      Shown shown) {
    TreeSet<MetricKey> metrics = new TreeSet<>();
    TreeMap<List<String>, Integer> groups = new TreeMap<>(SELF_FIRST);
    estimates.forEach(
        (place, e) -> {
          metrics.add(place.metric());
          groups.merge(place.group(), e.identities(), Math::max);
        });
    TreeSet<MetricKey> ofGroups = new TreeSet<>();
    distances.keySet().forEach(p -> ofGroups.add(p.metric()));
    List<PaperTable.Column> columns = new ArrayList<>();
    // What all rows have in common stands in the caption.
    TreeSet<String> protocols = new TreeSet<>();
    TreeSet<String> splits = new TreeSet<>();
    groups
        .keySet()
        .forEach(
            g -> {
              protocols.add(g.get(1));
              splits.add(g.get(2));
            });
    boolean whole = splits.equals(Set.of(FrameSplit.ALL.key()));
    List<Boolean> told = List.of(true, protocols.size() > 1, !whole);
    for (int k = 0; k < GroupedMetrics.ALIKE.size(); k++) {
      if (told.get(k)) {
        columns.add(
            new PaperTable.Column(GroupedMetrics.ALIKE.get(k), Better.NEITHER, PaperTable.ANY));
      }
    }
    int alike = columns.size();
    boolean methods =
        by.contains(GroupedMetrics.METHOD)
            || groups.keySet().stream().map(g -> g.get(GroupedMetrics.METHOD_AT)).distinct().count()
                > 1;
    if (methods) {
      columns.add(new PaperTable.Column(GroupedMetrics.METHOD, Better.NEITHER, PaperTable.ANY));
    }
    by.stream()
        .filter(c -> !c.equals(GroupedMetrics.METHOD))
        .forEach(c -> columns.add(new PaperTable.Column(c, Better.NEITHER, PaperTable.ANY)));
    columns.add(new PaperTable.Column("identities", Better.NEITHER, 0));
    for (MetricKey m : metrics) {
      columns.add(new PaperTable.Column(m.label(), m.better(), m.digits()));
    }
    for (MetricKey m : ofGroups) {
      columns.add(new PaperTable.Column(m.label(), m.better(), m.digits()));
      columns.add(new PaperTable.Column("its frames, results and drivers", Better.NEITHER, 0));
    }
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (group, identities) -> {
          List<Cell> row = new ArrayList<>();
          for (int k = 0; k < group.size(); k++) {
            if (k > GroupedMetrics.METHOD_AT
                || (k == GroupedMetrics.METHOD_AT ? methods : told.get(k))) {
              row.add(new Cell.Text(group.get(k)));
            }
          }
          row.add(new Cell.Number(identities));
          for (MetricKey m : metrics) {
            Estimate e = estimates.get(new GroupedMetrics.Place(group, m));
            row.add(e == null ? new Cell.Text("") : shown.cell(m, e));
          }
          for (MetricKey m : ofGroups) {
            Frechet.Distance d = distances.get(new GroupedMetrics.Place(group, m));
            row.add(d == null ? new Cell.Text("") : new Cell.Number(d.value()));
            row.add(new Cell.Text(d == null ? "" : d.results() + " and " + d.drivers()));
          }
          rows.add(row);
        });
    String protocol =
        protocols.isEmpty()
            ? ""
            : (protocols.size() == 1 ? " Protocol " : " Protocols ")
                + String.join(", ", protocols)
                + (whole ? "." : "; frames that inversion was given, and those held from it.");
    return new PaperTable(caption + protocol, alike, columns, rows);
  }
}
