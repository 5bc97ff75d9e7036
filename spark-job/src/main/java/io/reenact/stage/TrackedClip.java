package io.reenact.stage;

import io.reenact.plan.Clip;
import io.reenact.runner.StageContext;
import io.reenact.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A clip of the corpus that was tracked.
 *
 * @param clip where it is
 * @param checksum of its content
 * @param frames how many
 * @param unit of the stage track that holds its rows
 */
public record TrackedClip(Clip clip, String checksum, int frames, String unit) {
  /** All of the workspace, by identity, in name order. */
  public static Map<String, List<TrackedClip>> all(StageContext context) {
    Dataset<Row> tracks = context.table(Table.TRACKS).select("identity", "clip", "unit").distinct();
    Dataset<Row> joined =
        context
            .table(Table.CLIPS)
            .where("status = 'ok'")
            .drop("unit")
            .join(tracks, new String[] {"identity", "clip"})
            .select("identity", "clip", "uri", "start_s", "end_s", "checksum", "frames", "unit")
            .orderBy("identity", "clip");
    Map<String, List<TrackedClip>> clips = new LinkedHashMap<>();
    for (Row r : joined.collectAsList()) {
      Clip clip =
          new Clip(
              r.getString(0),
              r.getString(1),
              r.getString(2),
              r.isNullAt(3) ? null : (Double) r.getDouble(3),
              r.isNullAt(4) ? null : (Double) r.getDouble(4));
      clips
          .computeIfAbsent(clip.identity(), k -> new ArrayList<>())
          .add(new TrackedClip(clip, r.getString(5), r.getInt(6), r.getString(7)));
    }
    return clips;
  }
}
