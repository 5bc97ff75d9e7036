package io.reenact.paper;

import static org.apache.spark.sql.functions.col;

import io.reenact.error.UserError;
import io.reenact.metric.Better;
import io.reenact.metric.Bootstrap;
import io.reenact.metric.Estimate;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.metric.Region;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Means of the metrics of a workspace by groups of renders, with intervals ({@link Bootstrap}), and
 * paired differences from another workspace. Self- and cross-reenactments are never averaged
 * together, nor are methods, nor protocols, nor frames that inversion was given and those that it
 * was not. Values are gathered and drawn on the executors: the driver sees a row a group and
 * metric.
 *
 * @param by columns of the table renders that make groups, besides self or cross
 * @param chosen the metrics that become columns; empty for all that were measured
 * @param bootstrap of the intervals
 */
public record MetricSummary(List<String> by, Collection<Chosen> chosen, Bootstrap bootstrap) {
  /** Columns that make a table for a paper, where nothing else is asked for. */
  public static final List<String> USUAL =
      List.of(
          "psnr",
          "ssim",
          "l1",
          "perceptual",
          "csim",
          "nakd",
          "apd",
          "aed",
          "ecmd",
          "frechet",
          "mouth_correlation",
          "gaze_yaw_correlation");

  /** The kind of renders whose source drives itself. */
  public static final String SELF = "self";

  /** The kind of all other renders with a driver. */
  public static final String CROSS = "cross";

  /** What two runs must have in common for their renders to be a pair. */
  private static final List<String> PAIRED =
      List.of(
          "source",
          "driver",
          "driver_clip",
          "cameras",
          "look",
          "metric",
          "region",
          "network",
          "protocol",
          "split",
          GroupedMetrics.METHOD);

  /**
   * A metric that is wanted.
   *
   * @param metric the catalogue's entry
   * @param region of it
   */
  public record Chosen(Metric metric, Region region) {
    /**
     * Reads {@code metric} or {@code metric/region}; without a region it is the face's, or else the
     * first that the metric has.
     *
     * @throws UserError if there is none of that name
     */
    public static Chosen parse(String text) {
      String[] parts = text.strip().split("/", 2);
      Metric metric =
          MetricKey.metric(parts[0])
              .orElseThrow(
                  () ->
                      new UserError(
                          "there is no metric "
                              + parts[0]
                              + "; docs/reference/metrics.md has all"));
      List<Region> regions = metric.regions();
      if (parts.length == 1) {
        return new Chosen(metric, regions.contains(Region.FACE) ? Region.FACE : regions.get(0));
      }
      return new Chosen(
          metric,
          regions.stream()
              .filter(r -> r.key().equals(parts[1]))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UserError(
                          "metric "
                              + parts[0]
                              + " has regions "
                              + regions.stream().map(Region::key).toList()
                              + ", not "
                              + parts[1])));
    }
  }

  /**
   * @throws UserError for a column that renders don't have
   */
  public MetricSummary {
    by = List.copyOf(by);
    chosen = List.copyOf(chosen);
    List<String> known = Arrays.asList(Table.RENDERS.schema().fieldNames());
    for (String column : by) {
      if (!known.contains(column)) {
        throw new UserError("the table renders has no column " + column + "; it has " + known);
      }
    }
  }

  private GroupedMetrics values() {
    return new GroupedMetrics(by, chosen, bootstrap);
  }

  /**
   * Means with intervals.
   *
   * @param caption how they were made
   */
  public PaperTable means(SparkSession spark, Workspace workspace, String caption) {
    Dataset<Row> values = values().of(spark, workspace).withColumn("number", col("value"));
    return SummaryTable.of(
        by,
        caption,
        values().estimates(values),
        values().distances(spark, workspace),
        (key, e) -> new Cell.Mean(e));
  }

  /**
   * A group's mean of one metric.
   *
   * @param kind self or cross
   * @param protocol by which its renders were scored
   * @param by values of the columns that make groups, in their order; empty text for none
   * @param metric what it is the mean of
   * @param estimate the mean with its interval
   */
  public record GroupMean(
      String kind, String protocol, List<String> by, MetricKey metric, Estimate estimate) {}

  /** Means with intervals, in no order; none if nothing was measured. */
  public List<GroupMean> groups(SparkSession spark, Workspace workspace) {
    if (Tables.published(spark, workspace, Table.METRICS).isEmpty()) {
      return List.of();
    }
    Dataset<Row> values = values().of(spark, workspace).withColumn("number", col("value"));
    List<String> names = values().group();
    return values().estimates(values).entrySet().stream()
        .map(
            e -> {
              List<String> group = e.getKey().group();
              List<String> told = new ArrayList<>();
              for (String column : by) {
                String value = group.get(names.indexOf(column));
                told.add(
                    column.equals(GroupedMetrics.METHOD) && value.equals(GroupedMetrics.OURS)
                        ? ""
                        : value);
              }
              MetricKey m = e.getKey().metric();
              return new GroupMean(
                  group.get(GroupedMetrics.ALIKE.indexOf(GroupedMetrics.KIND)),
                  group.get(GroupedMetrics.ALIKE.indexOf(GroupedMetrics.PROTOCOL)),
                  told,
                  MetricKey.ofRow(
                      m.metric(),
                      m.region(),
                      m.network(),
                      group.get(GroupedMetrics.ALIKE.indexOf(GroupedMetrics.SPLIT))),
                  e.getValue());
            })
        .toList();
  }

  /**
   * Mean differences from another workspace with intervals, of the renders that both have.
   *
   * @param caption how they were made
   * @throws UserError if they have none in common
   */
  public PaperTable differences(
      SparkSession spark, Workspace workspace, Workspace other, String caption) {
    Dataset<Row> mine = values().of(spark, workspace);
    List<Column> columns = new ArrayList<>();
    PAIRED.forEach(c -> columns.add(col(c)));
    columns.add(col("value").as("other"));
    Dataset<Row> pairs =
        mine.join(
                values().of(spark, other).select(columns.toArray(Column[]::new)),
                PAIRED.toArray(String[]::new))
            .withColumn("number", col("value").minus(col("other")));
    Map<GroupedMetrics.Place, Estimate> estimates = values().estimates(pairs);
    if (estimates.isEmpty()) {
      throw new UserError(
          workspace.root()
              + " and "
              + other.root()
              + " have no measured render in common: same source, driver, clip, camera, look and"
              + " networks");
    }
    return SummaryTable.of(
        by,
        caption,
        estimates,
        Map.of(),
        (key, e) -> new Cell.Difference(e, verdict(key.better(), e)));
  }

  /** Whether a table of differences says that something got worse. */
  public static boolean worse(PaperTable differences) {
    return differences.rows().stream()
        .flatMap(List::stream)
        .anyMatch(c -> c instanceof Cell.Difference d && d.verdict().equals("worse"));
  }

  /** Only where more and less are better and worse: a gain can come nearer to 1 from both sides. */
  private static String verdict(Better better, Estimate e) {
    if (!e.differsFromZero() || (better != Better.HIGHER && better != Better.LOWER)) {
      return "";
    }
    return (e.mean() > 0) == (better == Better.HIGHER) ? "better" : "worse";
  }

  /** The metrics of a list with commas; all for {@code all}. */
  public static List<Chosen> chosen(Optional<String> list) {
    if (list.filter("all"::equals).isPresent()) {
      return List.of();
    }
    return list.map(l -> List.of(l.split(",", -1))).orElse(USUAL).stream()
        .map(Chosen::parse)
        .toList();
  }
}
