package io.reenact.publish;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.unit;

import io.reenact.error.UserError;
import io.reenact.row.RowCodec;
import io.reenact.row.RunRow;
import io.reenact.row.SettingRow;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.table.WorkspacePath;
import io.reenact.text.Names;
import io.reenact.unit.Attempt;
import io.reenact.unit.UnitFile;
import io.reenact.unit.UnitStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads again the published tables and all that they refer to: every file of a table must be what
 * was published, every unit that a row names must be committed, every file of its record must be
 * there with its length and SHA-256, the tables must hold as many rows of it as it wrote or, where
 * another unit replaced some, fewer; no unit's rows may be there twice; and no row may name a file
 * that no record knows.
 *
 * @param units that were checked
 * @param files that were read whole
 * @param bytes of those
 * @param problems a line each; empty if all is well
 */
public record Verification(long units, long files, long bytes, List<String> problems) {
  /** Without a record that can be read, nothing tells how many rows the unit wrote. */
  private record Checked(
      boolean recorded, long files, long bytes, Map<String, Long> rows, List<String> problems)
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
  }

  private record Named(String stage, String unit) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
  }

  private record Counted(String unit, long rows) {}

  /** Checks a workspace; the reading is spread over the executors. */
  public static Verification of(SparkSession spark, Workspace workspace) throws IOException {
    List<String> problems = new ArrayList<>();
    if (Publisher.unfinished(workspace, spark.sparkContext().hadoopConfiguration())) {
      problems.add(
          "a publication was cut short, so tables may lack rows: run ./submit.sh repair, or the"
              + " last command again, which finishes it");
    }
    Map<String, String> stages = new HashMap<>();
    try {
      RowCodec.of(Named.class)
          .list(
              Tables.orEmpty(spark, workspace, Table.RUNS)
                  .where(col(RunRow::status).notEqual(Attempt.FAILED))
                  .select(col(RunRow::stage), unit())
                  .distinct())
          .forEach(row -> stages.put(row.unit(), row.stage()));
    } catch (Exception e) {
      // Spark throws checked exceptions that its methods don't declare.
      return new Verification(0, 0, 0, List.of(unreadable(Table.RUNS, e)));
    }
    Map<Table, Map<String, Long>> rows = rows(spark, workspace, problems);
    // The driver's own units, which no row of runs tells of.
    rows.getOrDefault(Table.SETTINGS, Map.of())
        .keySet()
        .forEach(unit -> stages.put(unit, SettingRow.STAGE));
    Set<String> named = new LinkedHashSet<>(stages.keySet());
    rows.values().forEach(counts -> named.addAll(counts.keySet()));
    List<Named> units = new ArrayList<>();
    for (String unit : named) {
      if (stages.containsKey(unit)) {
        units.add(new Named(stages.get(unit), unit));
      } else {
        // Its record may be gone as well: then only its stage can help.
        Table table =
            rows.keySet().stream().filter(t -> rows.get(t).containsKey(unit)).findFirst().get();
        problems.add(
            "unit "
                + unit
                + " has rows in "
                + table.folder()
                + " but none in runs; run ./submit.sh repair, then the stage "
                + table.madeBy()
                + " again");
      }
    }
    Map<String, Checked> checked = check(spark, workspace, units);
    long files = 0;
    long bytes = 0;
    for (Map.Entry<String, Checked> entry : checked.entrySet()) {
      files += entry.getValue().files();
      bytes += entry.getValue().bytes();
      problems.addAll(entry.getValue().problems());
      if (entry.getValue().recorded()) {
        compare(entry.getKey(), entry.getValue(), rows, problems);
      }
    }
    references(spark, workspace, rows.keySet(), problems);
    Store store = workspace.store(spark.sparkContext().hadoopConfiguration());
    files += new PublishedFiles(workspace, store).verify(spark, problems);
    return new Verification(units.size(), files, bytes, List.copyOf(problems));
  }

  private static Map<Table, Map<String, Long>> rows(
      SparkSession spark, Workspace workspace, List<String> problems) {
    Map<Table, Map<String, Long>> all = new HashMap<>();
    for (Table table : Table.values()) {
      if (table == Table.RUNS) {
        continue;
      }
      try {
        Map<String, Long> counts = new HashMap<>();
        RowCodec.of(Counted.class)
            .list(
                Tables.orEmpty(spark, workspace, table)
                    .groupBy(unit())
                    .agg(functions.count(functions.lit(1)).as(name(Counted::rows))))
            .forEach(r -> counts.put(r.unit(), r.rows()));
        // Counting reads little of a file; a damaged page shows only when it is decoded.
        Tables.orEmpty(spark, workspace, table).write().format("noop").mode("overwrite").save();
        all.put(table, counts);
      } catch (Exception e) {
        // Spark throws checked exceptions that its methods don't declare.
        problems.add(unreadable(table, e));
      }
    }
    return all;
  }

  private static String unreadable(Table table, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "table "
        + table.folder()
        + " can't be read: "
        + String.valueOf(root.getMessage()).lines().findFirst().orElse("")
        + "; run ./submit.sh repair, which mends the table";
  }

  private static Map<String, Checked> check(
      SparkSession spark, Workspace workspace, List<Named> units) {
    if (units.isEmpty()) {
      return Map.of();
    }
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    Map<String, Checked> checked = new HashMap<>();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(units, Math.max(1, Math.min(units.size() / 4, 1_000)))
        .mapToPair(u -> new scala.Tuple2<>(u.unit(), check(workspace, u, conf.value())))
        .collect()
        .forEach(t -> checked.put(t._1(), t._2()));
    return checked;
  }

  private static Checked check(Workspace workspace, Named unit, Configuration conf)
      throws IOException {
    UnitStore store = new UnitStore(workspace, conf);
    List<String> problems = new ArrayList<>();
    Map<String, Long> rows = new HashMap<>();
    long files = 0;
    long bytes = 0;
    Optional<Attempt> commit;
    try {
      commit = store.committed(unit.stage(), new UnitKey(unit.unit()));
    } catch (UserError e) {
      return new Checked(false, 0, 0, rows, List.of(e.getMessage()));
    }
    if (commit.isEmpty()) {
      problems.add(
          "unit "
              + unit.unit()
              + " of stage "
              + unit.stage()
              + " has no commit record; run the stage again");
    } else {
      for (UnitFile file : commit.get().files()) {
        files++;
        bytes += file.bytes();
        if (file.table() != null) {
          rows.merge(file.table(), file.rows(), Long::sum);
        }
        check(workspace, store.store(), commit.get(), file).ifPresent(problems::add);
      }
    }
    return new Checked(commit.isPresent(), files, bytes, rows, problems);
  }

  private static Optional<String> check(
      Workspace workspace, Store store, Attempt attempt, UnitFile file) {
    String who = file.path() + " of " + attempt.stage() + " " + Names.printable(attempt.label());
    try {
      return store.sha256(workspace.resolve(file.path())).equals(file.sha256())
          ? Optional.empty()
          : Optional.of(who + " was changed: " + advice(attempt));
    } catch (FileNotFoundException e) {
      return Optional.of(who + " is gone: " + advice(attempt));
    } catch (IOException | UserError e) {
      return Optional.of(who + " can't be read: " + e.getMessage());
    }
  }

  private static String advice(Attempt attempt) {
    boolean settings = attempt.stage().equals(SettingRow.STAGE);
    return "run ./submit.sh repair, then the "
        + (settings ? "last stage" : "stage " + attempt.stage())
        + " again";
  }

  /** The units of a stage that have a record, but not all the files of it as they were. */
  static List<UnitKey> broken(
      SparkSession spark, Workspace workspace, String stage, List<UnitKey> keys)
      throws IOException {
    UnitStore store = new UnitStore(workspace, spark.sparkContext().hadoopConfiguration());
    List<Named> units = new ArrayList<>();
    for (UnitKey key : keys) {
      if (store.committed(stage, key).isPresent()) {
        units.add(new Named(stage, key.hex()));
      }
    }
    Map<String, Checked> checked = check(spark, workspace, units);
    return keys.stream()
        .filter(k -> checked.containsKey(k.hex()) && !checked.get(k.hex()).problems().isEmpty())
        .toList();
  }

  private static void compare(
      String unit, Checked wrote, Map<Table, Map<String, Long>> rows, List<String> problems) {
    for (Map.Entry<Table, Map<String, Long>> table : rows.entrySet()) {
      long there = table.getValue().getOrDefault(unit, 0L);
      long expected = wrote.rows().getOrDefault(table.getKey().folder(), 0L);
      if (there > expected) {
        problems.add(
            "table "
                + table.getKey().folder()
                + " has "
                + there
                + " rows of unit "
                + unit
                + ", which wrote "
                + expected
                + "; run ./submit.sh repair");
      }
    }
  }

  /** Files that rows name by themselves. */
  private static void references(
      SparkSession spark, Workspace workspace, Set<Table> readable, List<String> problems)
      throws IOException {
    Store store = workspace.store(spark.sparkContext().hadoopConfiguration());
    for (Table table : readable) {
      for (String column : table.files()) {
        for (String named :
            Tables.orEmpty(spark, workspace, table)
                .select(functions.col(column))
                .distinct()
                .na()
                .drop()
                .as(Encoders.STRING())
                .collectAsList()) {
          try {
            WorkspacePath.check(named);
          } catch (UserError e) {
            problems.add("table " + table.folder() + ": " + e.getMessage());
            continue;
          }
          if (!store.exists(workspace.resolve(named))) {
            problems.add(
                "table "
                    + table.folder()
                    + " names "
                    + named
                    + ", which is gone; run ./submit.sh repair, then its stage again");
          }
        }
      }
    }
  }
}
