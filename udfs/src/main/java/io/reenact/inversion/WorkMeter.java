package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import io.reenact.progress.Progress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts the work of an inversion against its plan. A phase that has ended counts for what it took,
 * so that one which ended early, or was planned wrong, is no debt of those that follow.
 */
final class WorkMeter {
  private final Progress progress;
  private final InversionCost cost;
  private final Map<Phase, Double> ended = new EnumMap<>(Phase.class);
  private Phase phase = Phase.START;
  private double inPhase;

  WorkMeter(Progress progress, InversionCost cost) {
    this.progress = progress;
    this.cost = cost;
    report(phase.label);
  }

  /** The plan, which may be made again. */
  InversionCost cost() {
    return cost;
  }

  /** What it is made of. */
  InversionPrices prices() {
    return cost.prices();
  }

  /** A phase begins; what was before it and has not been done won't be. */
  void begin(Phase next) {
    ended.put(phase, inPhase);
    for (Phase before : Phase.values()) {
      if (before.compareTo(next) < 0) {
        ended.putIfAbsent(before, 0.0);
      }
    }
    phase = next;
    inPhase = 0;
    report(phase.label);
  }

  /** The generator is loaded. */
  void loaded() {
    inPhase += prices().load();
    report(phase.label);
  }

  /** A person's features are known. */
  void person() {
    inPhase += prices().person();
    report(phase.label);
  }

  /** Some candidates of a start were rendered. */
  void started(int candidates) {
    inPhase += prices().candidates(candidates);
    report(phase.label);
  }

  /** An encoder has looked at some frames. */
  void encoded(int frames) {
    inPhase += prices().encoded(frames);
    report(phase.label);
  }

  /** It is known where some key frames start. */
  void keysStarted(int keys) {
    inPhase += prices().keyStarts(keys);
    report(phase.label);
  }

  /**
   * Some of what a person's frames show beyond its latents is on its head.
   *
   * @param part of that work
   */
  void lifted(double part) {
    inPhase += part * prices().lifted(cost.liftFrames());
    report(phase.label);
  }

  /** The curvature of some frames is known. */
  void probed(int frames) {
    inPhase += prices().probes(frames);
    report(phase.label);
  }

  /** Some frames of the result were rendered. */
  void looked(int frames) {
    inPhase += prices().look(frames);
    report(phase.label);
  }

  /**
   * Some of the phase is done.
   *
   * @param seconds of one core, by the plan's prices
   * @param step from 1
   * @param steps the most there are
   * @param loss of the step
   */
  void add(double seconds, int step, int steps, double loss) {
    inPhase += seconds;
    report(String.format(Locale.ROOT, "%s %d/%d, loss %.2g", phase.label, step, steps, loss));
  }

  private void report(String doing) {
    double done = inPhase;
    double left = Math.max(0, cost.seconds(phase) - inPhase);
    for (Phase p : Phase.values()) {
      if (ended.containsKey(p)) {
        done += ended.get(p);
      } else if (p != phase) {
        left += cost.seconds(p);
      }
    }
    progress.at(done, done + left, doing);
  }
}
