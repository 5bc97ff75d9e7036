package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.Plans;
import io.reenact.unit.UnitState;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Mends what {@link Verification} finds, working from what is missing: damaged files of tables are
 * set aside and the rows that the tables then lack are published again from the units that wrote
 * them; the record of a unit whose files are damaged is removed, so that the next run of its stage
 * does the unit again. Nothing else is removed.
 */
public final class Repair {
  private final SparkSession spark;
  private final Workspace workspace;
  private final UnitStore units;
  private final PublishedFiles.Damage damage;
  private final Map<String, List<UnitKey>> broken = new TreeMap<>();

  private Repair(SparkSession spark, Workspace workspace, PublishedFiles.Damage damage)
      throws IOException {
    this.spark = spark;
    this.workspace = workspace;
    this.units = new UnitStore(workspace, spark.sparkContext().hadoopConfiguration());
    this.damage = damage;
  }

  /** Finds out what there is to do; changes nothing. */
  public static Repair find(SparkSession spark, Workspace workspace) throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    Store store = workspace.store(conf);
    Repair repair =
        new Repair(spark, workspace, new PublishedFiles(workspace, store).damage(spark));
    for (String stage : repair.units.stages()) {
      List<UnitKey> lost = Verification.broken(spark, workspace, stage, repair.units.keys(stage));
      if (!lost.isEmpty()) {
        repair.broken.put(stage, lost);
      }
    }
    return repair;
  }

  /** What will be done, a line each. That rows are published which tables lack goes without. */
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    damage.gone().forEach(f -> steps.add(f + " is gone: publish its rows again from their units"));
    damage
        .changed()
        .forEach(
            f ->
                steps.add(
                    f + " was changed: set it aside and publish its rows again from their units"));
    damage.unknown().forEach(f -> steps.add(f + " was not published by this job: set it aside"));
    broken.forEach(
        (stage, keys) ->
            keys.forEach(
                k ->
                    steps.add(
                        "unit "
                            + k
                            + " of stage "
                            + stage
                            + " has damaged files: remove its record, so that the next run of the"
                            + " stage does it again")));
    return steps;
  }

  /** The stages to run again afterwards. */
  public Set<String> stages() {
    return broken.keySet();
  }

  /**
   * Does it.
   *
   * @return rows that were published, by table
   * @throws UserError if the workspace holds no units, only tables
   */
  public Map<Table, Long> mend() throws IOException {
    if (units.stages().isEmpty()) {
      throw new UserError(
          "workspace "
              + workspace.root()
              + " has only tables, no units to publish them from again; copy its folder _units, too");
    }
    for (Map.Entry<String, List<UnitKey>> stage : broken.entrySet()) {
      for (UnitKey key : stage.getValue()) {
        units.forget(stage.getKey(), key);
      }
    }
    return new Publisher(spark, workspace).repair(damage, attempts());
  }

  /** All ended attempts by stage: those of the stage's last plan last, else the newest last. */
  private List<Packed> attempts() throws IOException {
    record Ranked(boolean planned, String started, Packed packed) {}
    List<Ranked> all = new ArrayList<>();
    for (String stage : units.stages()) {
      Set<String> planned = new HashSet<>();
      Plans.read(workspace, units.store(), stage).forEach(p -> planned.add(p.unit()));
      for (UnitKey key : units.keys(stage)) {
        UnitState state = units.state(stage, key);
        List<Attempt> ended = new ArrayList<>(state.errors());
        state.commit().ifPresent(ended::add);
        ended.forEach(
            a -> all.add(new Ranked(planned.contains(a.unit()), a.started(), Packed.of(a))));
      }
    }
    all.sort(Comparator.comparing(Ranked::planned).thenComparing(Ranked::started));
    return all.stream().map(Ranked::packed).toList();
  }
}
