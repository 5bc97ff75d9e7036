package io.reenact.stage.reenact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is rendered by whom, in which cohorts, in which pieces. */
class RenderPlanTest {
  @Test
  void presetsAndCuts() {
    RenderPlan plan =
        new RenderPlan(List.of(Map.entry("a", "g"), Map.entry("b", "g"), Map.entry("c", "g")));
    Map<String, float[]> features =
        Map.of("a", new float[] {0}, "b", new float[] {1}, "c", new float[] {3});
    assertThat(plan.similar(features, 1))
        .containsExactly(
            new RenderPlan.Pair("a", "b"),
            new RenderPlan.Pair("b", "a"),
            new RenderPlan.Pair("c", "b"));
    assertThat(plan.sample(4, 1)).hasSize(4).isEqualTo(plan.sample(4, 1));
    assertThat(Segments.cuts(30, new int[] {0, 7, 9, 16, 29}, 10))
        .containsExactly(0, 9, 16, 26, 30);
    assertThat(Segments.cuts(12, new int[] {0, 11}, 10)).containsExactly(0, 12);
  }

  @Test
  void hubsJoinCohorts() {
    RenderPlan plan =
        new RenderPlan(
            List.of(
                Map.entry("a", "hub-a"),
                Map.entry("h", "hub-a"),
                Map.entry("b", "hub-b"),
                Map.entry("h", "hub-b"),
                Map.entry("z", "alone")));
    assertThat(plan.place(new RenderPlan.Pair("a", "b")))
        .contains(new RenderPlan.Place("hub-a", "hub-b"));
    assertThat(plan.place(new RenderPlan.Pair("h", "b")))
        .contains(new RenderPlan.Place("hub-b", "hub-b"));
    assertThat(plan.place(new RenderPlan.Pair("a", "z"))).isEmpty();
    assertThat(plan.neighbours(2)).hasSize(12).contains(new RenderPlan.Pair("z", "b"));
    assertThat(plan.all()).hasSize(16);
  }
}
