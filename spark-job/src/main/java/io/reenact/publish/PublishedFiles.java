package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Records;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.Workspace;
import io.reenact.table.WorkspacePath;
import io.reenact.text.Json;
import io.reenact.unit.UnitFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * What the files of the tables were when they were published: one small record a file under {@code
 * _published/<table>/}, written before the file is moved to its table. A table's rows can be made
 * again from the units, so the remedy for any damage is the same.
 */
public final class PublishedFiles {
  private static final String REMEDY = "delete that file and run ./submit.sh repair";
  private static final String RECORD = ".json";

  private final Workspace workspace;
  private final Store store;

  PublishedFiles(Workspace workspace, Store store) {
    this.workspace = workspace;
    this.store = store;
  }

  /** A published file: path relative to the workspace, SHA-256. */
  record Known(String path, String sha256) {
    Known {
      if (!WorkspacePath.isTableFile(path)) {
        throw new UserError(path + " is no file of a table");
      }
      UnitFile.checkHash(sha256);
    }
  }

  /** Says what a file is that is about to be published. */
  void add(Intent.Move move) throws IOException {
    store.writeAtomic(record(move.to()), Json.bytes(new Known(move.to(), move.sha256())));
  }

  /** Forgets a file that is published no more. */
  void remove(String path) throws IOException {
    store.delete(record(path));
  }

  /** Forgets all files of a table, of which none is there. */
  void clear(Table table) throws IOException {
    store.delete(folder(table));
  }

  private Path folder(Table table) {
    return new Path(workspace.published(), table.folder());
  }

  /** Where it is said what a file was. */
  Path record(String path) {
    return new Path(workspace.published(), path + RECORD);
  }

  /** SHA-256 of files by their path, read on the executors; null for one that is not there. */
  static Map<String, String> hashes(SparkSession spark, Workspace workspace, List<String> paths) {
    Map<String, String> hashes = new HashMap<>();
    if (!paths.isEmpty()) {
      SerializableConfiguration conf =
          new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
      JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(paths, Math.min(paths.size(), 1_000))
          .map(
              path -> {
                Store store = workspace.store(conf.value());
                return new Tuple2<>(path, hash(store, workspace, path));
              })
          .collect()
          .forEach(t -> hashes.put(t._1(), t._2()));
    }
    return hashes;
  }

  private static String hash(Store store, Workspace workspace, String path) throws IOException {
    try {
      return store.sha256(workspace.resolve(path));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * Hashes all published files again.
   *
   * @param problems receives a line for each that is changed, gone, or unknown
   * @return how many were read
   */
  int verify(SparkSession spark, List<String> problems) throws IOException {
    Damage damage = damage(spark);
    damage.gone().forEach(path -> problems.add(problem(path, "is gone")));
    damage
        .changed()
        .forEach(path -> problems.add(problem(path, "was changed after it was published")));
    damage.unknown().forEach(path -> problems.add(problem(path, "was not published by this job")));
    return damage.read();
  }

  /**
   * What is not as it was published.
   *
   * @param gone files that were published
   * @param changed files that are not as they were published
   * @param unknown files that were not published
   * @param read how many were read whole
   */
  record Damage(List<String> gone, List<String> changed, List<String> unknown, int read) {}

  /** Whether files of the table are gone that were published. */
  boolean lacks(Table table) throws IOException {
    Set<String> there = new HashSet<>();
    store.list(workspace.table(table)).forEach(f -> there.add(f.getPath().getName() + RECORD));
    return store.list(folder(table)).stream()
        .map(f -> f.getPath().getName())
        .anyMatch(n -> !n.startsWith(".") && !there.contains(n));
  }

  /** Reads all published files. */
  Damage damage(SparkSession spark) throws IOException {
    List<String> gone = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    Map<String, String> known = new HashMap<>();
    Set<String> there = new HashSet<>();
    for (Table table : Table.values()) {
      for (FileStatus file : store.list(folder(table))) {
        if (!file.getPath().getName().startsWith(".")) {
          Known k = Records.read(store.read(file.getPath()), Known.class, file.getPath(), REMEDY);
          known.put(k.path(), k.sha256());
        }
      }
      for (FileStatus file : store.list(workspace.table(table))) {
        if (file.getPath().getName().endsWith(".parquet")) {
          there.add(workspace.relative(store.qualify(file.getPath())));
        }
      }
    }
    Map<String, String> now =
        hashes(spark, workspace, known.keySet().stream().filter(there::contains).toList());
    for (Map.Entry<String, String> file : known.entrySet()) {
      if (!there.contains(file.getKey())) {
        gone.add(file.getKey());
      } else if (!file.getValue().equals(now.get(file.getKey()))) {
        changed.add(file.getKey());
      }
    }
    List<String> unknown = new ArrayList<>(there);
    unknown.removeAll(known.keySet());
    return new Damage(sorted(gone), sorted(changed), sorted(unknown), now.size());
  }

  private static List<String> sorted(List<String> paths) {
    return paths.stream().sorted().toList();
  }

  private static String problem(String path, String what) {
    return "table file " + path + " " + what + ": run ./submit.sh repair, which mends the table";
  }
}
