package io.reenact.table;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.cols;
import static io.reenact.row.Columns.names;
import static io.reenact.row.Columns.unit;

import io.reenact.row.ClipRow;
import io.reenact.row.PersonRow;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What was computed from clips that are gone: their tracks, and every cohort that was tuned with
 * one of them, since its weights and anchors remember it. Of people tuned with a frozen hub, each
 * stands for themselves, but all of them fall with the hub.
 *
 * @param clips identity and clip of those that are gone
 * @param units of the stage invert that read one of them
 * @param cohorts whose first unit did
 */
public record GoneData(Dataset<Row> clips, Set<String> units, Set<String> cohorts) {
  /** How much of the key of its first unit a cohort is called by. */
  public static final int COHORT_NAME = 12;

  /** Reads what is gone from a workspace; the tables need not be there. */
  public static GoneData of(SparkSession spark, Workspace workspace) {
    Dataset<Row> clips =
        Tables.orEmpty(spark, workspace, Table.CLIPS)
            .where(col(ClipRow::status).equalTo(ClipRow.GONE))
            .select(cols(ClipRow::identity, ClipRow::clip))
            .distinct();
    Set<String> units = new HashSet<>();
    Set<String> cohorts = new HashSet<>();
    if (!clips.isEmpty()) {
      List<String> found =
          Tables.orEmpty(spark, workspace, Table.LATENTS)
              .join(clips, names(ClipRow::identity, ClipRow::clip), "left_semi")
              .select(unit())
              .union(
                  Tables.orEmpty(spark, workspace, Table.ENCODINGS)
                      .join(clips, names(ClipRow::identity, ClipRow::clip), "left_semi")
                      .select(unit()))
              .distinct()
              .as(Encoders.STRING())
              .collectAsList();
      for (String unit : found) {
        units.add(unit);
        cohorts.add(unit.substring(0, Math.min(COHORT_NAME, unit.length())));
      }
    }
    return new GoneData(clips, Set.copyOf(units), Set.copyOf(cohorts));
  }

  /** True of rows of latents and persons that are of no use any more. */
  public Column stale() {
    return unit().isin(units.toArray()).or(col(PersonRow::cohort).isin(cohorts.toArray()));
  }

  /** The rows of a table of tracks, latents or persons that still count. */
  public Dataset<Row> living(Dataset<Row> rows, Table table) {
    return table == Table.TRACKS
        ? rows.join(clips, names(ClipRow::identity, ClipRow::clip), "left_anti")
        : units.isEmpty() ? rows : rows.where(functions.not(stale()));
  }
}
