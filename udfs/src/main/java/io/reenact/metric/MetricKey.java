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
 * @param split which frames it is the mean over; empty for all
 */
public record MetricKey(String metric, String region, String network, String split)
    implements Comparable<MetricKey> {
  private static final Map<String, Metric> KNOWN =
      Stream.of(Metric.values()).collect(Collectors.toMap(Metric::key, Function.identity()));

  private static final Comparator<MetricKey> ORDER =
      Comparator.comparingInt(
              (MetricKey k) -> k.known().map(Metric::ordinal).orElse(Integer.MAX_VALUE))
          .thenComparing(MetricKey::metric)
          .thenComparing(MetricKey::region)
          .thenComparing(MetricKey::network)
          .thenComparing(MetricKey::split);

  private static final int DIGITS = 3;

  /** Of all frames. */
  public MetricKey(String metric, String region, String network) {
    this(metric, region, network, "");
  }

  /** As a row of the table has it, where anything may be null; whole clips have no split. */
  public static MetricKey ofRow(String metric, String region, String network, String split) {
    boolean all = split == null || split.equals(FrameSplit.ALL.key());
    return new MetricKey(
        metric, region == null ? "" : region, network == null ? "" : network, all ? "" : split);
  }

  /** The catalogue's entry; empty for a metric of another version. */
  public Optional<Metric> known() {
    return Optional.ofNullable(KNOWN.get(metric));
  }

  /** The catalogue's entry of a name. */
  public static Optional<Metric> metric(String key) {
    return Optional.ofNullable(KNOWN.get(key));
  }

  /** For people: name, unit, region, network, and frames that were given or held. */
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
    if (!split.isEmpty()) {
      label.append(", ").append(split).append(" frames");
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
