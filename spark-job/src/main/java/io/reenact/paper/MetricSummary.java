package io.reenact.paper;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.reenact.error.UserError;
import io.reenact.evaluation.Trial;
import io.reenact.metric.Better;
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
import java.util.Set;
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
          "mouth_correlation");

  private static final String KIND = "kind";
  private static final String METHOD = "method";

  /** What our own renders are called beside those of other systems. */
  private static final String OURS = RenderRow.STAGE;

  /** The kind of renders whose source drives itself. */
  public static final String SELF = "self";

  /** The kind of all other renders with a driver. */
  public static final String CROSS = "cross";

  private static final String PROTOCOL = "protocol";
  private static final String SPLIT = "split";

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
          METHOD);

  /** What rows must have in common for their numbers to be compared, or averaged. */
  private static final List<String> ALIKE = List.of(KIND, PROTOCOL, SPLIT);

  /** Where a group's method stands. */
  private static final int METHOD_AT = ALIKE.size();

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

  private static final MapFunction<Row, String> KEY =
      r -> String.join("\u0000", r.getList(0).stream().map(Object::toString).toList());

  /** A group's row and a metric's column. */
  private record Place(List<String> group, MetricKey metric) {}

  /**
   * Means with intervals.
   *
   * @param caption how they were made
   */
  public PaperTable means(SparkSession spark, Workspace workspace, String caption) {
    Dataset<Row> values = values(spark, workspace).withColumn("number", col("value"));
    return table(
        caption, estimates(values), distances(spark, workspace), (key, e) -> new Cell.Mean(e));
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
    Dataset<Row> values = values(spark, workspace).withColumn("number", col("value"));
    List<String> names = group();
    return estimates(values).entrySet().stream()
        .map(
            e -> {
              List<String> group = e.getKey().group();
              List<String> told = new ArrayList<>();
              for (String column : by) {
                String value = group.get(names.indexOf(column));
                told.add(column.equals(METHOD) && value.equals(OURS) ? "" : value);
              }
              MetricKey m = e.getKey().metric();
              return new GroupMean(
                  group.get(ALIKE.indexOf(KIND)),
                  group.get(ALIKE.indexOf(PROTOCOL)),
                  told,
                  MetricKey.ofRow(
                      m.metric(), m.region(), m.network(), group.get(ALIKE.indexOf(SPLIT))),
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
    Dataset<Row> mine = values(spark, workspace);
    List<Column> columns = new ArrayList<>();
    PAIRED.forEach(c -> columns.add(col(c)));
    columns.add(col("value").as("other"));
    Dataset<Row> pairs =
        mine.join(
                values(spark, other).select(columns.toArray(Column[]::new)),
                PAIRED.toArray(String[]::new))
            .withColumn("number", col("value").minus(col("other")));
    Map<Place, Estimate> estimates = estimates(pairs);
    if (estimates.isEmpty()) {
      throw new UserError(
          workspace.root()
              + " and "
              + other.root()
              + " have no measured render in common: same source, driver, clip, camera, look and"
              + " networks");
    }
    return table(
        caption, estimates, Map.of(), (key, e) -> new Cell.Difference(e, verdict(key.better(), e)));
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

  /** Every finite value of a driven render, with what its render is. */
  private Dataset<Row> values(SparkSession spark, Workspace workspace) {
    Dataset<Row> metrics =
        Tables.published(spark, workspace, Table.METRICS)
            .orElseThrow(
                () ->
                    new UserError(
                        "workspace " + workspace.root() + " has no metrics yet; run evaluate"));
    Column wanted = lit(chosen.isEmpty());
    for (Chosen c : chosen) {
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
        .withColumn(KIND, when(col("source").equalTo(col("driver")), SELF).otherwise(CROSS));
  }

  /** What makes a group, but for the metric. */
  private List<String> group() {
    List<String> keys = new ArrayList<>(ALIKE);
    keys.add(METHOD);
    by.stream().filter(c -> !c.equals(METHOD)).forEach(keys::add);
    return keys;
  }

  /** Distances of whole groups, where they are wanted and frames' features are known. */
  private Map<Place, Frechet.Distance> distances(SparkSession spark, Workspace workspace) {
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

  private Map<Place, Estimate> estimates(Dataset<Row> values) {
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

  private static final Comparator<List<String>> LISTS =
      (a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));

  private static final Comparator<List<String>> SELF_FIRST =
      Comparator.comparing((List<String> group) -> group.get(0)).reversed().thenComparing(LISTS);

  private interface Shown {
    Cell cell(MetricKey key, Estimate estimate);
  }

  private PaperTable table(
      String caption,
      Map<Place, Estimate> estimates,
      Map<Place, Frechet.Distance> distances,
      Shown shown) {
    TreeSet<MetricKey> metrics = new TreeSet<>();
    TreeMap<List<String>, Integer> groups = new TreeMap<>(SELF_FIRST);
    estimates.forEach(
        (place, e) -> {
          metrics.add(place.metric());
          groups.merge(place.group(), e.identities(), Math::max);
        });
    TreeSet<MetricKey> ofGroups = new TreeSet<>();
    distances.keySet().forEach(p -> ofGroups.add(p.metric()));
    List<PaperTable.Column> columns = new ArrayList<>();
    // What all rows have in common stands in the caption.
    TreeSet<String> protocols = new TreeSet<>();
    TreeSet<String> splits = new TreeSet<>();
    groups
        .keySet()
        .forEach(
            g -> {
              protocols.add(g.get(1));
              splits.add(g.get(2));
            });
    boolean whole = splits.equals(Set.of(FrameSplit.ALL.key()));
    List<Boolean> told = List.of(true, protocols.size() > 1, !whole);
    for (int k = 0; k < ALIKE.size(); k++) {
      if (told.get(k)) {
        columns.add(new PaperTable.Column(ALIKE.get(k), Better.NEITHER, PaperTable.ANY));
      }
    }
    int alike = columns.size();
    boolean methods =
        by.contains(METHOD)
            || groups.keySet().stream().map(g -> g.get(METHOD_AT)).distinct().count() > 1;
    if (methods) {
      columns.add(new PaperTable.Column(METHOD, Better.NEITHER, PaperTable.ANY));
    }
    by.stream()
        .filter(c -> !c.equals(METHOD))
        .forEach(c -> columns.add(new PaperTable.Column(c, Better.NEITHER, PaperTable.ANY)));
    columns.add(new PaperTable.Column("identities", Better.NEITHER, 0));
    for (MetricKey m : metrics) {
      columns.add(new PaperTable.Column(m.label(), m.better(), m.digits()));
    }
    for (MetricKey m : ofGroups) {
      columns.add(new PaperTable.Column(m.label(), m.better(), m.digits()));
      columns.add(new PaperTable.Column("its frames, results and drivers", Better.NEITHER, 0));
    }
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (group, identities) -> {
          List<Cell> row = new ArrayList<>();
          for (int k = 0; k < group.size(); k++) {
            if (k > METHOD_AT || (k == METHOD_AT ? methods : told.get(k))) {
              row.add(new Cell.Text(group.get(k)));
            }
          }
          row.add(new Cell.Number(identities));
          for (MetricKey m : metrics) {
            Estimate e = estimates.get(new Place(group, m));
            row.add(e == null ? new Cell.Text("") : shown.cell(m, e));
          }
          for (MetricKey m : ofGroups) {
            Frechet.Distance d = distances.get(new Place(group, m));
            row.add(d == null ? new Cell.Text("") : new Cell.Number(d.value()));
            row.add(new Cell.Text(d == null ? "" : d.results() + " and " + d.drivers()));
          }
          rows.add(row);
        });
    String protocol =
        protocols.isEmpty()
            ? ""
            : (protocols.size() == 1 ? " Protocol " : " Protocols ")
                + String.join(", ", protocols)
                + (whole ? "." : "; frames that inversion was given, and those held from it.");
    return new PaperTable(caption + protocol, alike, columns, rows);
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
