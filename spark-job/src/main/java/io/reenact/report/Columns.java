package io.reenact.report;

import io.reenact.metric.Better;
import io.reenact.metric.Metric;
import io.reenact.text.Names;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report's columns: the catalogue's metrics in its order, then those of other versions. */
final class Columns {
  /**
   * What one column holds.
   *
   * @param metric as the table has it
   * @param region as the table has it; empty for none
   * @param network that judged; empty for none
   */
  record Key(String metric, String region, String network) {
    /** As maps of numbers are keyed. */
    String text() {
      return metric + "/" + region + "/" + network;
    }
  }

  private static final Map<String, Metric> KNOWN =
      Stream.of(Metric.values()).collect(Collectors.toMap(Metric::key, Function.identity()));

  private static final int DIGITS = 3;

  private Columns() {}

  /** Columns, the catalogue's first. */
  static List<Report.Column> of(Collection<Key> keys) {
    return keys.stream()
        .sorted(
            Comparator.comparingInt((Key k) -> rank(KNOWN.get(k.metric())))
                .thenComparing(Key::text))
        .map(k -> column(k, KNOWN.get(k.metric())))
        .toList();
  }

  private static int rank(Metric known) {
    return known == null ? Integer.MAX_VALUE : known.ordinal();
  }

  private static Report.Column column(Key key, Metric known) {
    StringBuilder label =
        new StringBuilder(known == null ? Names.printable(key.metric()) : known.label());
    if (known != null && !known.unit().isEmpty()) {
      label.append(", ").append(known.unit());
    }
    if (!key.region().isEmpty()) {
      label.append(" (").append(Names.printable(key.region())).append(')');
    }
    if (!key.network().isEmpty()) {
      label.append(" by ").append(Names.printable(key.network()));
    }
    return new Report.Column(
        key.text(),
        label.toString(),
        known == null ? Better.NEITHER : known.better(),
        known == null ? DIGITS : known.digits());
  }
}
