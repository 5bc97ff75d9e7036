package io.reenact.report;

import io.reenact.metric.Against;
import io.reenact.metric.Better;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.metric.Region;
import io.reenact.text.Names;
import java.util.Collection;
import java.util.List;

/** The report's columns: the catalogue's metrics in its order, then those of other versions. */
final class Columns {
  /** Stands between the parts of a key. */
  static final String BETWEEN = "/";

  private Columns() {}

  /**
   * One metric of one region by one network, with all that the catalogue says of it.
   *
   * @param key that no other column has
   * @param metric its name in tables
   * @param label for people
   * @param region of it
   * @param regions all that the metric has
   * @param network that judged; empty for none
   * @param better which way
   * @param digits after the point
   * @param formula what it is; null for a metric of another version
   * @param source where that is from; null or empty where it needs none
   * @param against what the result is compared with
   */
  record Column(
      String key,
      String metric,
      String label,
      String region,
      List<String> regions,
      String network,
      Better better,
      int digits,
      String formula,
      String source,
      String against) {}

  /** As maps of numbers are keyed: metric, region, network and split. */
  static String text(MetricKey key) {
    return String.join(BETWEEN, key.metric(), key.region(), key.network(), key.split());
  }

  /** Columns, the catalogue's first. */
  static List<Column> of(Collection<MetricKey> keys) {
    return keys.stream().sorted().map(Columns::of).toList();
  }

  private static Column of(MetricKey k) {
    return new Column(
        text(k),
        k.metric(),
        Names.printable(k.label()),
        k.region(),
        k.known().map(m -> m.regions().stream().map(Region::key).toList()).orElse(List.of()),
        Names.printable(k.network()),
        k.better(),
        k.digits(),
        k.known().map(Metric::formula).orElse(null),
        k.known().map(Metric::source).orElse(null),
        k.known().map(Metric::against).map(Against::key).orElse(null));
  }
}
