package io.reenact.inversion;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up terms over the items of a step. */
final class LossSums {
  private static final class Mean {
    double sum;
    int count;
  }

  private final Map<RenderStep.Item, Integer> places = new IdentityHashMap<>();
  private final double[] losses;
  private final Map<String, Mean> terms = new LinkedHashMap<>();
  private double loss;

  LossSums(List<RenderStep.Item> items) {
    items.forEach(i -> places.put(i, places.size()));
    this.losses = new double[items.size()];
  }

  void add(LossTerm term, double value, RenderStep.Item item) {
    Mean mean = terms.computeIfAbsent(term.name(), n -> new Mean());
    mean.sum += value;
    mean.count++;
    double weighted = item.weight(term) * value;
    loss += weighted / losses.length;
    losses[places.get(item)] += weighted;
  }

  /** Weighted, by item. */
  double[] losses() {
    return losses;
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
