package io.reenact.telemetry;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * What units have used so far, by name: executors add to it while they work, and Spark carries it
 * to the driver with every heartbeat. Amounts add up; of those whose name ends with {@code _bytes}
 * the greatest counts.
 */
public final class Usage extends AccumulatorV2<Usage.Amount, Map<String, Long>> {
  private static final long serialVersionUID = 1L;
  private static final String GREATEST = "_bytes";

  private final TreeMap<String, Long> amounts = new TreeMap<>();

  /** Something used. */
  public record Amount(String name, long amount) implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Adds amounts to others. */
  static void merge(Map<String, Long> into, Map<String, Long> more) {
    more.forEach(
        (name, amount) ->
            into.merge(name, amount, name.endsWith(GREATEST) ? Math::max : Long::sum));
  }

  @Override
  public synchronized boolean isZero() {
    return amounts.isEmpty();
  }

  @Override
  public synchronized Usage copy() {
    Usage copy = new Usage();
    copy.amounts.putAll(amounts);
    return copy;
  }

  @Override
  public synchronized void reset() {
    amounts.clear();
  }

  @Override
  public synchronized void add(Amount v) {
    merge(amounts, Map.of(v.name(), v.amount()));
  }

  @Override
  public void merge(AccumulatorV2<Amount, Map<String, Long>> other) {
    Map<String, Long> more = other.value();
    synchronized (this) {
      merge(amounts, more);
    }
  }

  @Override
  public synchronized Map<String, Long> value() {
    return Map.copyOf(amounts);
  }
}
