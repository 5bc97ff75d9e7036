package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.reenact.evaluation.Trial;
import io.reenact.paper.MetricSummary;
import io.reenact.row.MetricRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.text.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which renders can be compared: those that differ only in who is shown and who drives. What
 * differs by camera, edits, parts, strength, smoothing, numbers, method or size is another group.
 */
final class Groups {
  static final String SELF = MetricSummary.SELF;
  static final String CROSS = MetricSummary.CROSS;

  /** An expression that came from numbers, without a driver. */
  static final String NUMBERS = "numbers";

  /** Columns of the table renders in which renders of a group agree. */
  static final List<String> BY =
      List.of(
          names(
              RenderRow::cameras,
              RenderRow::look,
              RenderRow::strength,
              RenderRow::smoothing,
              RenderRow::parts,
              RenderRow::expression,
              RenderRow::edits,
              RenderRow::method,
              RenderRow::width,
              RenderRow::height));

  private static final Column[] COLUMNS = BY.stream().map(functions::col).toArray(Column[]::new);

  /** Where {@link #BY} begins in a key. */
  private static final int FIRST = 2;

  private static final String WHOLE = Trial.WHOLE.text();

  private static final List<String> KINDS = List.of(SELF, CROSS, NUMBERS);

  /** What plain renders have, so that rows without a look are told apart by the rest. */
  private static final Map<String, List<String>> PLAIN =
      Map.of(
          "cameras", List.of("", "driver"),
          "strength", List.of("", "1.0"),
          "smoothing", List.of("", "0.0"),
          "parts", List.of(""),
          "expression", List.of(""),
          "edits", List.of("", "{}"),
          "method", List.of(""));

  /**
   * One group.
   *
   * @param kind self, cross or numbers
   * @param look what tells it from plain renders; empty for those
   * @param key by which other runs know it
   */
  record Group(String kind, String look, String key) {}

  /** A group's {@link #key}. */
  private record Key(List<String> key) {}

  private final Map<List<String>, Integer> index = new LinkedHashMap<>();
  private final List<Group> groups = new ArrayList<>();

  private Groups() {}

  /**
   * All groups of renders; one row a group reaches the driver.
   *
   * @param renders the table renders with the column {@code protocol}
   */
  static Groups of(Dataset<Row> renders) {
    List<List<String>> keys =
        new ArrayList<>(
            RowCodec.of(Key.class)
                .list(renders.select(key().as(name(Key::key))).distinct())
                .stream()
                .map(Key::key)
                .toList());
    boolean sizes =
        keys.stream().map(k -> k.subList(k.size() - 2, k.size())).distinct().count() > 1;
    keys.sort(
        Comparator.comparingInt((List<String> k) -> KINDS.indexOf(k.get(0)))
            .thenComparing(k -> look(k, sizes))
            .thenComparing(k -> String.join("\n", k)));
    Groups all = new Groups();
    for (List<String> key : keys) {
      all.index.put(key, all.groups.size());
      all.groups.add(new Group(key.get(0), look(key, sizes), String.join("|", key)));
    }
    return all;
  }

  /** Kind, protocol, then {@link #BY}, as a list of texts. */
  static Column key() {
    List<Column> columns = new ArrayList<>();
    columns.add(
        when(col(RenderRow::driver).isNull(), NUMBERS)
            .when(col(RenderRow::source).equalTo(col(RenderRow::driver)), SELF)
            .otherwise(CROSS));
    columns.add(coalesce(col(MetricRow::protocol), lit(WHOLE)));
    for (Column c : COLUMNS) {
      columns.add(coalesce(c.cast(DataTypes.StringType), lit("")));
    }
    return array(columns.toArray(Column[]::new));
  }

  /** The groups, plain ones first. */
  List<Group> all() {
    return groups;
  }

  /**
   * Where a group is among {@link #all}.
   *
   * @param key as {@link #key}
   */
  int at(List<String> key) {
    return index.get(key);
  }

  private static String look(List<String> key, boolean sizes) {
    StringJoiner look = new StringJoiner(", ");
    if (!key.get(1).equals(WHOLE)) {
      look.add("protocol " + Names.printable(key.get(1)));
    }
    String stored = key.get(FIRST + BY.indexOf(name(RenderRow::look)));
    if (!stored.isEmpty()) {
      look.add(Names.printable(stored));
    } else {
      for (int i = 0; i < BY.size(); i++) {
        List<String> plain = PLAIN.get(BY.get(i));
        String value = key.get(FIRST + i);
        if (plain != null && !plain.contains(value)) {
          look.add(BY.get(i) + "=" + Names.printable(value));
        }
      }
    }
    if (sizes) {
      look.add(key.get(key.size() - 2) + " x " + key.get(key.size() - 1));
    }
    return look.toString();
  }
}
