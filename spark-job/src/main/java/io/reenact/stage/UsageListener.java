package io.reenact.stage;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Keeps the driver's {@link Meters} up to date with what ended and running tasks have used. */
final class UsageListener extends SparkListener {
  private static final Map<SparkContext, UsageListener> LISTENERS = new java.util.WeakHashMap<>();

  private final Usage usage = new Usage();
  private final Map<Long, Map<String, Long>> running = new ConcurrentHashMap<>();

  private UsageListener() {}

  /** What the tasks of an application add to. */
  static Usage of(SparkContext sc) {
    synchronized (LISTENERS) {
      return LISTENERS.computeIfAbsent(
              sc,
              context -> {
                UsageListener listener = new UsageListener();
                context.register(listener.usage, "reenact usage");
                context.addSparkListener(listener);
                listener.show();
                return listener;
              })
          .usage;
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task ->
                CollectionConverters.asJava(task._4())
                    .forEach(info -> note((Long) task._1(), info)));
    show();
  }

  private void note(long task, AccumulableInfo info) {
    if (info.id() == usage.id()
        && info.update().isDefined()
        && info.update().get() instanceof Map<?, ?> amounts) {
      Map<String, Long> typed = new TreeMap<>();
      amounts.forEach((name, amount) -> typed.put((String) name, (Long) amount));
      running.put(task, typed);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    show();
  }

  private void show() {
    Map<String, Long> all = new TreeMap<>(usage.value());
    running.values().forEach(amounts -> Usage.merge(all, amounts));
    Meters.here().set(all);
  }
}
