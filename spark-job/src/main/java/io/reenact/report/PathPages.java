package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;

import io.reenact.row.LatentRow;
import io.reenact.row.RowCodec;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * Paths of expressions: each clip's offsets, key frame after key frame, in the plane in which the
 * offsets of its cohort vary most. A sample of each cohort's offsets makes its plane; executors
 * project all others onto it.
 */
final class PathPages {
  static final String KIND = "paths";

  private static final int EACH = 100;

  /** Offsets of a cohort that make its plane. */
  private static final int SAMPLE = 200;

  /** Cohorts that are shown. */
  private static final int COHORTS = 50;

  /** Clips that are shown. */
  private static final int CLIPS = 2_000;

  /** An offset and its place. */
  @SuppressWarnings("ArrayRecordComponent") // read, not compared
  private record Offset(
      String cohort, String identity, String clip, int frame, long ptsUs, float[] offset) {}

  /** The same in the plane. */
  private record Point(
      String cohort, String identity, String clip, int frame, long ptsUs, double x, double y) {}

  /** An offset that makes the plane of its cohort. */
  @SuppressWarnings("ArrayRecordComponent") // read, not compared
  private record Drawn(String cohort, int place, float[] offset) {}

  /** A cohort's name. */
  private record Cohort(String cohort) {}

  private PathPages() {}

  /**
   * Writes the pages.
   *
   * @return how many
   */
  static int write(SparkSession spark, Workspace workspace, ReportFolder folder)
      throws IOException {
    Dataset<Row> latents = Tables.orEmpty(spark, workspace, Table.LATENTS);
    HashMap<String, Plane> planes = planes(latents);
    Pages pages = new Pages(folder, KIND, EACH);
    if (planes.isEmpty()) {
      return pages.finish();
    }
    Dataset<Row> points =
        RowCodec.of(Offset.class)
            .select(latents.where(col(LatentRow::cohort).isin(planes.keySet().toArray())))
            .map(projected(planes), Encoders.row(RowCodec.of(Point.class).schema()))
            .orderBy(cols(Point::cohort, Point::identity, Point::clip, Point::frame));
    Iterator<Point> it = RowCodec.of(Point.class).iterate(points);
    Point last = null;
    List<Point> path = new ArrayList<>();
    while (it.hasNext() && pages.count() < CLIPS) {
      Point p = it.next();
      if (last != null && !ofOneClip(last, p)) {
        pages.add(item(path, planes));
        path.clear();
      }
      path.add(p);
      last = p;
    }
    if (!path.isEmpty() && pages.count() < CLIPS) {
      pages.add(item(path, planes));
    }
    return pages.finish();
  }

  private static boolean ofOneClip(Point a, Point b) {
    return a.cohort().equals(b.cohort())
        && a.identity().equals(b.identity())
        && a.clip().equals(b.clip());
  }

  private static Map<String, Object> item(List<Point> path, Map<String, Plane> planes) {
    Point first = path.get(0);
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("cohort", first.cohort());
    item.put("identity", Names.printable(first.identity()));
    item.put("clip", Names.printable(first.clip()));
    item.put("share", planes.get(first.cohort()).shares());
    item.put("points", path.stream().map(p -> List.of(rounded(p.x()), rounded(p.y()))).toList());
    item.put("seconds", path.stream().map(p -> p.ptsUs() / 1e6).toList());
    return item;
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }

  private static MapFunction<Row, Row> projected(HashMap<String, Plane> planes) {
    return row -> {
      Offset o = RowCodec.of(Offset.class).read(row);
      double[] at = planes.get(o.cohort()).at(o.offset());
      return RowFactory.create(
          o.cohort(), o.identity(), o.clip(), o.frame(), o.ptsUs(), at[0], at[1]);
    };
  }

  /** A plane for each of the first cohorts, by name. */
  private static HashMap<String, Plane> planes(Dataset<Row> latents) {
    Dataset<Row> some =
        latents
            .select(col(LatentRow::cohort))
            .distinct()
            .orderBy(col(LatentRow::cohort))
            .limit(COHORTS);
    List<String> cohorts =
        RowCodec.of(Cohort.class).list(some).stream().map(Cohort::cohort).toList();
    HashMap<String, Plane> planes = new HashMap<>();
    if (cohorts.isEmpty()) {
      return planes;
    }
    // Any offsets will do, if they are always the same: those whose names hash lowest.
    Dataset<Row> sample =
        latents
            .where(col(LatentRow::cohort).isin(cohorts.toArray()))
            .withColumn(
                name(Drawn::place),
                functions
                    .row_number()
                    .over(
                        Window.partitionBy(col(LatentRow::cohort))
                            .orderBy(
                                functions.xxhash64(
                                    cols(LatentRow::identity, LatentRow::clip, LatentRow::frame)),
                                col(LatentRow::identity),
                                col(LatentRow::clip),
                                col(LatentRow::frame))))
            .where(col(Drawn::place).leq(SAMPLE))
            .orderBy(cols(Drawn::cohort, Drawn::place));
    String cohort = null;
    List<float[]> offsets = new ArrayList<>();
    Iterator<Drawn> it = RowCodec.of(Drawn.class).iterate(sample);
    while (it.hasNext()) {
      Drawn drawn = it.next();
      if (!drawn.cohort().equals(cohort)) {
        if (cohort != null) {
          planes.put(cohort, Plane.of(offsets));
        }
        cohort = drawn.cohort();
        offsets.clear();
      }
      offsets.add(drawn.offset());
    }
    planes.put(cohort, Plane.of(offsets));
    return planes;
  }
}
