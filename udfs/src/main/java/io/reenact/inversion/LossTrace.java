package io.reenact.inversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Losses of a phase step by step, for the report. */
public final class LossTrace {
  /**
   * One step.
   *
   * @param phase analysis, key frames, tuning or cross
   * @param step counts from 1 within the phase
   * @param loss weighted loss
   * @param terms unweighted means by term; those that are part of the step
   */
  public record Entry(String phase, int step, double loss, Map<String, Double> terms) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(String phase, int step, RenderStep.Outcome outcome) {
    entries.add(new Entry(phase, step, outcome.loss(), outcome.terms()));
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  /** All steps so far. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Mean loss of the last {@code n} steps of a phase, or NaN if there are fewer than {@code n +
   * skip}, leaving out the last {@code skip}.
   */
  double recent(String phase, int n, int skip) {
    List<Entry> own = entries.stream().filter(e -> e.phase.equals(phase)).toList();
    int to = own.size() - skip;
    if (to < n) {
      return Double.NaN;
    }
    return own.subList(to - n, to).stream().mapToDouble(Entry::loss).average().orElse(Double.NaN);
  }
}
