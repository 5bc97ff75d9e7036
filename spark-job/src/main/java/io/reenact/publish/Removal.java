package io.reenact.publish;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;
import static io.reenact.row.Columns.unit;

import io.reenact.row.ClipRow;
import io.reenact.row.MetricRow;
import io.reenact.row.MotionRow;
import io.reenact.row.PersonRow;
import io.reenact.row.RenderRow;
import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.row.TrackRow;
import io.reenact.table.GoneData;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Removes for good what a workspace holds of clips that are gone: their rows and units, the cohorts
 * that were tuned with them ({@link GoneData}), and what was rendered from either and measured.
 * First go files and units, then rows: whoever is interrupted calls again and finds the same.
 *
 * @param clips labels of the clips
 * @param units that go
 */
public record Removal(List<String> clips, List<Unit> units) {
  private static final Column UNIT = unit();

  /** Stages that have a unit a clip. */
  private static final Set<String> OF_CLIPS = Set.of(ClipRow.STAGE, TrackRow.STAGE);

  private record Seen(String identity, String clip) {
    String label() {
      return identity + "/" + clip;
    }
  }

  private record Made(String source, String driver, String driverClip) {
    String label() {
      return source + " by " + driver + "/" + driverClip;
    }
  }

  private record Run(String stage, String unit, String label) {}

  /** A unit of work. */
  record Unit(String stage, String key) {}

  /**
   * What went.
   *
   * @param clips that were gone
   * @param units that were removed
   * @param rows of all tables
   * @param files under {@code files/}
   */
  public record Done(int clips, int units, long rows, int files) {}

  /** Looks for the data of clips that are gone. */
  public static Removal find(SparkSession spark, Workspace workspace) {
    GoneData gone = GoneData.of(spark, workspace);
    List<String> labels =
        RowCodec.of(Seen.class).list(gone.clips()).stream().map(Seen::label).sorted().toList();
    if (labels.isEmpty()) {
      return new Removal(List.of(), List.of());
    }
    Dataset<Row> persons =
        Tables.orEmpty(spark, workspace, Table.PERSONS)
            .where(gone.stale())
            .select(col(PersonRow::identity), col(PersonRow::cohort), UNIT)
            .localCheckpoint();
    Dataset<Row> renders = renders(spark, workspace, gone, persons).localCheckpoint();
    Dataset<Row> measured =
        Tables.orEmpty(spark, workspace, Table.METRICS)
            .join(
                renders.select(col(RenderRow::renderId).as(name(MetricRow::item))),
                name(MetricRow::item))
            .select(UNIT);
    Set<String> keys = new HashSet<>(gone.units());
    Dataset<Row> seen =
        Tables.orEmpty(spark, workspace, Table.CLIPS)
            .select(col(ClipRow::identity), col(ClipRow::clip), UNIT)
            .unionByName(
                Tables.orEmpty(spark, workspace, Table.TRACKS)
                    .select(col(TrackRow::identity), col(TrackRow::clip), UNIT))
            .unionByName(
                Tables.orEmpty(spark, workspace, Table.MOTION)
                    .select(col(MotionRow::identity), col(MotionRow::clip), UNIT))
            .join(gone.clips(), names(ClipRow::identity, ClipRow::clip), "left_semi");
    Dataset<Row> read =
        Tables.orEmpty(spark, workspace, Table.MOTION)
            .select(
                col(MotionRow::identity), col(MotionRow::origin).as(name(PersonRow::cohort)), UNIT)
            .join(persons.drop(UNIT), names(PersonRow::identity, PersonRow::cohort), "left_semi");
    for (Dataset<Row> rows : List.of(seen, read, persons, renders, measured)) {
      keys.addAll(rows.select(UNIT).distinct().as(Encoders.STRING()).collectAsList());
    }
    Set<String> ofClips = Set.copyOf(labels);
    Set<String> made = new HashSet<>();
    RowCodec.of(Made.class).list(renders).forEach(r -> made.add(r.label()));
    Set<Unit> units = new LinkedHashSet<>();
    for (Run r :
        RowCodec.of(Run.class)
            .list(
                RowCodec.of(Run.class)
                    .select(Tables.orEmpty(spark, workspace, Table.RUNS))
                    .distinct()
                    .orderBy(col(RunRow::stage), UNIT))) {
      boolean ofClip = OF_CLIPS.contains(r.stage()) && ofClips.contains(r.label());
      // Pieces of long renders have no row but in runs.
      int part = r.label().lastIndexOf(", part ");
      boolean piece =
          r.stage().equals(RenderRow.STAGE)
              && part >= 0
              && made.contains(r.label().substring(0, part));
      if (ofClip || piece || keys.contains(r.unit())) {
        units.add(new Unit(r.stage(), r.unit()));
      }
    }
    return new Removal(labels, List.copyOf(units));
  }

  private static Dataset<Row> renders(
      SparkSession spark, Workspace workspace, GoneData gone, Dataset<Row> persons) {
    Dataset<Row> all =
        Tables.orEmpty(spark, workspace, Table.RENDERS)
            .select(
                col(RenderRow::renderId),
                col(RenderRow::cohort),
                col(RenderRow::source),
                col(RenderRow::driver),
                col(RenderRow::driverClip),
                UNIT);
    Dataset<Row> driven =
        gone.clips()
            .select(
                col(ClipRow::identity).as(name(RenderRow::driver)),
                col(ClipRow::clip).as(name(RenderRow::driverClip)));
    Dataset<Row> sources =
        persons
            .select(
                col(PersonRow::identity).as(name(RenderRow::source)),
                col(PersonRow::cohort).as(name(RenderRow::cohort)))
            .distinct();
    return all.join(driven, names(RenderRow::driver, RenderRow::driverClip), "left_semi")
        .unionByName(all.join(sources, names(RenderRow::source, RenderRow::cohort), "left_semi"))
        .distinct();
  }

  /** Removes it. */
  public Done remove(SparkSession spark, Workspace workspace, Configuration conf)
      throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    Set<String> results = new HashSet<>();
    for (Unit unit : units) {
      store
          .committed(unit.stage(), new UnitKey(unit.key()))
          .ifPresent(
              c ->
                  c.files().stream()
                      .filter(f -> f.table() == null)
                      .forEach(f -> results.add(f.path())));
    }
    for (Unit unit : units) {
      store.store().delete(workspace.unit(unit.stage(), new UnitKey(unit.key())));
    }
    // Equal results share a file: one that another unit names stays.
    List<String> orphans =
        new ArrayList<>(Vacuum.find(workspace, conf, Duration.ZERO, Long.MAX_VALUE).paths());
    orphans.removeIf(
        path ->
            path.endsWith("/")
                ? results.stream().noneMatch(r -> r.startsWith(path))
                : !results.contains(path));
    for (String path : orphans) {
      store.store().delete(new Path(workspace.root(), path.replaceAll("/$", "")));
    }
    long rows = 0;
    if (!units.isEmpty()) {
      rows =
          new Publisher(spark, workspace)
              .withdraw(units.stream().map(Unit::key).distinct().toList()).values().stream()
                  .mapToLong(Long::longValue)
                  .sum();
    }
    return new Done(clips.size(), units.size(), rows, orphans.size());
  }
}
