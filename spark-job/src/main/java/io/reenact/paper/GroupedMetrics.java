package io.reenact.paper;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.reenact.error.UserError;
import io.reenact.evaluation.Trial;
import io.reenact.metric.Bootstrap;
import io.reenact.metric.Estimate;
import io.reenact.metric.FrameSplit;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.metric.Region;
import io.reenact.row.RenderRow;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The values of metrics by groups of renders. They are gathered and drawn on the executors: the
 * driver sees a row a group and metric.
 *
 * @param by columns of the table renders that make groups, besides self or cross
 * @param chosen the metrics that are wanted; empty for all that were measured
 * @param bootstrap of the intervals
 */
record GroupedMetrics(
    List<String> by, Collection<MetricSummary.Chosen> chosen, Bootstrap bootstrap) {
  static final String KIND = "kind";
  static final String METHOD = "method";

  /** What our own renders are called beside those of other systems. */
  static final String OURS = RenderRow.STAGE;

  static final String PROTOCOL = "protocol";
  static final String SPLIT = "split";

  /** What rows must have in common for their numbers to be compared, or averaged. */
  static final List<String> ALIKE = List.of(KIND, PROTOCOL, SPLIT);

  /** Where a group's method stands. */
  static final int METHOD_AT = ALIKE.size();

  private static final MapFunction<Row, String> KEY =
      r -> String.join("\u0000", r.getList(0).stream().map(Object::toString).toList());

  /** A group's row and a metric's column. */
  record Place(List<String> group, MetricKey metric) {}

  static final Comparator<List<String>> LISTS =
      (a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));

  /** Every finite value of a driven render, with what its render is. */
  Dataset<Row> of(SparkSession spark, Workspace workspace) {
    Dataset<Row> metrics =
        Tables.published(spark, workspace, Table.METRICS)
            .orElseThrow(
                () ->
                    new UserError(
                        "workspace " + workspace.root() + " has no metrics yet; run evaluate"));
    Column wanted = lit(chosen.isEmpty());
    for (MetricSummary.Chosen c : chosen) {
      wanted =
          wanted.or(
              col("metric").equalTo(c.metric().key()).and(col("region").equalTo(c.region().key())));
    }
    return metrics
        .select(
            col("item"),
            col("metric"),
            coalesce(col("region"), lit("")).as("region"),
            coalesce(col("network"), lit("")).as("network"),
            coalesce(col("protocol"), lit(Trial.WHOLE.text())).as("protocol"),
            coalesce(col("split"), lit(FrameSplit.ALL.key())).as("split"),
            col("value"))
        .where(col("value").isNotNull().and(not(col("value").isNaN())).and(wanted))
        .join(renders(spark, workspace), "item");
  }

  /** Driven renders by what groups are made of. */
  private Dataset<Row> renders(SparkSession spark, Workspace workspace) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("render_id").as("item"));
    TreeSet<String> needed = new TreeSet<>(by);
    needed.addAll(List.of("source", "driver", "driver_clip", "cameras", "look"));
    needed.remove(METHOD);
    columns.add(coalesce(col(METHOD), lit(OURS)).as(METHOD));
    for (String c : needed) {
      columns.add(coalesce(col(c).cast(DataTypes.StringType), lit("")).as(c));
    }
    return Tables.orEmpty(spark, workspace, Table.RENDERS)
        .where(col("driver").isNotNull())
        .select(columns.toArray(Column[]::new))
        .withColumn(
            KIND,
            when(col("source").equalTo(col("driver")), MetricSummary.SELF)
                .otherwise(MetricSummary.CROSS));
  }

  /** What makes a group, but for the metric. */
  List<String> group() {
    List<String> keys = new ArrayList<>(ALIKE);
    keys.add(METHOD);
    by.stream().filter(c -> !c.equals(METHOD)).forEach(keys::add);
    return keys;
  }

  /** Distances of whole groups, where they are wanted and frames' features are known. */
  Map<Place, Frechet.Distance> distances(SparkSession spark, Workspace workspace) {
    Map<Place, Frechet.Distance> distances = new HashMap<>();
    Optional<Dataset<Row>> features = Tables.published(spark, workspace, Table.FEATURES);
    boolean wanted =
        chosen.isEmpty() || chosen.stream().anyMatch(c -> c.metric() == Metric.FRECHET);
    if (features.isEmpty() || !wanted) {
      return distances;
    }
    List<String> keys = new ArrayList<>(group());
    keys.add("network");
    features
        .get()
        .join(renders(spark, workspace), "item")
        .select(
            functions.array(keys.stream().map(k -> col(k)).toArray(Column[]::new)).as("key"),
            col("result"),
            col("features"))
        .groupByKey(KEY, Encoders.STRING())
        .agg(new Frechet().toColumn())
        .collectAsList()
        .forEach(
            t -> {
              List<String> key = List.of(t._1().split("\u0000", -1));
              int n = key.size() - 1;
              distances.put(
                  new Place(
                      key.subList(0, n),
                      new MetricKey(Metric.FRECHET.key(), Region.FACE.key(), key.get(n))),
                  t._2());
            });
    distances.values().removeIf(d -> Double.isNaN(d.value()));
    return distances;
  }

  /** Means with intervals by group and metric. */
  Map<Place, Estimate> estimates(Dataset<Row> values) {
    List<String> keys = new ArrayList<>(group());
    keys.addAll(List.of("metric", "region", "network"));
    Dataset<Row> pairs =
        values.select(
            functions.array(keys.stream().map(k -> col(k)).toArray(Column[]::new)).as("key"),
            col("source"),
            col("driver"),
            col("number"));
    StructType schema =
        StructType.fromDDL(
            "key ARRAY<STRING>, mean DOUBLE, low DOUBLE, high DOUBLE, identities INT, values BIGINT");
    Intervals intervals = new Intervals(bootstrap);
    List<Row> rows =
        pairs
            .groupByKey(KEY, Encoders.STRING())
            .mapGroups(intervals, Encoders.row(schema))
            .collectAsList();
    Map<Place, Estimate> estimates = new HashMap<>();
    for (Row row : rows) {
      List<String> key = row.getList(0);
      int n = key.size();
      estimates.put(
          new Place(
              List.copyOf(key.subList(0, n - 3)),
              new MetricKey(key.get(n - 3), key.get(n - 2), key.get(n - 1))),
          new Estimate(
              row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getInt(4), row.getLong(5)));
    }
    return estimates;
  }

  /** The interval of one group's values, on an executor. */
  private record Intervals(Bootstrap bootstrap)
      implements MapGroupsFunction<String, Row, Row>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(String key, Iterator<Row> rows) {
      Map<List<String>, double[]> sums = new TreeMap<>(LISTS);
      while (rows.hasNext()) {
        Row r = rows.next();
        double[] sum =
            sums.computeIfAbsent(List.of(r.getString(1), r.getString(2)), k -> new double[2]);
        sum[0] += r.getDouble(3);
        sum[1]++;
      }
      List<Bootstrap.Pair> pairs = new ArrayList<>();
      sums.forEach(
          (p, sum) -> pairs.add(new Bootstrap.Pair(p.get(0), p.get(1), sum[0], (long) sum[1])));
      Estimate e = bootstrap.mean(pairs);
      return RowFactory.create(
          key.split("\u0000", -1), e.mean(), e.low(), e.high(), e.identities(), e.values());
    }
  }
}
