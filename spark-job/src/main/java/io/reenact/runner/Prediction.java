package io.reenact.runner;

import java.util.List;
import java.util.Locale;

/** How long a stage is likely to take, for the line of its plan. */
public final class Prediction {
  private Prediction() {}

  /**
   * Such as {@code about 300 s of one core, 160 s on the 2 here}, never 0. No shorter than the
   * longest unit, however many cores there are.
   *
   * @param threads of one unit
   */
  public static String of(List<? extends Unit<?>> units, StageContext context, int threads) {
    int cores = Math.max(1, context.spark().sparkContext().defaultParallelism());
    return of(units, cores, threads);
  }

  public static String of(List<? extends Unit<?>> units, int cores, int threads) {
    double all = units.stream().mapToDouble(Unit::cost).sum();
    double longest = units.stream().mapToDouble(Unit::cost).max().orElse(0);
    double here = Math.max(all / cores, longest / Math.min(cores, threads));
    return String.format(
        Locale.ROOT,
        "about %,.0f s of one core, %,.0f s on the %d here",
        Math.max(1, all),
        Math.max(1, here),
        cores);
  }
}
