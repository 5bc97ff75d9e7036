package io.reenact.stage.reenact;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.settings;

import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.runner.StageContext;
import io.reenact.stage.invert.InvertStage;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.functions;

/**
 * Which settings people were inverted with last. Whoever was inverted again otherwise is in two
 * cohorts, of which the newer one is meant.
 */
final class LatestInversions {
  private final StageContext context;
  private final Map<String, Instant> begun = new HashMap<>();

  /** Columns of the table runs; settings are null in rows of older versions. */
  private record Begun(String settings, Instant started) {}

  /** What the table runs says of inversions. */
  LatestInversions(StageContext context) {
    this.context = context;
    RowCodec.of(Begun.class)
        .list(
            Tables.orEmpty(context.spark(), context.workspace(), Table.RUNS)
                .where(col(RunRow::stage).startsWith(InvertStage.NAME))
                .groupBy(settings())
                .agg(functions.max(col(RunRow::started)).as(name(Begun::started)))
                .na()
                .drop())
        .forEach(b -> begun.put(b.settings(), b.started()));
  }

  /**
   * Identities and cohorts, those first that were inverted with the latest settings, else in the
   * given order. Says so if somebody was inverted with several.
   *
   * @param all identities and cohorts
   * @param settings the hash of each one's settings; null in rows of older versions
   */
  List<Map.Entry<String, String>> first(
      Collection<Map.Entry<String, String>> all,
      Function<Map.Entry<String, String>, String> settings) {
    Comparator<Map.Entry<String, String>> newest =
        Comparator.comparing(
            key -> begun.getOrDefault(settings.apply(key), Instant.EPOCH),
            Comparator.reverseOrder());
    Map<String, Set<String>> ways = new HashMap<>();
    for (Map.Entry<String, String> key : all) {
      ways.computeIfAbsent(key.getKey(), k -> new HashSet<>()).add(settings.apply(key));
    }
    long several = ways.values().stream().filter(way -> way.size() > 1).count();
    if (several > 0) {
      context
          .console()
          .line(
              "reenact: "
                  + several
                  + (several == 1 ? " person was" : " people were")
                  + " inverted with several settings; the latest count");
    }
    return all.stream().sorted(newest).toList();
  }
}
