package io.reenact.telemetry;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hears what running tasks have added to one accumulator: Spark sends it with every heartbeat, and
 * counts it into the accumulator's value when a task ends.
 *
 * @param <T> what a task sends
 */
public abstract class RunningUpdates<T> extends SparkListener {
  private final Map<Long, T> running = new ConcurrentHashMap<>();

  /** The accumulator's number. */
  public abstract long id();

  /** What a task sent, or null if it is of another kind. */
  public abstract T typed(Object update);

  /** Something has changed. */
  public abstract void show();

  /** What the tasks that run now have added. */
  public Collection<T> running() {
    return running.values();
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
    if (info.id() != id() || !info.update().isDefined()) {
      return;
    }
    T update = typed(info.update().get());
    if (update != null) {
      running.put(task, update);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    show();
  }
}
