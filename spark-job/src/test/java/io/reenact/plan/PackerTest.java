package io.reenact.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackerTest {
  private record Item(int id, double cost, String affinity) {}

  private static List<List<Item>> pack(List<Item> items, int slots, int tasks) {
    return Packer.pack(items, Item::cost, Item::affinity, slots, tasks);
  }

  private static double load(List<Item> task) {
    return task.stream().mapToDouble(Item::cost).sum();
  }

  @Test
  void staysWithinGrahamsBoundOfTheLowerBound() {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      int bins = 1 + random.nextInt(8);
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < bins + random.nextInt(60); i++) {
        items.add(new Item(i, Math.exp(3 * random.nextGaussian()), null));
      }
      List<List<Item>> tasks = pack(items, bins, bins);

      double total = load(items);
      double longest = items.stream().mapToDouble(Item::cost).max().orElseThrow();
      double makespan = tasks.stream().mapToDouble(PackerTest::load).max().orElseThrow();
      // List scheduling: at most the mean plus the longest; a lower bound of the best is known.
      assertThat(makespan).isLessThanOrEqualTo(total / bins + longest * (1 - 1.0 / bins) + 1e-6);
      assertThat(tasks.stream().flatMap(List::stream).map(Item::id).sorted().toList())
          .isEqualTo(IntStream.range(0, items.size()).boxed().toList());
    }
  }

  @Test
  void isOptimalWhereLongestFirstIs() {
    List<Item> items = new ArrayList<>();
    for (double cost : new double[] {7, 6, 5, 4, 3, 2}) {
      items.add(new Item(items.size(), cost, null));
    }
    assertThat(pack(items, 3, 3).stream().map(PackerTest::load).toList())
        .containsExactly(9.0, 9.0, 9.0);
  }

  @Test
  void theLongestTaskComesFirst() {
    List<Item> items =
        new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> new Item(i, i + 1, null)).toList());
    Collections.shuffle(items, new Random(1));
    List<List<Item>> tasks = pack(items, 2, 1000);
    assertThat(tasks).hasSize(20);
    assertThat(tasks.get(0).get(0).cost()).isEqualTo(20);
  }

  @Test
  void keepsAffinityTogetherButSplitsASkewedOne() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      items.add(new Item(i, 1, "big"));
    }
    for (int i = 80; i < 100; i++) {
      items.add(new Item(i, 1, "small" + i % 4));
    }
    List<List<Item>> tasks = pack(items, 4, 100);
    double longest = tasks.stream().mapToDouble(PackerTest::load).max().orElseThrow();
    assertThat(longest).isLessThanOrEqualTo(25);
    long tasksOfSmall0 =
        tasks.stream().filter(t -> t.stream().anyMatch(i -> "small0".equals(i.affinity()))).count();
    assertThat(tasksOfSmall0).isEqualTo(1);
  }

  @Test
  void nothingGivesNothing() {
    assertThat(pack(List.of(), 4, 4)).isEmpty();
  }
}
