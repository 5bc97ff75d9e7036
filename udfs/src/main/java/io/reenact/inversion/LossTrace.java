package io.reenact.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** Steps whose mean says something: single ones differ by which frames they show. */
  private static final int LEAST = 10;

  /** How much larger losses must be at the end to be called harm. */
  private static final double HARM = 1.1;

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
   * What people should know of tuning that did harm, as too high a rate does: the means of its
   * first and last tenth, where the last is larger by more than a tenth.
   *
   * @return a line, or empty
   */
  Optional<String> harm() {
    double[] own =
        entries.stream()
            .filter(e -> e.phase.equals(JointTuning.PHASE))
            .mapToDouble(Entry::loss)
            .toArray();
    int n = own.length / 10;
    if (n < LEAST) {
      return Optional.empty();
    }
    double first = Arrays.stream(own, 0, n).average().orElseThrow();
    double last = Arrays.stream(own, own.length - n, own.length).average().orElseThrow();
    if (!(last > HARM * first)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "tuning made pictures worse (loss %.3g in its first steps, %.3g in its last): its"
                + " rate is too high; lower inversion.tuning_rate, or inversion.rate_factor where the"
                + " bundle's manifest names rates (fine_tune)",
            first,
            last));
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
