package io.reenact.study;

import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.metric.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over the renders of one variant. */
final class AblationScores {
  private record Key(Metric metric, Region region) {}

  private final Map<Key, List<Double>> values = new LinkedHashMap<>();

  /** The scores of one render. */
  static AblationScores of(List<Measurement> rows) {
    AblationScores scores = new AblationScores();
    scores.add(rows);
    return scores;
  }

  /** Adds the metrics of one render. */
  void add(List<Measurement> rows) {
    for (Measurement r : rows) {
      if (Double.isFinite(r.value())) {
        values
            .computeIfAbsent(new Key(r.metric(), r.region()), k -> new ArrayList<>())
            .add(r.value());
      }
    }
  }

  /** The mean, NaN if nothing was measured. */
  double mean(Metric metric, Region region) {
    return values.getOrDefault(new Key(metric, region), List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /** The mean of a metric of one region, NaN if nothing was measured. */
  double mean(Metric metric) {
    return mean(metric, metric.regions().get(0));
  }

  /** Correlation of both eyes' openings, mean. */
  double eyes() {
    return (mean(Metric.LEFT_EYE_CORRELATION) + mean(Metric.RIGHT_EYE_CORRELATION)) / 2;
  }
}
