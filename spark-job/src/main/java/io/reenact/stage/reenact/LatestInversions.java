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
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.functions;

/**
 * Which settings people were inverted with last. Whoever was inverted again otherwise is in two
 * cohorts, of which the newer one is meant.
 */
final class LatestInversions {
  private final Map<String, Instant> begun = new HashMap<>();

  /** Columns of the table runs; settings are null in rows of older versions. */
  private record Begun(String settings, Instant started) {}

  /** What the table runs says of inversions. */
  LatestInversions(StageContext context) {
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

  /** By hashes of settings, those used last first; unknown ones last. */
  Comparator<String> newestFirst() {
    return Comparator.comparing(
        (String settings) -> begun.getOrDefault(settings, Instant.EPOCH),
        Comparator.reverseOrder());
  }
}
