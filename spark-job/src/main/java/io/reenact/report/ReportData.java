package io.reenact.report;

import io.reenact.metric.MetricKey;
import io.reenact.runner.StageStatus;
import io.reenact.table.PictureName;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitState;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Gathers a report from a workspace's tables. Pictures come from units of the stages: a file kept
 * as {@code writeFile("pictures", PictureName.of(renderId, label), "png", file)} is shown with that
 * render, in the order in which it was written.
 */
public final class ReportData {
  private static final int MOST_FAILURES = 200;

  private static final Comparator<List<String>> LOOKS =
      Comparator.comparing((List<String> k) -> k.get(0)).thenComparing(k -> k.get(1));

  /** Stands where an expression came from numbers. */
  private static final String NO_DRIVER = "numbers";

  private final SparkSession spark;
  private final Workspace workspace;
  private final UnitStore units;
  private final Map<String, List<Report.Picture>> pictures = new LinkedHashMap<>();
  private final List<Report.StageLine> stages = new ArrayList<>();
  private final List<Report.Failure> failures = new ArrayList<>();

  private ReportData(SparkSession spark, Workspace workspace, Configuration conf)
      throws IOException {
    this.spark = spark;
    this.workspace = workspace;
    this.units = new UnitStore(workspace, conf);
  }

  /**
   * Reads everything that the page shows.
   *
   * @param facts about the run, in order, such as profile and generator
   * @param flow names of the stages, in their order
   */
  public static Report gather(
      SparkSession spark,
      Workspace workspace,
      String title,
      Map<String, String> facts,
      List<String> flow)
      throws IOException {
    ReportData data = new ReportData(spark, workspace, spark.sparkContext().hadoopConfiguration());
    Tables.views(spark, workspace);
    for (String stage : flow) {
      data.readUnits(stage);
    }
    Set<MetricKey> columns = new HashSet<>();
    List<Report.Render> renders = data.renders(data.metrics(columns));
    return new Report(
        title,
        facts,
        data.stages,
        data.identities(),
        Columns.of(columns),
        renders,
        groups(renders),
        data.failures);
  }

  private void readUnits(String stage) throws IOException {
    List<Plans.Planned> plan = Plans.read(workspace, units.store(), stage);
    List<StageStatus.Failure> failures = new ArrayList<>();
    int done = 0;
    int failed = 0;
    double seconds = 0;
    for (Plans.Planned planned : plan) {
      UnitState state = units.state(stage, new UnitKey(planned.unit()));
      Attempt last = state.commit().or(state::failure).orElse(null);
      if (last == null) {
        continue;
      }
      seconds += last.seconds();
      if (last.status().equals(Attempt.DONE)) {
        done++;
        for (UnitFile file : last.files()) {
          PictureName.parse(file.path())
              .ifPresent(
                  name ->
                      pictures
                          .computeIfAbsent(name.render(), r -> new ArrayList<>())
                          .add(new Report.Picture(name.label(), "../" + file.path())));
        }
      } else {
        failed++;
        failures.add(new StageStatus.Failure(Names.printable(planned.label()), last.error()));
      }
    }
    StageStatus.reasons(failures).stream()
        .limit(MOST_FAILURES)
        .forEach(f -> this.failures.add(new Report.Failure(stage, f.label(), f.error())));
    if (!plan.isEmpty()) {
      stages.add(new Report.StageLine(stage, plan.size(), done, failed, seconds));
    }
  }

  private List<Report.Identity> identities() {
    List<Report.Identity> identities = new ArrayList<>();
    for (Row row :
        spark
            .sql(
                "SELECT c.identity, count(*), coalesce(sum(c.seconds), 0), coalesce(sum(t.n), 0),"
                    + " coalesce(sum(t.usable) / sum(t.n), 0) FROM clips c LEFT JOIN"
                    + " (SELECT identity, clip, count(*) n, sum(int(usable)) usable FROM tracks"
                    + " GROUP BY identity, clip) t USING (identity, clip)"
                    + " GROUP BY c.identity ORDER BY c.identity")
            .collectAsList()) {
      identities.add(
          new Report.Identity(
              Names.printable(row.getString(0)),
              (int) row.getLong(1),
              row.getDouble(2),
              (int) row.getLong(3),
              row.getDouble(4)));
    }
    return identities;
  }

  private Map<String, Map<String, Double>> metrics(Set<MetricKey> columns) {
    Map<String, Map<String, Double>> metrics = new TreeMap<>();
    for (Row row :
        spark
            .sql(
                "SELECT m.item, m.metric, coalesce(m.region, ''), m.value, coalesce(m.network, '')"
                    + " FROM metrics m JOIN renders r ON m.item = r.render_id")
            .collectAsList()) {
      MetricKey key = new MetricKey(row.getString(1), row.getString(2), row.getString(4));
      if (!row.isNullAt(3) && Double.isFinite(row.getDouble(3))) {
        columns.add(key);
        metrics
            .computeIfAbsent(row.getString(0), i -> new TreeMap<>())
            .put(Columns.text(key), row.getDouble(3));
      }
    }
    return metrics;
  }

  private List<Report.Render> renders(Map<String, Map<String, Double>> metrics) {
    boolean sizes = spark.sql("SELECT DISTINCT width, height FROM renders").limit(2).count() > 1;
    List<Report.Render> renders = new ArrayList<>();
    for (Row row :
        spark
            .sql(
                "SELECT render_id, source, driver, driver_clip, cameras, frames, seconds, uri,"
                    + " look, edits, width, height FROM renders ORDER BY source, source = driver"
                    + " DESC, driver, driver_clip, look, cameras, render_id")
            .collectAsList()) {
      String id = row.getString(0);
      boolean driven = !row.isNullAt(2);
      renders.add(
          new Report.Render(
              id,
              Names.printable(row.getString(1)),
              driven ? Names.printable(row.getString(2)) : NO_DRIVER,
              driven && !row.isNullAt(3) ? Names.printable(row.getString(3)) : NO_DRIVER,
              row.isNullAt(4) ? "" : row.getString(4),
              look(row, sizes),
              row.isNullAt(5) ? 0 : row.getInt(5),
              row.isNullAt(6) ? 0 : row.getDouble(6),
              row.isNullAt(7) ? null : "../" + row.getString(7),
              pictures.getOrDefault(PictureName.safeId(id), List.of()),
              metrics.getOrDefault(id, Map.of())));
    }
    return renders;
  }

  /** What tells a render from others of its pair; rows of older versions have edits only. */
  private static String look(Row row, boolean sizes) {
    StringJoiner look = new StringJoiner(", ");
    if (!row.isNullAt(8)) {
      if (!row.getString(8).isEmpty()) {
        look.add(Names.printable(row.getString(8)));
      }
    } else {
      if (!row.isNullAt(4) && !row.getString(4).equals("driver")) {
        look.add("camera=" + row.getString(4));
      }
      if (!row.isNullAt(9)) {
        new TreeMap<>(row.<String, Float>getJavaMap(9))
            .forEach((name, value) -> look.add(Names.printable(name) + "=" + value));
      }
    }
    if (sizes && !row.isNullAt(10) && !row.isNullAt(11)) {
      look.add(row.getInt(10) + "x" + row.getInt(11));
    }
    return look.toString();
  }

  private static List<Report.Group> groups(List<Report.Render> renders) {
    Map<List<String>, List<Report.Render>> all = new TreeMap<>(LOOKS);
    for (Report.Render r : renders) {
      if (!r.metrics().isEmpty()) {
        all.computeIfAbsent(List.of(r.self() ? "self" : "cross", r.look()), k -> new ArrayList<>())
            .add(r);
      }
    }
    return all.entrySet().stream()
        .map(
            e ->
                new Report.Group(
                    e.getKey().get(0), e.getKey().get(1), e.getValue(), means(e.getValue())))
        .toList();
  }

  private static Map<String, Double> means(List<Report.Render> renders) {
    Map<String, double[]> sums = new TreeMap<>();
    for (Report.Render render : renders) {
      render
          .metrics()
          .forEach(
              (key, value) -> {
                double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
                sum[0] += value;
                sum[1]++;
              });
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((key, sum) -> means.put(key, sum[0] / sum[1]));
    return means;
  }
}
