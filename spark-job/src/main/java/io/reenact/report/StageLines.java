package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sum;

import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.runner.StageStatus;
import io.reenact.text.Names;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How each stage went: units of its last plan, and the time of all attempts. */
final class StageLines {
  /** Hosts and devices that are named. */
  private static final int NAMED = 12;

  /** All attempts of a stage. */
  private record Time(
      String stage,
      long attempts,
      double seconds,
      double decode,
      double compute,
      double waiting,
      double longest,
      Long memory,
      List<String> devices,
      List<String> hosts) {
    static Time none(String stage) {
      return new Time(stage, 0, 0, 0, 0, 0, 0, null, List.of(), List.of());
    }
  }

  private StageLines() {}

  /**
   * A line a stage, in the order of {@code stages}.
   *
   * @param runs the table runs
   */
  static List<Object> of(List<StageStatus> stages, Dataset<Row> runs) {
    Dataset<Row> summed =
        runs.groupBy(col(RunRow::stage))
            .agg(
                count(lit(1)).as(name(Time::attempts)),
                sum(col(RunRow::seconds)).as(name(Time::seconds)),
                sum(col(RunRow::decodeS)).as(name(Time::decode)),
                sum(col(RunRow::computeS)).as(name(Time::compute)),
                sum(col(RunRow::waitS)).as(name(Time::waiting)),
                max(col(RunRow::seconds)).as(name(Time::longest)),
                max(col(RunRow::memoryBytes)).as(name(Time::memory)),
                named(col(RunRow::device)).as(name(Time::devices)),
                named(col(RunRow::host)).as(name(Time::hosts)));
    Map<String, Time> times = new HashMap<>();
    RowCodec.of(Time.class).list(summed).forEach(t -> times.put(t.stage(), t));
    return stages.stream()
        .<Object>map(s -> line(s, times.getOrDefault(s.stage(), Time.none(s.stage()))))
        .toList();
  }

  private static Column named(Column names) {
    return slice(array_sort(collect_set(names)), 1, NAMED);
  }

  private static Map<String, Object> line(StageStatus s, Time t) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", s.stage());
    line.put("planned", s.planned());
    line.put("done", s.done());
    line.put("failed", s.failed().size());
    line.put("waiting", s.waiting() + s.running().size());
    line.put("earlier", s.earlier());
    line.put("attempts", t.attempts());
    line.put("seconds", t.seconds());
    line.put("decode", t.decode());
    line.put("compute", t.compute());
    line.put("wait", t.waiting());
    line.put("longest", t.longest());
    line.put("memory", t.memory());
    line.put("devices", t.devices().stream().map(Names::printable).toList());
    line.put("hosts", t.hosts().stream().map(Names::printable).toList());
    return line;
  }
}
