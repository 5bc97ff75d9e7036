package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.metric.Bootstrap.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int PEOPLE = 5;

  /** All pairs of five people: who is reenacted counts more than by whom. */
  private static List<Pair> pairs() {
    Random random = new Random(3);
    double[] source = random.doubles(PEOPLE, 0, 10).toArray();
    double[] driver = random.doubles(PEOPLE, 0, 4).toArray();
    List<Pair> pairs = new ArrayList<>();
    for (int s = 0; s < PEOPLE; s++) {
      for (int d = 0; d < PEOPLE; d++) {
        pairs.add(Pair.of("p" + s, "p" + d, source[s] + driver[d] + random.nextDouble()));
      }
    }
    return pairs;
  }

  /** Every one of the 5^5 draws, each as likely as the others, by the definition. */
  private static double[] everyDraw(List<Pair> pairs) {
    double[] means = new double[(int) Math.pow(PEOPLE, PEOPLE)];
    for (int code = 0; code < means.length; code++) {
      int[] drawn = new int[PEOPLE];
      for (int i = 0, rest = code; i < PEOPLE; i++, rest /= PEOPLE) {
        drawn[rest % PEOPLE]++;
      }
      List<Double> values = new ArrayList<>();
      for (Pair p : pairs) {
        int s = drawn[p.source().charAt(1) - '0'];
        int times = s * (p.source().equals(p.driver()) ? 1 : drawn[p.driver().charAt(1) - '0']);
        values.addAll(Collections.nCopies(times, p.sum()));
      }
      means[code] = values.stream().mapToDouble(v -> v).average().orElseThrow();
    }
    Arrays.sort(means);
    return means;
  }

  @Test
  void theIntervalIsThatOfAllDraws() {
    List<Pair> pairs = pairs();
    double[] every = everyDraw(pairs);
    Estimate found = new Bootstrap(20_000, 1).mean(pairs);
    double spread = every[every.length - 1] - every[0];
    assertThat(found.mean())
        .isCloseTo(pairs.stream().mapToDouble(Pair::sum).average().orElseThrow(), within(1e-12));
    assertThat(found.low()).isCloseTo(every[(int) (0.025 * every.length)], within(0.01 * spread));
    assertThat(found.high()).isCloseTo(every[(int) (0.975 * every.length)], within(0.01 * spread));
    assertThat(found.identities()).isEqualTo(PEOPLE);
    assertThat(found.values()).isEqualTo(25);
  }

  /** Ten renders of a person are no ten people. */
  @Test
  void moreRendersOfTheSamePeopleDoNotNarrowIt() {
    List<Pair> one = List.of(Pair.of("a", "a", 1), Pair.of("b", "b", 2), Pair.of("c", "c", 6));
    List<Pair> ten = new ArrayList<>();
    one.forEach(p -> ten.addAll(Collections.nCopies(10, p)));
    List<Pair> summed =
        one.stream().map(p -> new Pair(p.source(), p.driver(), 10 * p.sum(), 10)).toList();
    Bootstrap bootstrap = new Bootstrap(Bootstrap.DRAWS, 7);
    Estimate of = bootstrap.mean(one);
    for (List<Pair> same : List.of(ten, summed)) {
      Estimate more = bootstrap.mean(same);
      assertThat(more.low()).isCloseTo(of.low(), within(1e-9));
      assertThat(more.high()).isCloseTo(of.high(), within(1e-9));
      assertThat(more.values()).isEqualTo(30);
    }
    // 1 of 27 draws takes the first person alone, 1 the last: more than 2.5 %, so these are the
    // ends.
    assertThat(of.low()).isEqualTo(1);
    assertThat(of.high()).isEqualTo(6);
  }

  @Test
  void orderDoesNotMatterAndSeedsDo() {
    List<Pair> shuffled = pairs();
    Collections.shuffle(shuffled, new Random(9));
    assertThat(new Bootstrap(500, 4).mean(shuffled)).isEqualTo(new Bootstrap(500, 4).mean(pairs()));
    assertThat(new Bootstrap(500, 5).mean(pairs()).low())
        .isNotEqualTo(new Bootstrap(500, 4).mean(pairs()).low());
  }

  @Test
  void onePersonHasNoInterval() {
    Estimate one = new Bootstrap(100, 1).mean(List.of(Pair.of("a", "a", 2), Pair.of("a", "a", 4)));
    assertThat(one.mean()).isEqualTo(3);
    assertThat(one.bounded()).isFalse();
    assertThat(one.differsFromZero()).isFalse();
    assertThatThrownBy(() -> new Bootstrap(100, 1).mean(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Bootstrap(10, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDifferenceOfOneSignIsNoneByChance() {
    List<Pair> worse = List.of(Pair.of("a", "a", 1), Pair.of("b", "b", 0.5), Pair.of("c", "c", 2));
    assertThat(new Bootstrap(1_000, 1).mean(worse).differsFromZero()).isTrue();
    List<Pair> mixed = List.of(Pair.of("a", "a", 1), Pair.of("b", "b", -1));
    assertThat(new Bootstrap(1_000, 1).mean(mixed).differsFromZero()).isFalse();
  }

  /** However often it was measured: whoever is drawn, its mean is the same. */
  @Test
  void onePairAloneHasNoInterval() {
    Bootstrap bootstrap = new Bootstrap(200, 1);
    Estimate pair = bootstrap.mean(List.of(Pair.of("a", "b", 0.3), Pair.of("a", "b", 0.5)));
    assertThat(pair.mean()).isCloseTo(0.4, within(1e-12));
    assertThat(pair.bounded()).isFalse();
    assertThat(pair.identities()).isEqualTo(2);
    Estimate two = bootstrap.mean(List.of(Pair.of("a", "b", 0.3), Pair.of("a", "c", 0.5)));
    assertThat(two.bounded()).isTrue();
  }

  @Test
  void aRatioIsOneOfSums() {
    Bootstrap bootstrap = new Bootstrap(200, 1);
    Estimate half = bootstrap.ratio(new double[] {1, 2, 3}, new double[] {2, 4, 6});
    assertThat(half.mean()).isCloseTo(0.5, within(1e-12));
    assertThat(half.low()).as("whoever is drawn").isCloseTo(0.5, within(1e-12));
    assertThat(half.identities()).isEqualTo(3);
    Estimate mixed = bootstrap.ratio(new double[] {1, 5}, new double[] {2, 2});
    assertThat(mixed.mean()).isCloseTo(1.5, within(1e-12));
    assertThat(mixed.low()).isCloseTo(0.5, within(1e-12));
    assertThat(mixed.high()).isCloseTo(2.5, within(1e-12));
    assertThat(bootstrap.ratio(new double[] {1}, new double[] {2}).bounded()).isFalse();
    assertThatThrownBy(() -> bootstrap.ratio(new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
