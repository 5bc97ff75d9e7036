package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;

import io.reenact.metric.MetricKey;
import io.reenact.row.ClipRow;
import io.reenact.row.MetricRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.runner.StageStatus;
import io.reenact.table.PictureName;
import io.reenact.table.Table;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

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

  /** An identity's clips and their tracked frames. */
  private record Shown(String identity, long clips, Double seconds, Long frames, Long usable) {
    Report.Identity line() {
      long tracked = frames == null ? 0 : frames;
      return new Report.Identity(
          Names.printable(identity),
          (int) clips,
          seconds == null ? 0 : seconds,
          (int) tracked,
          tracked == 0 ? 0 : (double) usable / tracked);
    }
  }

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

  private Dataset<Row> table(Table table) {
    return Tables.orEmpty(spark, workspace, table);
  }

  private List<Report.Identity> identities() {
    String[] clip = names(ClipRow::identity, ClipRow::clip);
    Dataset<Row> tracked =
        table(Table.TRACKS)
            .groupBy(cols(TrackRow::identity, TrackRow::clip))
            .agg(
                functions.count(functions.lit(1)).as(name(Shown::frames)),
                functions.count_if(col(TrackRow::usable)).as(name(Shown::usable)));
    Dataset<Row> shown =
        table(Table.CLIPS)
            .select(cols(ClipRow::identity, ClipRow::clip, ClipRow::seconds))
            .join(tracked, clip, "left")
            .groupBy(col(ClipRow::identity))
            .agg(
                functions.count(functions.lit(1)).as(name(Shown::clips)),
                functions.sum(col(ClipRow::seconds)).as(name(Shown::seconds)),
                functions.sum(col(Shown::frames)).as(name(Shown::frames)),
                functions.sum(col(Shown::usable)).as(name(Shown::usable)))
            .orderBy(col(ClipRow::identity));
    return RowCodec.of(Shown.class).list(shown).stream().map(Shown::line).toList();
  }

  private Map<String, Map<String, Double>> metrics(Set<MetricKey> columns) {
    Map<String, Map<String, Double>> metrics = new TreeMap<>();
    Dataset<Row> ofRenders =
        table(Table.METRICS)
            .join(
                table(Table.RENDERS).select(col(RenderRow::renderId).as(name(MetricRow::item))),
                names(MetricRow::item),
                "left_semi");
    for (MetricRow m : RowCodec.of(MetricRow.class).list(ofRenders)) {
      MetricKey key = MetricKey.ofRow(m.metric(), m.region(), m.network(), m.split());
      if (m.value() != null && Double.isFinite(m.value())) {
        columns.add(key);
        metrics.computeIfAbsent(m.item(), i -> new TreeMap<>()).put(Columns.text(key), m.value());
      }
    }
    return metrics;
  }

  private List<Report.Render> renders(Map<String, Map<String, Double>> metrics) {
    List<RenderRow> rows =
        RowCodec.of(RenderRow.class)
            .list(
                table(Table.RENDERS)
                    .orderBy(
                        col(RenderRow::source),
                        col(RenderRow::source).equalTo(col(RenderRow::driver)).desc(),
                        col(RenderRow::driver),
                        col(RenderRow::driverClip),
                        col(RenderRow::look),
                        col(RenderRow::cameras),
                        col(RenderRow::renderId)));
    boolean sizes = rows.stream().map(r -> r.width() + "x" + r.height()).distinct().count() > 1;
    List<Report.Render> renders = new ArrayList<>();
    for (RenderRow row : rows) {
      boolean driven = row.driver() != null;
      renders.add(
          new Report.Render(
              row.renderId(),
              Names.printable(row.source()),
              driven ? Names.printable(row.driver()) : NO_DRIVER,
              driven && row.driverClip() != null ? Names.printable(row.driverClip()) : NO_DRIVER,
              orEmpty(row.cameras()),
              look(row, sizes),
              row.frames() == null ? 0 : row.frames(),
              row.seconds() == null ? 0 : row.seconds(),
              row.uri() == null ? null : "../" + row.uri(),
              pictures.getOrDefault(PictureName.safeId(row.renderId()), List.of()),
              metrics.getOrDefault(row.renderId(), Map.of())));
    }
    return renders;
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** What tells a render from others of its pair; rows of older versions have edits only. */
  private static String look(RenderRow row, boolean sizes) {
    StringJoiner look = new StringJoiner(", ");
    if (row.look() != null) {
      if (!row.look().isEmpty()) {
        look.add(Names.printable(row.look()));
      }
    } else {
      if (row.cameras() != null && !row.cameras().equals("driver")) {
        look.add("camera=" + row.cameras());
      }
      if (row.edits() != null) {
        new TreeMap<>(row.edits())
            .forEach((name, value) -> look.add(Names.printable(name) + "=" + value));
      }
    }
    if (sizes && row.width() != null && row.height() != null) {
      look.add(row.width() + "x" + row.height());
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
