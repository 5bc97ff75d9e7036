package io.reenact.publish;

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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Removes for good what a workspace holds of clips that are gone: their rows and units, the cohorts
 * that were tuned with them ({@link GoneData}), and what was rendered from either and measured.
 * First go files and units, then rows: whoever is interrupted calls again and finds the same.
 *
 * @param clips labels of the clips
 * @param units that go
 */
public record Removal(List<String> clips, List<Unit> units) {
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
        gone.clips().collectAsList().stream()
            .map(r -> r.getString(0) + "/" + r.getString(1))
            .sorted()
            .toList();
    if (labels.isEmpty()) {
      return new Removal(List.of(), List.of());
    }
    Dataset<Row> persons =
        Tables.orEmpty(spark, workspace, Table.PERSONS)
            .where(gone.stale())
            .select("identity", "cohort", Table.UNIT)
            .localCheckpoint();
    Dataset<Row> renders = renders(spark, workspace, gone, persons).localCheckpoint();
    Dataset<Row> measured =
        Tables.orEmpty(spark, workspace, Table.METRICS)
            .join(renders.select(functions.col("render_id").as("item")), "item")
            .select(Table.UNIT);
    Set<String> keys = new HashSet<>(gone.units());
    String[] clip = {"identity", "clip"};
    Dataset<Row> seen =
        Tables.orEmpty(spark, workspace, Table.CLIPS)
            .select("identity", "clip", Table.UNIT)
            .unionByName(
                Tables.orEmpty(spark, workspace, Table.TRACKS)
                    .select("identity", "clip", Table.UNIT))
            .join(gone.clips(), clip, "left_semi");
    for (Dataset<Row> rows : List.of(seen, persons, renders, measured)) {
      rows.select(Table.UNIT).distinct().collectAsList().forEach(r -> keys.add(r.getString(0)));
    }
    Set<String> ofClips = Set.copyOf(labels);
    Set<String> made = new HashSet<>();
    renders
        .select("source", "driver", "driver_clip")
        .collectAsList()
        .forEach(
            r -> made.add(r.getString(0) + " by " + r.getString(1) + "/" + r.getString(2) + ", "));
    Set<Unit> units = new LinkedHashSet<>();
    for (Row r :
        Tables.orEmpty(spark, workspace, Table.RUNS)
            .select("stage", Table.UNIT, "label")
            .distinct()
            .orderBy("stage", Table.UNIT)
            .collectAsList()) {
      String stage = r.getString(0);
      String label = r.getString(2);
      boolean ofClip = (stage.equals("index") || stage.equals("track")) && ofClips.contains(label);
      // Pieces of long renders have no row but in runs.
      int part = label.lastIndexOf(", part ");
      boolean piece =
          stage.equals("reenact") && part >= 0 && made.contains(label.substring(0, part + 2));
      if (ofClip || piece || keys.contains(r.getString(1))) {
        units.add(new Unit(stage, r.getString(1)));
      }
    }
    return new Removal(labels, List.copyOf(units));
  }

  private static Dataset<Row> renders(
      SparkSession spark, Workspace workspace, GoneData gone, Dataset<Row> persons) {
    Dataset<Row> all =
        Tables.orEmpty(spark, workspace, Table.RENDERS)
            .select("render_id", "cohort", "source", "driver", "driver_clip", Table.UNIT);
    Dataset<Row> driven =
        gone.clips()
            .select(
                functions.col("identity").as("driver"), functions.col("clip").as("driver_clip"));
    Dataset<Row> sources =
        persons.select(functions.col("identity").as("source"), functions.col("cohort")).distinct();
    String[] clip = {"driver", "driver_clip"};
    String[] person = {"source", "cohort"};
    return all.join(driven, clip, "left_semi")
        .unionByName(all.join(sources, person, "left_semi"))
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
