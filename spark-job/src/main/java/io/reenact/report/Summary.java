package io.reenact.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.metric.Bootstrap;
import io.reenact.metric.Estimate;
import io.reenact.paper.MetricSummary;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Means of all groups with their intervals, and those of the run before: a workspace's report keeps
 * the last ones in {@code summaries.json}. Runs with equal numbers are one run.
 */
final class Summary {
  private static final String FILE = "summaries.json";
  private static final int MOST = 10;

  /** One run's means. */
  private record Kept(String made, JsonNode summary) {}

  /** The file. */
  private record History(List<Kept> runs) {}

  private final List<Object> lines;
  private final Store store;
  private final Path file;

  Summary(SparkSession spark, Workspace workspace, Configuration conf, Groups groups, long seed)
      throws IOException {
    this.store = workspace.store(conf);
    this.file = new Path(workspace.report(), FILE);
    this.lines = lines(spark, workspace, groups, seed);
  }

  /** A line a group that was measured, in the groups' order. */
  List<Object> lines() {
    return lines;
  }

  private static List<Object> lines(
      SparkSession spark, Workspace workspace, Groups groups, long seed) {
    MetricSummary summary =
        new MetricSummary(Groups.BY, List.of(), new Bootstrap(Bootstrap.DRAWS, seed));
    Map<Integer, Map<String, Estimate>> found = new TreeMap<>();
    for (MetricSummary.GroupMean mean : summary.groups(spark, workspace)) {
      List<String> key = new ArrayList<>(List.of(mean.kind(), mean.protocol()));
      key.addAll(mean.by());
      found
          .computeIfAbsent(groups.at(key), g -> new TreeMap<>())
          .put(Columns.text(mean.metric()), mean.estimate());
    }
    List<Object> lines = new ArrayList<>();
    found.forEach((group, estimates) -> lines.add(line(groups.all().get(group), estimates)));
    return lines;
  }

  private static Map<String, Object> line(Groups.Group group, Map<String, Estimate> estimates) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", group.kind());
    line.put("look", group.look());
    line.put("key", group.key());
    line.put("renders", estimates.values().stream().mapToLong(Estimate::values).max().orElse(0));
    line.put(
        "identities", estimates.values().stream().mapToInt(Estimate::identities).max().orElse(0));
    Map<String, Object> cells = new TreeMap<>();
    estimates.forEach(
        (key, e) -> {
          Map<String, Object> cell = new TreeMap<>();
          cell.put("mean", e.mean());
          cell.put("low", e.bounded() ? e.low() : null);
          cell.put("high", e.bounded() ? e.high() : null);
          cells.put(key, cell);
        });
    line.put("cells", cells);
    return line;
  }

  /**
   * The run before this one, as {@code made} and {@code summary}; null if there was none.
   *
   * @param keep whether the next report compares with this one
   */
  Map<String, Object> previous(boolean keep) throws IOException {
    JsonNode now = Json.mapper().readTree(Json.mapper().writeValueAsBytes(lines));
    List<Kept> runs = new ArrayList<>();
    if (store.exists(file)) {
      runs.addAll(Json.read(store.read(file), History.class).runs());
    }
    if (!lines.isEmpty()
        && keep
        && (runs.isEmpty() || !runs.get(runs.size() - 1).summary().equals(now))) {
      runs.add(new Kept(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), now));
      store.writeAtomic(
          file,
          Json.bytes(new History(runs.subList(Math.max(0, runs.size() - MOST), runs.size()))));
    }
    for (int i = runs.size() - 1; i >= 0; i--) {
      if (!runs.get(i).summary().equals(now)) {
        Map<String, Object> before = new TreeMap<>();
        before.put("made", runs.get(i).made());
        before.put("summary", runs.get(i).summary());
        return before;
      }
    }
    return null;
  }
}
