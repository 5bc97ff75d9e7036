package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.unit;
import static org.apache.spark.sql.functions.max_by;

import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.runner.StageStatus;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import io.reenact.unit.Plans;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What failed, why, and what to do: in this request (units of the stages' last plans), and in
 * earlier ones. Equal reasons of a stage stand once.
 */
final class FailureLines {
  private static final int MOST = 200;

  /** Errors end with what to do: what, where; what to do. */
  private static final String BETWEEN = "; ";

  private static final String REMEDY =
      "mend what the reason names and run the same command again: what is done is kept";

  private record Key(boolean now, String stage, String reason) {}

  /** The last attempt at a unit. */
  private record Last(String stage, String unit, String status, String label, String error) {}

  private final Map<Key, Map<String, Object>> lines = new LinkedHashMap<>();

  private FailureLines() {}

  /**
   * All lines, this request's first.
   *
   * @param runs the table runs
   */
  static List<Object> of(
      List<StageStatus> stages, Dataset<Row> runs, Workspace workspace, Configuration conf)
      throws IOException {
    FailureLines all = new FailureLines();
    for (StageStatus stage : stages) {
      for (StageStatus.Failure failure : stage.failed()) {
        all.add(true, stage.stage(), failure.label(), failure.error());
      }
    }
    Map<String, Set<String>> planned = new HashMap<>();
    Iterator<Last> it = RowCodec.of(Last.class).iterate(ended(runs));
    while (it.hasNext()) {
      Last last = it.next();
      if (!planned.containsKey(last.stage())) {
        Set<String> units = new HashSet<>();
        Plans.read(workspace, workspace.store(conf), last.stage())
            .forEach(p -> units.add(p.unit()));
        planned.put(last.stage(), units);
      }
      if (!planned.get(last.stage()).contains(last.unit())) {
        all.add(false, last.stage(), Names.printable(last.label()), last.error());
      }
    }
    return new ArrayList<>(all.lines.values());
  }

  /** The last attempts of units that have no result. */
  private static Dataset<Row> ended(Dataset<Row> runs) {
    return runs.groupBy(col(RunRow::stage), unit())
        .agg(
            max_by(col(RunRow::status), col(RunRow::attempt)).as(name(Last::status)),
            max_by(col(RunRow::label), col(RunRow::attempt)).as(name(Last::label)),
            max_by(col(RunRow::error), col(RunRow::attempt)).as(name(Last::error)))
        .where(col(Last::status).notEqual(Attempt.DONE))
        .orderBy(col(Last::stage), col(Last::label), unit());
  }

  private void add(boolean now, String stage, String item, String error) {
    String told = error == null ? "it says no reason" : Names.printable(error);
    Map<String, Object> line = lines.get(new Key(now, stage, told));
    if (line != null) {
      line.merge("count", 1, (a, b) -> (int) a + (int) b);
      return;
    }
    if (lines.size() >= MOST) {
      return;
    }
    int at = told.lastIndexOf(BETWEEN);
    line = new LinkedHashMap<>();
    line.put("now", now);
    line.put("stage", stage);
    line.put("item", item);
    line.put("count", 1);
    line.put("reason", at < 0 ? told : told.substring(0, at));
    line.put("remedy", at < 0 ? REMEDY : told.substring(at + BETWEEN.length()));
    lines.put(new Key(now, stage, told), line);
  }
}
