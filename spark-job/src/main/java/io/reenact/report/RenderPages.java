package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.reenact.metric.FrameSplit;
import io.reenact.metric.MetricKey;
import io.reenact.row.ClipRow;
import io.reenact.row.MetricRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** All renders, in order, on pages; one partition of them at a time is on the driver. */
final class RenderPages {
  /** How many a page has. */
  static final int EACH = 200;

  static final String KIND = "renders";

  /**
   * A render with what the page shows beside it.
   *
   * @param render its row
   * @param key its group's
   * @param measured JSON: values by column; null without any
   * @param driverUri where the driver's clip is; null if it is known no more
   * @param driverFrom where it begins in the file, seconds
   * @param driverTo where it ends
   * @param sourceClip the source's first clip
   * @param sourceUri where it is
   * @param sourceFrom where it begins in the file, seconds
   * @param sourceTo where it ends
   * @param selfVideo the driver's clip reenacted by its own person
   */
  private record Shown(
      RenderRow render,
      List<String> key,
      String measured,
      String driverUri,
      Double driverFrom,
      Double driverTo,
      String sourceClip,
      String sourceUri,
      Double sourceFrom,
      Double sourceTo,
      String selfVideo) {}

  /** What a value is a value of. */
  private record Measured(String metric, String region, String network, String split) {}

  /** One value of one render. */
  private record Value(String name, Double number) {}

  private final SparkSession spark;
  private final Workspace workspace;
  private final Groups groups;
  private final List<Columns.Column> columns;
  private final Map<String, Integer> index = new HashMap<>();
  private long count;

  RenderPages(SparkSession spark, Workspace workspace) {
    this.spark = spark;
    this.workspace = workspace;
    this.groups = Groups.of(scored());
    this.columns = Columns.of(measured());
    columns.forEach(c -> index.put(c.key(), index.size()));
  }

  Groups groups() {
    return groups;
  }

  List<Columns.Column> columns() {
    return columns;
  }

  /** How many were written. */
  long count() {
    return count;
  }

  private Dataset<Row> table(Table table) {
    return Tables.orEmpty(spark, workspace, table);
  }

  private static Column text(Column c) {
    return coalesce(c, lit(""));
  }

  /** Finite values only; others say nothing. */
  private Dataset<Row> finite() {
    Column value = col(MetricRow::value);
    return table(Table.METRICS)
        .where(
            value
                .isNotNull()
                .and(not(value.isNaN()))
                .and(not(value.isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))));
  }

  private List<MetricKey> measured() {
    Dataset<Row> keys =
        finite()
            .join(
                table(Table.RENDERS),
                col(MetricRow::item).equalTo(col(RenderRow::renderId)),
                "left_semi")
            .select(
                cols(MetricRow::metric, MetricRow::region, MetricRow::network, MetricRow::split))
            .distinct();
    return RowCodec.of(Measured.class).list(keys).stream()
        .map(m -> MetricKey.ofRow(m.metric(), m.region(), m.network(), m.split()))
        .distinct()
        .toList();
  }

  /** The table renders with the protocol by which each was scored. */
  private Dataset<Row> scored() {
    Dataset<Row> protocols =
        table(Table.METRICS)
            .groupBy(col(MetricRow::item).as(name(RenderRow::renderId)))
            .agg(min(col(MetricRow::protocol)).as(name(MetricRow::protocol)));
    return table(Table.RENDERS).join(protocols, names(RenderRow::renderId), "left");
  }

  /** Values of each render as JSON, by the keys of columns. */
  private Dataset<Row> values() {
    Column split =
        when(text(col(MetricRow::split)).equalTo(FrameSplit.ALL.key()), "")
            .otherwise(text(col(MetricRow::split)));
    Column key =
        concat_ws(
            Columns.BETWEEN,
            col(MetricRow::metric),
            text(col(MetricRow::region)),
            text(col(MetricRow::network)),
            split);
    return finite()
        .groupBy(col(MetricRow::item).as(name(RenderRow::renderId)), key.as(name(Value::name)))
        .agg(max(col(MetricRow::value)).as(name(Value::number)))
        .groupBy(col(RenderRow::renderId))
        .agg(
            to_json(map_from_entries(collect_list(struct(col(Value::name), col(Value::number)))))
                .as(name(Shown::measured)));
  }

  private Dataset<Row> all() {
    Dataset<Row> clips = table(Table.CLIPS).where(col(ClipRow::status).equalTo(ClipRow.OK));
    Dataset<Row> drivers =
        clips.select(
            col(ClipRow::identity).as(name(RenderRow::driver)),
            col(ClipRow::clip).as(name(RenderRow::driverClip)),
            col(ClipRow::uri).as(name(Shown::driverUri)),
            col(ClipRow::startS).as(name(Shown::driverFrom)),
            col(ClipRow::endS).as(name(Shown::driverTo)));
    Column clip = col(ClipRow::clip);
    Dataset<Row> sources =
        clips
            .groupBy(col(ClipRow::identity).as(name(RenderRow::source)))
            .agg(
                min(clip).as(name(Shown::sourceClip)),
                min_by(col(ClipRow::uri), clip).as(name(Shown::sourceUri)),
                min_by(col(ClipRow::startS), clip).as(name(Shown::sourceFrom)),
                min_by(col(ClipRow::endS), clip).as(name(Shown::sourceTo)));
    Dataset<Row> selves =
        table(Table.RENDERS)
            .where(
                col(RenderRow::source)
                    .equalTo(col(RenderRow::driver))
                    .and(text(col(RenderRow::look)).equalTo(""))
                    .and(coalesce(size(col(RenderRow::edits)), lit(0)).leq(0)))
            .groupBy(cols(RenderRow::driver, RenderRow::driverClip))
            .agg(min(col(RenderRow::uri)).as(name(Shown::selfVideo)));
    String[] driven = names(RenderRow::driver, RenderRow::driverClip);
    return scored()
        .withColumn(name(Shown::key), Groups.key())
        .join(values(), names(RenderRow::renderId), "left")
        .join(drivers, driven, "left")
        .join(sources, names(RenderRow::source), "left")
        .join(selves, driven, "left")
        .orderBy(
            col(RenderRow::source),
            col(RenderRow::source).equalTo(col(RenderRow::driver)).desc(),
            col(RenderRow::driver),
            col(RenderRow::driverClip),
            col(RenderRow::look),
            col(RenderRow::cameras),
            col(RenderRow::renderId));
  }

  /**
   * Writes the pages.
   *
   * @return how many
   */
  int write(ReportFolder folder, Media media, Pictures pictures, CurvePages curves, Heads heads)
      throws IOException {
    Pages pages = new Pages(folder, KIND, EACH);
    Iterator<Shown> it = RowCodec.of(Shown.class).iterate(all());
    while (it.hasNext()) {
      Shown shown = it.next();
      RenderRow r = shown.render();
      Map<String, Object> item = item(shown, media, pictures);
      item.put("head", heads.write(r.renderId(), r.source()));
      pages.add(item);
      curves.add(r.renderId());
    }
    count = pages.count();
    return pages.finish();
  }

  private Map<String, Object> item(Shown shown, Media media, Pictures pictures) throws IOException {
    RenderRow r = shown.render();
    int at = groups.at(shown.key());
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", r.renderId());
    item.put("group", at);
    item.put("kind", groups.all().get(at).kind());
    item.put("look", groups.all().get(at).look());
    item.put("source", Names.printable(r.source()));
    item.put("driver", r.driver() == null ? Groups.NUMBERS : Names.printable(r.driver()));
    item.put("clip", r.driverClip() == null ? "" : Names.printable(r.driverClip()));
    item.put("cameras", r.cameras());
    item.put("cohort", r.cohort());
    item.put("width", r.width());
    item.put("height", r.height());
    item.put("fps", r.fps());
    item.put("frames", r.frames());
    item.put("seconds", r.seconds());
    item.put("sha256", r.sha256());
    item.put("video", link(media, r.uri()));
    item.put("outputs", links(media, r.outputs() == null ? Map.of() : r.outputs()));
    item.put("pictures", links(media, pictures.of(r.renderId())));
    item.put(
        "driver_video",
        original(
            media.original(r.driver(), r.driverClip(), shown.driverUri()),
            shown.driverFrom(),
            shown.driverTo()));
    item.put(
        "source_video",
        original(
            media.original(r.source(), shown.sourceClip(), shown.sourceUri()),
            shown.sourceFrom(),
            shown.sourceTo()));
    item.put("self_video", link(media, shown.selfVideo()));
    item.put("metrics", metrics(shown.measured()));
    return item;
  }

  private static String link(Media media, String path) throws IOException {
    return path == null ? null : media.file(path);
  }

  private static Map<String, String> links(Media media, Map<String, String> paths)
      throws IOException {
    Map<String, String> links = new TreeMap<>();
    for (Map.Entry<String, String> e : paths.entrySet()) {
      String link = link(media, e.getValue());
      if (link != null) {
        links.put(Names.printable(e.getKey()), link);
      }
    }
    return links;
  }

  private static Map<String, Object> original(String src, Double from, Double to) {
    if (src == null) {
      return null;
    }
    Map<String, Object> original = new TreeMap<>();
    original.put("src", src);
    original.put("start", from == null ? 0.0 : from);
    original.put("end", to);
    return original;
  }

  /** A value a column, null where there is none. */
  private Double[] metrics(String json) throws IOException {
    Double[] values = new Double[columns.size()];
    if (json != null) {
      Json.mapper()
          .readTree(json)
          .properties()
          .forEach(
              e -> {
                Integer at = index.get(e.getKey());
                if (at != null) {
                  values[at] = e.getValue().asDouble();
                }
              });
    }
    return values;
  }
}
