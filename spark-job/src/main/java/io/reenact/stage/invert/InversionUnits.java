package io.reenact.stage.invert;

import io.reenact.encoder.EncoderBundle;
import io.reenact.evaluation.Trial;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.InversionCost;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.Strategy;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.table.GoneData;
import io.reenact.table.UnitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The units of the stage invert: their keys, latent spaces and predicted costs. */
final class InversionUnits {
  private final StageContext context;
  private final GeneratorBundle bundle;
  private final EncoderBundle encoder;
  private final int version;

  /**
   * @param encoder of the generator; null if nobody uses one
   * @param version of the stage
   */
  InversionUnits(StageContext context, GeneratorBundle bundle, EncoderBundle encoder, int version) {
    this.context = context;
    this.bundle = bundle;
    this.encoder = encoder;
    this.version = version;
  }

  /**
   * The units of people of one strategy.
   *
   * @param first the hub, or clips, which the others wait for
   */
  record Planned(
      Cohorts.Plan plan, List<Unit<InvertStage.Spec>> first, List<Unit<InvertStage.Spec>> units) {
    private static Planned of(Cohorts.Plan plan) {
      return new Planned(plan, new ArrayList<>(), new ArrayList<>());
    }

    private boolean pivots() {
      return units.get(0).spec().strategy() == Strategy.PIVOT;
    }

    String text() {
      return plan instanceof Cohorts.Hub h
          ? "hub " + h.hub().identity() + " and " + h.others().size() + " people tuned with it"
          : plan instanceof Cohorts.Alone
              ? units.size()
                  + " "
                  + (pivots() ? "tuned around a pivot" : "encoded")
                  + ", each person alone"
              : units.size() == 1
                  ? "one cohort of " + units.get(0).spec().people().size()
                  : units.size() + " pairs";
    }
  }

  /** Plans the units of a group. */
  Planned planned(StrategyGroups.Group group) {
    Planned planned = Planned.of(group.plan());
    Function<List<Cohorts.Person>, Unit<InvertStage.Spec>> whole =
        people -> unit(group, people, null, 0);
    if (planned.plan() instanceof Cohorts.Groups groups) {
      groups.cohorts().forEach(c -> planned.units().add(whole.apply(c.people())));
    } else if (planned.plan() instanceof Cohorts.Alone alone) {
      // What a protocol keeps from inversion is inverted with the person, so that takes all frames.
      boolean byClips =
          group.strategy() == Strategy.ENCODE && !Trial.of(context.settings()).holds();
      for (Cohorts.Person p : alone.people()) {
        if (byClips) {
          encoded(group, p, planned);
        } else {
          planned.units().add(whole.apply(List.of(p)));
        }
      }
    } else if (planned.plan() instanceof Cohorts.Hub hub) {
      int frames = InversionPlan.planner(context.settings()).hubFrames();
      Unit<InvertStage.Spec> first = whole.apply(List.of(hub.hub()));
      planned.first().add(first);
      for (Cohorts.Person p : hub.others()) {
        planned.units().add(unit(group, List.of(hub.hub(), p), first, frames));
      }
    }
    return planned;
  }

  /**
   * A unit for each clip of a person who is encoded, and one for the person that is made of them.
   */
  private void encoded(StrategyGroups.Group group, Cohorts.Person person, Planned planned) {
    InversionSettings constants = InversionSettings.of(context.settings()).by(Strategy.ENCODE);
    boolean light = InversionPlan.planner(context.settings()).lightPerceptual();
    List<String> encodings = new ArrayList<>();
    for (TrackedClip c : person.clips()) {
      Cohorts.Person one = new Cohorts.Person(person.identity(), List.of(c));
      Map<String, Object> decides =
          InversionPlan.decides(context, List.of(one), group.asked(), bundle.id(), encoder);
      decides.put("clip", true);
      UnitKey key = UnitKey.of(InvertStage.NAME, version, decides);
      encodings.add(key.hex());
      planned
          .first()
          .add(
              new Unit<>(
                  key,
                  c.clip().label(),
                  InvertStage.loading(List.of(one))
                      + InversionCost.ofClip(constants, c.usable(), light).seconds(),
                  new InvertStage.Spec(
                      null,
                      Strategy.ENCODE,
                      List.of(one),
                      null,
                      0,
                      Trial.of(context.settings()).given().text(),
                      true,
                      null,
                      null)));
    }
    Unit<InvertStage.Spec> whole = unit(group, List.of(person), null, 0);
    InvertStage.Spec s = whole.spec();
    List<Integer> usable = person.clips().stream().map(TrackedClip::usable).toList();
    planned
        .units()
        .add(
            new Unit<>(
                whole.key(),
                whole.label(),
                InversionCost.ofEncoded(constants, usable, light).seconds(),
                new InvertStage.Spec(
                    s.cohort(),
                    s.strategy(),
                    s.people(),
                    null,
                    0,
                    s.protocol(),
                    false,
                    encodings,
                    null)));
  }

  /** A clip that can't serve the protocol: a row with the reason. */
  Unit<InvertStage.Spec> unfit(TrackedClip clip, String why) {
    String protocol = Trial.of(context.settings()).given().text();
    UnitKey key =
        UnitKey.of(
            InvertStage.NAME,
            version,
            Map.of("unfit", clip.clip().label(), "unit", clip.unit(), "protocol", protocol));
    return new Unit<>(
        key,
        clip.clip().label(),
        0.01,
        new InvertStage.Spec(null, null, List.of(), null, 0, protocol, false, null, why));
  }

  private Unit<InvertStage.Spec> unit(
      StrategyGroups.Group group,
      List<Cohorts.Person> people,
      Unit<InvertStage.Spec> hub,
      int hubFrames) {
    Strategy strategy = group.strategy();
    EncoderBundle used = strategy.encodes() ? encoder : null;
    Map<String, Object> decides =
        InversionPlan.decides(context, people, group.asked(), bundle.id(), used);
    if (hub != null) {
      decides.put("hub", hub.key().hex());
      decides.put("hub_frames", hubFrames);
    }
    UnitKey key = UnitKey.of(InvertStage.NAME, version, decides);
    InversionCost cost =
        InvertStage.cost(
            people,
            hub != null,
            InversionSettings.of(context.settings()).by(strategy),
            InversionPlan.planner(context.settings()).lightPerceptual());
    String cohort = hub != null ? hub.spec().cohort() : cohort(key, strategy);
    String label = people.stream().map(Cohorts.Person::identity).collect(Collectors.joining("+"));
    return new Unit<>(
        key,
        label,
        InvertStage.loading(people) + cost.seconds(),
        new InvertStage.Spec(
            cohort,
            strategy,
            people,
            hub == null ? null : hub.key().hex(),
            hubFrames,
            Trial.of(context.settings()).given().text(),
            false,
            null,
            null));
  }

  /**
   * The name of a latent space. People whom nothing is tuned with share one, the generator's own,
   * whoever comes when and by which strategy.
   */
  private String cohort(UnitKey key, Strategy strategy) {
    UnitKey space = key;
    if (!strategy.together()) {
      Map<String, Object> shared =
          InversionPlan.decides(context, List.of(), Strategy.ENCODE, bundle.id(), encoder);
      shared.remove("people");
      shared.remove("held");
      space = UnitKey.of(InvertStage.NAME, version, shared);
    }
    return space.hex().substring(0, GoneData.COHORT_NAME);
  }
}
