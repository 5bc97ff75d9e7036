package io.reenact.stage;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;
import static io.reenact.row.Columns.unit;

import io.reenact.plan.Clip;
import io.reenact.plan.TrackedClip;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.runner.StageContext;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The tracked clips of a workspace. */
public final class TrackedClips {
  private record Found(ClipRow clip, int usableFrames, double lastSeconds, String unit) {}

  private TrackedClips() {}

  /** All that can be used, by identity, in name order. */
  public static Map<String, List<TrackedClip>> all(StageContext context) {
    Dataset<Row> tracks =
        context
            .table(Table.TRACKS)
            .groupBy(col(TrackRow::identity), col(TrackRow::clip), unit())
            .agg(
                functions.count_if(col(TrackRow::usable)).as(name(Found::usableFrames)),
                functions
                    .max(col(TrackRow::ptsUs))
                    .minus(functions.min(col(TrackRow::ptsUs)))
                    .divide(1e6)
                    .as(name(Found::lastSeconds)));
    Dataset<Row> joined =
        context
            .table(Table.CLIPS)
            .where(col(ClipRow::status).equalTo(ClipRow.OK))
            .drop(Table.UNIT)
            .join(tracks, names(TrackRow::identity, TrackRow::clip))
            .orderBy(cols(ClipRow::identity, ClipRow::clip));
    Map<String, List<TrackedClip>> clips = new LinkedHashMap<>();
    for (Found f : RowCodec.of(Found.class).list(joined)) {
      clips
          .computeIfAbsent(f.clip().identity(), k -> new ArrayList<>())
          .add(
              new TrackedClip(
                  Clip.of(f.clip()),
                  f.clip().checksum(),
                  f.clip().frames(),
                  f.usableFrames(),
                  f.lastSeconds(),
                  f.clip().audio(),
                  f.unit()));
    }
    return clips;
  }
}
