package io.reenact.report;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.row.ClipRow;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The corpus: people, their clips, and how many frames of each can be learnt from, or why not. */
final class PeoplePages {
  static final String KIND = "people";

  private static final int EACH = 100;

  /** Frames of a clip of one fate. */
  private record Fate(String identity, String clip, String why, Long frames) {}

  /**
   * A clip and what became of its frames.
   *
   * @param row the clip's
   * @param reasons JSON: counts by reason, those of usable frames under the empty one; null if it
   *     was not tracked
   */
  private record Shown(ClipRow row, String reasons) {}

  private final SparkSession spark;
  private final Workspace workspace;
  private long people;
  private long clips;
  private long tracked;
  private long usable;

  PeoplePages(SparkSession spark, Workspace workspace) {
    this.spark = spark;
    this.workspace = workspace;
  }

  long people() {
    return people;
  }

  long clips() {
    return clips;
  }

  /** Frames that were tracked. */
  long tracked() {
    return tracked;
  }

  /** Of these, frames that can be learnt from. */
  long usable() {
    return usable;
  }

  private Dataset<Row> all() {
    Column why =
        when(col(TrackRow::usable), "")
            .otherwise(coalesce(col(TrackRow::reason), lit("of no stated reason")));
    Dataset<Row> counted =
        Tables.orEmpty(spark, workspace, Table.TRACKS)
            .groupBy(col(TrackRow::identity), col(TrackRow::clip), why.as(name(Fate::why)))
            .agg(count(lit(1)).as(name(Fate::frames)))
            .groupBy(cols(Fate::identity, Fate::clip))
            .agg(
                to_json(map_from_entries(collect_list(struct(col(Fate::why), col(Fate::frames)))))
                    .as(name(Shown::reasons)));
    return Tables.orEmpty(spark, workspace, Table.CLIPS)
        .where(col(ClipRow::status).notEqual(ClipRow.GONE))
        .join(counted, names(ClipRow::identity, ClipRow::clip), "left")
        .orderBy(cols(ClipRow::identity, ClipRow::clip));
  }

  /**
   * Writes the pages.
   *
   * @return how many
   */
  int write(ReportFolder folder) throws IOException {
    Pages pages = new Pages(folder, KIND, EACH);
    Iterator<Shown> it = RowCodec.of(Shown.class).iterate(all());
    String name = null;
    List<Object> theirs = new ArrayList<>();
    while (it.hasNext()) {
      Shown shown = it.next();
      ClipRow clip = shown.row();
      if (!clip.identity().equals(name)) {
        end(pages, name, theirs);
        theirs = new ArrayList<>();
        name = clip.identity();
      }
      theirs.add(item(clip, shown.reasons()));
    }
    end(pages, name, theirs);
    return pages.finish();
  }

  private void end(Pages pages, String name, List<Object> theirs) throws IOException {
    if (name != null) {
      people++;
      pages.add(Map.of("name", Names.printable(name), "clips", theirs));
    }
  }

  private Map<String, Object> item(ClipRow c, String reasons) throws IOException {
    clips++;
    Map<String, Long> why = new TreeMap<>();
    long good = 0;
    long frames = 0;
    if (reasons != null) {
      for (Map.Entry<String, JsonNode> e : Json.mapper().readTree(reasons).properties()) {
        long n = e.getValue().asLong();
        frames += n;
        if (e.getKey().isEmpty()) {
          good = n;
        } else {
          why.put(Names.printable(e.getKey()), n);
        }
      }
    }
    tracked += frames;
    usable += good;
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("clip", Names.printable(c.clip()));
    item.put("status", c.status());
    item.put("error", c.error() == null ? null : Names.printable(c.error()));
    item.put(
        "notes", c.notes() == null ? List.of() : c.notes().stream().map(Names::printable).toList());
    item.put("seconds", c.seconds());
    item.put("width", c.width());
    item.put("height", c.height());
    item.put("frames", frames);
    item.put("usable", good);
    item.put("reasons", why);
    return item;
  }
}
