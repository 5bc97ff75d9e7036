package io.reenact.runner;

import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Finds which units of a plan have ended. On an object store one look-up takes tens of
 * milliseconds: the driver makes many side by side, and of a great plan the executors make them.
 */
final class Commits {
  /** From how many units on. */
  static final int GREAT = 10_000;

  private static final int KEYS_A_TASK = 1_000;

  private Commits() {}

  /**
   * The commits of those units that have one, by key.
   *
   * @param great the number of units from which on the stage's folder is listed before, since most
   *     of a great plan may not have been begun, and executors look up
   */
  static Map<String, Packed> find(
      SparkContext sc, UnitStore store, String stage, List<UnitKey> keys, int great)
      throws IOException {
    Map<String, Packed> found = new ConcurrentHashMap<>();
    List<UnitKey> known = keys;
    if (keys.size() >= great) {
      Set<UnitKey> begun = Set.copyOf(store.keys(stage));
      known = keys.stream().filter(begun::contains).toList();
    }
    if (known.size() < great) {
      read(store, stage, known).forEach(p -> found.put(p.unit(), p));
      return found;
    }
    Workspace workspace = store.workspace();
    SerializableConfiguration conf = new SerializableConfiguration(sc.hadoopConfiguration());
    sc.setJobDescription("reenact " + stage + ": looking up " + known.size() + " units");
    try {
      Jobs.run(
          JavaSparkContext.fromSparkContext(sc)
              .parallelize(known, (known.size() + KEYS_A_TASK - 1) / KEYS_A_TASK)
              .mapPartitions(part -> read(workspace, conf.value(), stage, part)),
          p -> found.put(p.unit(), p),
          task -> {});
    } finally {
      sc.setJobDescription(null);
    }
    return found;
  }

  private static Iterator<Packed> read(
      Workspace workspace, Configuration conf, String stage, Iterator<UnitKey> part)
      throws IOException {
    List<UnitKey> keys = new ArrayList<>();
    part.forEachRemaining(keys::add);
    return read(new UnitStore(workspace, conf), stage, keys).iterator();
  }

  private static Collection<Packed> read(UnitStore store, String stage, List<UnitKey> keys)
      throws IOException {
    Collection<Packed> found = new ConcurrentLinkedQueue<>();
    Parallel.forEach(
        keys, key -> store.committed(stage, key).ifPresent(a -> found.add(Packed.of(a))));
    return found;
  }
}
