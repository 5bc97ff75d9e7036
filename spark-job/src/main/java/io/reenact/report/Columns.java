package io.reenact.report;

import io.reenact.metric.MetricKey;
import io.reenact.text.Names;
import java.util.Collection;
import java.util.List;

/** The report's columns: the catalogue's metrics in its order, then those of other versions. */
final class Columns {
  private Columns() {}

  /** As maps of numbers are keyed. */
  static String text(MetricKey key) {
    return key.metric()
        + "/"
        + key.region()
        + "/"
        + key.network()
        + (key.split().isEmpty() ? "" : "/" + key.split());
  }

  /** Columns, the catalogue's first. */
  static List<Report.Column> of(Collection<MetricKey> keys) {
    return keys.stream()
        .sorted()
        .map(k -> new Report.Column(text(k), Names.printable(k.label()), k.better(), k.digits()))
        .toList();
  }
}
