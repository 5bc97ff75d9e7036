package io.reenact.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Packs units into tasks: longest processing time first (Graham 1969: at most 4/3 of the best
 * makespan), and units that share something costly to load in one task.
 */
public final class Packer {
  private Packer() {}

  /**
   * @param units what to pack
   * @param cost predicted, positive
   * @param affinity units of equal, non-null affinity go together as far as balance allows
   * @param slots how many tasks run at a time
   * @param maxTasks the most tasks to make
   * @return tasks, the costliest first; in each, units in the order in which to run them
   */
  public static <T> List<List<T>> pack(
      List<T> units,
      ToDoubleFunction<T> cost,
      Function<T, String> affinity,
      int slots,
      int maxTasks) {
    if (units.isEmpty()) {
      return List.of();
    }
    double total = units.stream().mapToDouble(cost).sum();
    List<Load<T>> chunks = chunks(units, cost, affinity, total / Math.max(1, slots));
    int bins = Math.min(chunks.size(), Math.max(1, maxTasks));
    PriorityQueue<Load<T>> loads =
        new PriorityQueue<>(
            Comparator.<Load<T>>comparingDouble(l -> l.cost).thenComparing(l -> l.id));
    for (int i = 0; i < bins; i++) {
      loads.add(new Load<>(i));
    }
    chunks.sort(Comparator.<Load<T>>comparingDouble(l -> -l.cost).thenComparing(l -> l.id));
    for (Load<T> chunk : chunks) {
      Load<T> least = loads.remove();
      chunk.units.forEach(u -> least.add(u, cost.applyAsDouble(u)));
      loads.add(least);
    }
    List<Load<T>> sorted = new ArrayList<>(loads);
    sorted.sort(Comparator.<Load<T>>comparingDouble(l -> -l.cost).thenComparing(l -> l.id));
    return sorted.stream().map(l -> (List<T>) l.units).toList();
  }

  /** Units of one affinity in chunks of at most {@code limit}; others by themselves. */
  private static <T> List<Load<T>> chunks(
      List<T> units, ToDoubleFunction<T> cost, Function<T, String> affinity, double limit) {
    List<Load<T>> chunks = new ArrayList<>();
    Map<String, Load<T>> open = new LinkedHashMap<>();
    for (T unit : units) {
      String group = affinity.apply(unit);
      double c = cost.applyAsDouble(unit);
      Load<T> chunk = group == null ? null : open.get(group);
      if (chunk == null || chunk.cost + c > limit) {
        chunk = new Load<>(chunks.size());
        chunks.add(chunk);
        if (group != null) {
          open.put(group, chunk);
        }
      }
      chunk.add(unit, c);
    }
    return chunks;
  }

  private static final class Load<T> {
    private final int id;
    private final ArrayList<T> units = new ArrayList<>();
    private double cost;

    Load(int id) {
      this.id = id;
    }

    void add(T unit, double c) {
      units.add(unit);
      cost += c;
    }
  }
}
