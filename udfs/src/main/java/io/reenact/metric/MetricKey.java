package io.reenact.metric;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a value in the table metrics is a value of. Only values of equal keys can be compared or
 * averaged.
 *
 * @param metric as the table has it; one of {@link Metric#key()}, or another version's
 * @param region as the table has it; empty for none
 * @param network that judged; empty for none
 */
public record MetricKey(String metric, String region, String network)
    implements Comparable<MetricKey> {
  private static final Map<String, Metric> KNOWN =
      Stream.of(Metric.values()).collect(Collectors.toMap(Metric::key, Function.identity()));

  private static final Comparator<MetricKey> ORDER =
      Comparator.comparingInt(
              (MetricKey k) -> k.known().map(Metric::ordinal).orElse(Integer.MAX_VALUE))
          .thenComparing(MetricKey::metric)
          .thenComparing(MetricKey::region)
          .thenComparing(MetricKey::network);

  private static final int DIGITS = 3;

  /** The catalogue's entry; empty for a metric of another version. */
  public Optional<Metric> known() {
    return Optional.ofNullable(KNOWN.get(metric));
  }

  /** The catalogue's entry of a name. */
  public static Optional<Metric> metric(String key) {
    return Optional.ofNullable(KNOWN.get(key));
  }

  /** For people: name, unit, region and network. */
  public String label() {
    StringBuilder label = new StringBuilder(known().map(Metric::label).orElse(metric));
    known()
        .map(Metric::unit)
        .filter(u -> !u.isEmpty())
        .ifPresent(u -> label.append(", ").append(u));
    if (!region.isEmpty()) {
      label.append(" (").append(region).append(')');
    }
    if (!network.isEmpty()) {
      label.append(" by ").append(network);
    }
    return label.toString();
  }

  /** Which way it is better. */
  public Better better() {
    return known().map(Metric::better).orElse(Better.NEITHER);
  }

  /** Digits after the point that people should see. */
  public int digits() {
    return known().map(Metric::digits).orElse(DIGITS);
  }

  /** The catalogue's order, then those of other versions by name. */
  @Override
  public int compareTo(MetricKey other) {
    return ORDER.compare(this, other);
  }
}
