package io.reenact.inversion;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up terms over the items of a step. */
final class LossSums {
  private static final class Mean {
    double sum;
    int count;
  }

  private final int items;
  private final Map<String, Mean> terms = new LinkedHashMap<>();
  private double loss;

  LossSums(int items) {
    this.items = items;
  }

  void add(LossTerm term, double value, RenderStep.Item item) {
    Mean mean = terms.computeIfAbsent(term.name(), n -> new Mean());
    mean.sum += value;
    mean.count++;
    loss += item.weight(term) * value / items;
  }

  /** Weighted, mean over the items. */
  double loss() {
    return loss;
  }

  /** Unweighted means by term over what was added. */
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, m) -> means.put(name, m.sum / m.count));
    return means;
  }
}
