package io.reenact.telemetry;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/** Keeps the driver's {@link Meters} up to date with what ended and running tasks have used. */
public final class UsageListener extends RunningUpdates<Map<String, Long>> {
  private static final Map<SparkContext, UsageListener> LISTENERS = new java.util.WeakHashMap<>();

  private final Usage usage = new Usage();
  private final Meters meters;

  private UsageListener(Meters meters) {
    this.meters = meters;
  }

  /** What the tasks of an application add to. */
  public static Usage of(SparkContext sc) {
    synchronized (LISTENERS) {
      return LISTENERS.computeIfAbsent(
              sc,
              context -> {
                UsageListener listener = new UsageListener(Meters.of(SparkEnv.get()));
                context.register(listener.usage, "reenact usage");
                context.addSparkListener(listener);
                listener.show();
                return listener;
              })
          .usage;
    }
  }

  @Override
  public long id() {
    return usage.id();
  }

  @Override
  public Map<String, Long> typed(Object update) {
    if (!(update instanceof Map<?, ?> amounts)) {
      return null;
    }
    Map<String, Long> typed = new TreeMap<>();
    amounts.forEach((name, amount) -> typed.put((String) name, (Long) amount));
    return typed;
  }

  @Override
  public void show() {
    Map<String, Long> all = new TreeMap<>(usage.value());
    running().forEach(amounts -> Usage.merge(all, amounts));
    meters.set(all);
  }
}
