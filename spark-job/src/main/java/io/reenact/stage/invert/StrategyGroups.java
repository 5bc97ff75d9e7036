package io.reenact.stage.invert;

import io.reenact.inversion.Strategy;
import io.reenact.plan.Cohorts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * People by strategy: those of one are planned together. Who is optimised from samples and who is
 * from an encoder takes other numbers of steps, so these are cohorts of their own.
 */
final class StrategyGroups {
  private StrategyGroups() {}

  /**
   * People of one strategy.
   *
   * @param strategy by which they become latents
   * @param asked for by their manifest or the setting; differs where the generator has no encoder
   * @param plan of their cohorts
   */
  record Group(Strategy strategy, Strategy asked, Cohorts.Plan plan) {}

  /**
   * Plans.
   *
   * @param encoder whether the generator has one
   * @param people in name order
   */
  static List<Group> of(
      InversionPlan.Planner planner, boolean encoder, List<Cohorts.Person> people) {
    Map<Strategy, List<Cohorts.Person>> by = new EnumMap<>(Strategy.class);
    for (Cohorts.Person p : people) {
      by.computeIfAbsent(InversionPlan.asked(planner, p).with(encoder), s -> new ArrayList<>())
          .add(p);
    }
    if (by.isEmpty()) {
      by.put(planner.strategy(), people);
    }
    List<Group> groups = new ArrayList<>();
    by.forEach(
        (strategy, own) -> {
          Set<Strategy> asked =
              own.stream().map(p -> InversionPlan.asked(planner, p)).collect(Collectors.toSet());
          groups.add(
              new Group(
                  strategy,
                  asked.size() == 1 ? asked.iterator().next() : strategy,
                  strategy.together()
                      ? Cohorts.plan(planner.planner(), hub(planner.hub(), own, people), own)
                      : Cohorts.alone(own)));
        });
    return groups;
  }

  /** The hub that is asked for, where it is of this group, or nobody at all. */
  private static String hub(String name, List<Cohorts.Person> own, List<Cohorts.Person> everybody) {
    boolean elsewhere =
        everybody.stream().anyMatch(p -> p.identity().equals(name))
            && own.stream().noneMatch(p -> p.identity().equals(name));
    return elsewhere ? "" : name;
  }
}
