package io.reenact.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over the renders of one variant, and how they are printed. */
final class AblationScores {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /** Adds the metrics of one render. */
  void add(Map<String, Double> metrics) {
    metrics.forEach((m, v) -> add(m, v));
  }

  void add(String metric, double value) {
    if (Double.isFinite(value)) {
      values.computeIfAbsent(metric, m -> new ArrayList<>()).add(value);
    }
  }

  /** The mean, NaN if nothing was measured. */
  double mean(String metric) {
    return values.getOrDefault(metric, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /** Correlation of both eyes' openings, mean. */
  double eyes() {
    return (mean("left_eye_correlation") + mean("right_eye_correlation")) / 2;
  }
}
