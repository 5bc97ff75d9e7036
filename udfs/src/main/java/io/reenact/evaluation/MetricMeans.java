package io.reenact.evaluation;

import io.reenact.metric.MetricRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over frames, by metric, region and what is compared with; NaN doesn't count. */
final class MetricMeans {
  private record Key(String metric, String region, String against) {}

  private final Map<Key, double[]> sums = new LinkedHashMap<>();

  void add(String metric, String region, String against, double value) {
    if (!Double.isNaN(value)) {
      double[] s = sums.computeIfAbsent(new Key(metric, region, against), k -> new double[2]);
      s[0] += value;
      s[1]++;
    }
  }

  List<MetricRow> rows(String item) {
    List<MetricRow> rows = new ArrayList<>();
    sums.forEach(
        (k, s) -> rows.add(new MetricRow(item, k.metric, s[0] / s[1], k.region, k.against)));
    return rows;
  }
}
