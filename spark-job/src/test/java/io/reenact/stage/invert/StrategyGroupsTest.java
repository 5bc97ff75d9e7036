package io.reenact.stage.invert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.error.UserError;
import io.reenact.inversion.Strategy;
import io.reenact.plan.Clip;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrategyGroupsTest {
  private static InversionPlan.Planner planner(String strategy, String hub) {
    return InversionPlan.planner(
        Settings.defaults()
            .with("inversion", Map.of("strategy", strategy, "planner", "hub", "hub", hub)));
  }

  private static Cohorts.Person person(String identity, Strategy strategy) {
    TrackedClip clip =
        new TrackedClip(new Clip(identity, "c", "c.mp4", null, null), "x", 5, 5, 0.2, null, "unit");
    return new Cohorts.Person(identity, List.of(clip), List.of(), 0, strategy);
  }

  private static final List<Cohorts.Person> PEOPLE =
      List.of(
          person("a", null),
          person("b", Strategy.ENCODE),
          person("c", Strategy.ENCODE_OPTIMISE),
          person("d", null));

  @Test
  void whoIsTunedIsPlannedBesideWhoIsEncoded() {
    List<StrategyGroups.Group> groups = StrategyGroups.of(planner("optimise", "d"), true, PEOPLE);
    assertThat(groups.stream().map(StrategyGroups.Group::strategy))
        .containsExactly(Strategy.OPTIMISE, Strategy.ENCODE, Strategy.ENCODE_OPTIMISE);
    assertThat(groups.get(0).plan())
        .isEqualTo(new Cohorts.Hub(PEOPLE.get(3), List.of(PEOPLE.get(0))));
    assertThat(groups.get(1).plan()).isEqualTo(new Cohorts.Alone(List.of(PEOPLE.get(1))));
    // The hub that is asked for is in another cohort; this one takes its own.
    assertThat(groups.get(2).plan()).isEqualTo(new Cohorts.Hub(PEOPLE.get(2), List.of()));
  }

  @Test
  void withoutAnEncoderEveryoneIsTunedTogether() {
    List<Cohorts.Person> people = List.of(PEOPLE.get(0), PEOPLE.get(2), PEOPLE.get(3));
    List<StrategyGroups.Group> groups =
        StrategyGroups.of(planner("encode+optimise", "a"), false, people);
    assertThat(groups).hasSize(1);
    assertThat(groups.get(0).strategy()).isEqualTo(Strategy.OPTIMISE);
    // What decides a unit's key is what was asked for, as before.
    assertThat(groups.get(0).asked()).isEqualTo(Strategy.ENCODE_OPTIMISE);
    assertThat(groups.get(0).plan())
        .isEqualTo(new Cohorts.Hub(people.get(0), people.subList(1, 3)));
  }

  @Test
  void aHubThatIsNobodyIsAnError() {
    assertThatThrownBy(() -> StrategyGroups.of(planner("optimise", "x"), true, PEOPLE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("inversion.hub x has no usable clip");
  }
}
