package io.reenact.metric;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * 95 % intervals of means by a bootstrap over identities: people are drawn with replacement, not
 * frames or renders, since those of one person are alike (Efron and Tibshirani 1993, chapter 13,
 * percentile intervals). A value of two people, a source and a driver, counts as often as the
 * product of how often both were drawn (Owen 2007, the pigeonhole bootstrap). Equal values and
 * seeds give equal intervals, in whatever order the values come.
 */
public final class Bootstrap implements Serializable {
  /** Draws, where nothing else is asked for. */
  public static final int DRAWS = 2_000;

  private static final long serialVersionUID = 1L;
  private static final double LOW = 2.5;
  private static final double HIGH = 97.5;

  private final int draws;
  private final long seed;

  /**
   * @param draws how often people are drawn
   * @param seed of the draws
   * @throws IllegalArgumentException if there are fewer than 100 draws: their ends say nothing
   */
  public Bootstrap(int draws, long seed) {
    if (draws < 100) {
      throw new IllegalArgumentException("at least 100 draws, not " + draws);
    }
    this.draws = draws;
    this.seed = seed;
  }

  /**
   * Values of one source by one driver.
   *
   * @param source whose head it is
   * @param driver who moves it; the same for self-reenactments
   * @param sum of the values
   * @param count of the values, at least 1
   */
  public record Pair(String source, String driver, double sum, long count) {
    /** One value. */
    public static Pair of(String source, String driver, double value) {
      return new Pair(source, driver, value, 1);
    }
  }

  /**
   * The mean of all values with its interval.
   *
   * @throws IllegalArgumentException without values
   */
  public Estimate mean(Collection<Pair> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no values, no mean");
    }
    TreeSet<String> names = new TreeSet<>();
    for (Pair p : pairs) {
      names.add(p.source());
      names.add(p.driver());
    }
    Map<String, Integer> index = new HashMap<>();
    names.forEach(name -> index.put(name, index.size()));
    List<Pair> ordered =
        pairs.stream()
            .sorted(
                java.util.Comparator.comparing(Pair::source)
                    .thenComparing(Pair::driver)
                    .thenComparingDouble(Pair::sum)
                    .thenComparingLong(Pair::count))
            .toList();
    int[] sources = ordered.stream().mapToInt(p -> index.get(p.source())).toArray();
    int[] drivers = ordered.stream().mapToInt(p -> index.get(p.driver())).toArray();
    double[] sums = ordered.stream().mapToDouble(Pair::sum).toArray();
    long[] counts = ordered.stream().mapToLong(Pair::count).toArray();
    int[] once = new int[names.size()];
    java.util.Arrays.fill(once, 1);
    double mean = mean(once, sources, drivers, sums, counts);
    long values = java.util.Arrays.stream(counts).sum();
    Pair first = ordered.get(0);
    if (ordered.stream()
        .allMatch(p -> p.source().equals(first.source()) && p.driver().equals(first.driver()))) {
      // Whoever is drawn, the mean is the same: that is no certainty.
      return new Estimate(mean, Double.NaN, Double.NaN, names.size(), values);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[draws];
    for (int d = 0; d < draws; ) {
      int[] drawn = new int[names.size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[random.nextInt(drawn.length)]++;
      }
      double m = mean(drawn, sources, drivers, sums, counts);
      // A draw in which nobody meets anybody that was measured says nothing: draw again.
      if (!Double.isNaN(m)) {
        means[d++] = m;
      }
    }
    return within(mean, means, names.size(), values);
  }

  /**
   * The ratio of two sums over the same people, with its interval.
   *
   * @param above a value a person
   * @param below likewise, in the same order
   * @throws IllegalArgumentException without values
   */
  public Estimate ratio(double[] above, double[] below) {
    if (above.length == 0 || above.length != below.length) {
      throw new IllegalArgumentException(above.length + " and " + below.length + " values");
    }
    double ratio = java.util.Arrays.stream(above).sum() / java.util.Arrays.stream(below).sum();
    if (above.length == 1) {
      return new Estimate(ratio, Double.NaN, Double.NaN, 1, 1);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] ratios = new double[draws];
    for (int d = 0; d < draws; d++) {
      double up = 0;
      double down = 0;
      for (int i = 0; i < above.length; i++) {
        int one = random.nextInt(above.length);
        up += above[one];
        down += below[one];
      }
      ratios[d] = up / down;
    }
    return within(ratio, ratios, above.length, above.length);
  }

  private static Estimate within(double value, double[] drawn, int identities, long values) {
    Percentile percentile = new Percentile();
    percentile.setData(drawn);
    return new Estimate(
        value, percentile.evaluate(LOW), percentile.evaluate(HIGH), identities, values);
  }

  private static double mean(
      int[] drawn, int[] sources, int[] drivers, double[] sums, long[] counts) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < sums.length; i++) {
      double times =
          sources[i] == drivers[i]
              ? drawn[sources[i]]
              : (double) drawn[sources[i]] * drawn[drivers[i]];
      sum += times * sums[i];
      weight += times * counts[i];
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }
}
