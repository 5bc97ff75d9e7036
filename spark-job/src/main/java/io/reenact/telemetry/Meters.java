package io.reenact.telemetry;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The metrics source {@code reenact} of a driver or an executor, for any of Spark's sinks. On
 * executors it shows what this one did; on the driver what all did, so that Spark's Prometheus
 * endpoint there has everything:
 *
 * <pre>
 * units, units_failed, frames, decode_ms, compute_ms, wait_ms       since the application began
 * executor.ID.resident_bytes, executor.ID.native_bytes              of its process, the greatest seen
 * executor.ID.device.NAME.busy_ms                                   time that units held the device
 * executor.ID.device.NAME.busy_share                                that, as a share of the time since its first unit
 * </pre>
 */
public final class Meters implements Source {
  private static final String BUSY = ".busy_ms";

  /** Spark's environment is this JVM's, and knows no place for others' things but its registry. */
  private static final Map<SparkEnv, Meters> OF_ENVIRONMENTS = new WeakHashMap<>();

  private final MetricRegistry registry = new MetricRegistry();
  private final TreeMap<String, Long> amounts = new TreeMap<>();

  private Meters() {}

  /** The meters of a driver or an executor, registered with its sinks. */
  public static Meters of(SparkEnv env) {
    synchronized (OF_ENVIRONMENTS) {
      return OF_ENVIRONMENTS.computeIfAbsent(
          env,
          e -> {
            Meters meters = new Meters();
            e.metricsSystem().registerSource(meters);
            return meters;
          });
    }
  }

  @Override
  public String sourceName() {
    return "reenact";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** Adds what was used in this JVM. */
  public synchronized void add(String name, long amount) {
    Usage.merge(amounts, Map.of(name, amount));
    show(name);
  }

  /** Replaces all by what is known now. */
  synchronized void set(Map<String, Long> all) {
    amounts.clear();
    amounts.putAll(all);
    amounts.keySet().forEach(this::show);
  }

  private synchronized long amount(String name) {
    return amounts.getOrDefault(name, 0L);
  }

  private void show(String name) {
    if (registry.getGauges().containsKey(name)) {
      return;
    }
    registry.register(name, (Gauge<Long>) () -> amount(name));
    if (name.endsWith(BUSY)) {
      long since = System.currentTimeMillis() - amount(name);
      registry.register(
          name.substring(0, name.length() - BUSY.length()) + ".busy_share",
          (Gauge<Double>)
              () -> {
                long elapsed = Math.max(1, System.currentTimeMillis() - since);
                return Math.min(1, (double) amount(name) / elapsed);
              });
    }
  }
}
