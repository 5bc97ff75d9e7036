package io.reenact.stage.invert;

import io.reenact.encoder.EncoderBundle;
import io.reenact.error.UserError;
import io.reenact.evaluation.Trial;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.InversionCost;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.Strategy;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.row.PersonRow;
import io.reenact.runner.Prediction;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.GoneData;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Inverts and tunes cohorts: one unit a cohort. A hub is planned in two rounds of this stage: first
 * the hub alone, then everyone else together with the frozen hub, all in one latent space.
 */
public final class InvertStage implements Stage<InvertStage.Spec> {
  /** The stage's name. */
  public static final String NAME = PersonRow.STAGE;

  /**
   * 2: joint tuning that works. 3: faces at rest are those with a closed mouth. 4: outside a clip's
   * frame targets count as empty, a little, and brows count twice. 5: cross steps judge how
   * expressions change. 6: tuning draws a person first, and seldom seen frames more often.
   */
  private static final int VERSION = 7;

  private final boolean hubOnly;

  private InvertStage(boolean hubOnly) {
    this.hubOnly = hubOnly;
  }

  /** The rounds, to be run one after another; the second skips what the first did. */
  public static List<Stage<?>> rounds() {
    return List.of(new InvertStage(true), new InvertStage(false));
  }

  /**
   * A cohort to invert.
   *
   * @param cohort name of the latent space
   * @param people to invert, the frozen hub first if there is one
   * @param hubUnit unit that holds the frozen hub's result; null without a hub
   * @param hubFrames how many of the hub's frames are used
   * @param protocol by which frames are given
   * @param unfit why a clip can't serve the protocol: nothing is inverted; else null
   */
  public record Spec(
      String cohort,
      List<Cohorts.Person> people,
      String hubUnit,
      int hubFrames,
      String protocol,
      String unfit)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public boolean usesGpu() {
    return true;
  }

  @Override
  public int threads(StageContext context) {
    return context.settings().job().threads();
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of(
        "inversion", context.settings().section("inversion"),
        "generator", context.settings().section("generator"),
        "networks", context.settings().section("networks"),
        "threads", threads(context),
        "seed", context.settings().job().seed());
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    InversionPlan.Planner planner = InversionPlan.planner(context.settings());
    GeneratorBundle bundle =
        context
            .settings()
            .section("generator", GeneratorSettings.class)
            .load(context.hadoop(), planner.directions());
    // One that is missing, or another generator's, is better known before the work.
    EncoderBundle encoder = InversionPlan.encoder(planner, bundle, context.hadoop());
    if (encoder == null && planner.strategy() != Strategy.OPTIMISE && !hubOnly) {
      context
          .console()
          .line(
              "invert: generator "
                  + bundle.manifest().name()
                  + " has no encoder, so people are optimised from sampled latents; encoder fit"
                  + " makes one");
    }
    GivenClips given = new GivenClips(context);
    if (given.people().isEmpty() && !given.unfit().isEmpty()) {
      TrackedClip first = given.unfit().keySet().iterator().next();
      throw new UserError(
          "no clip can serve the protocol "
              + Trial.of(context.settings()).text()
              + "; "
              + first.clip().label()
              + ": "
              + given.unfit().get(first));
    }
    Cohorts.Plan plan =
        optimises(planner, encoder)
            ? Cohorts.plan(planner.planner(), planner.hub(), given.people())
            : Cohorts.alone(given.people());
    List<Unit<Spec>> units = new ArrayList<>();
    if (plan instanceof Cohorts.Groups groups) {
      groups.cohorts().forEach(c -> units.add(unit(context, bundle, encoder, c.people(), null, 0)));
    } else if (plan instanceof Cohorts.Alone alone) {
      alone.people().forEach(p -> units.add(unit(context, bundle, encoder, List.of(p), null, 0)));
    } else if (plan instanceof Cohorts.Hub hub) {
      Unit<Spec> first = unit(context, bundle, encoder, List.of(hub.hub()), null, 0);
      units.add(first);
      for (Cohorts.Person p : hub.others()) {
        units.add(
            unit(context, bundle, encoder, List.of(hub.hub(), p), first, planner.hubFrames()));
      }
    }
    // All of the plan is told in the first round that has work.
    if (hubOnly == plan instanceof Cohorts.Hub) {
      describe(context, plan, units, encoder);
    }
    if (hubOnly) {
      return plan instanceof Cohorts.Hub ? units.subList(0, 1) : List.of();
    }
    given.unfit().forEach((clip, why) -> units.add(unfit(context, clip, why)));
    return units;
  }

  /** A clip that can't serve the protocol: a row with the reason. */
  private Unit<Spec> unfit(StageContext context, TrackedClip clip, String why) {
    String protocol = Trial.of(context.settings()).given().text();
    UnitKey key =
        UnitKey.of(
            name(),
            version(),
            Map.of("unfit", clip.clip().label(), "unit", clip.unit(), "protocol", protocol));
    return new Unit<>(
        key, clip.clip().label(), 0.01, new Spec(null, List.of(), null, 0, protocol, why));
  }

  private Unit<Spec> unit(
      StageContext context,
      GeneratorBundle bundle,
      EncoderBundle encoder,
      List<Cohorts.Person> people,
      Unit<Spec> hub,
      int hubFrames) {
    Map<String, Object> decides = InversionPlan.decides(context, people, bundle.id(), encoder);
    if (hub != null) {
      decides.put("hub", hub.key().hex());
      decides.put("hub_frames", hubFrames);
    }
    UnitKey key = UnitKey.of(name(), version(), decides);
    InversionSettings constants =
        InversionPlan.resolved(InversionSettings.of(context.settings()), encoder);
    InversionCost cost =
        cost(
            people,
            hub != null,
            constants,
            InversionPlan.planner(context.settings()).lightPerceptual());
    String cohort = hub == null ? cohort(context, key, decides, encoder) : hub.spec().cohort();
    String label = people.stream().map(Cohorts.Person::identity).collect(Collectors.joining("+"));
    return new Unit<>(
        key,
        label,
        loading(people) + cost.seconds(),
        new Spec(
            cohort,
            people,
            hub == null ? null : hub.key().hex(),
            hubFrames,
            Trial.of(context.settings()).given().text(),
            null));
  }

  /**
   * The name of a latent space. Encoded people share one, the generator's own, whoever is encoded
   * when.
   */
  private String cohort(
      StageContext context, UnitKey key, Map<String, Object> decides, EncoderBundle encoder) {
    UnitKey space = key;
    if (!optimises(InversionPlan.planner(context.settings()), encoder)) {
      Map<String, Object> shared = new TreeMap<>(decides);
      shared.remove("people");
      shared.remove("held");
      space = UnitKey.of(name(), version(), shared);
    }
    return space.hex().substring(0, GoneData.COHORT_NAME);
  }

  /** Whether people are tuned together. */
  private static boolean optimises(InversionPlan.Planner planner, EncoderBundle encoder) {
    return planner.strategy().with(encoder != null).optimises();
  }

  /** Seconds of one core that decoding and cutting out the people's frames takes. */
  static double loading(List<Cohorts.Person> people) {
    return InversionCost.loading(people.stream().mapToInt(p -> p.usable() + p.heldFrames()).sum());
  }

  /** What optimising costs. */
  static InversionCost cost(
      List<Cohorts.Person> people, boolean frozen, InversionSettings constants, boolean light) {
    int held = people.stream().skip(frozen ? 1 : 0).mapToInt(Cohorts.Person::heldFrames).sum();
    return InversionCost.of(
            constants, people.stream().map(Cohorts.Person::usable).toList(), frozen, light)
        .withHeld(held);
  }

  /** The plan with its predicted cost, before work starts. */
  private void describe(
      StageContext context, Cohorts.Plan plan, List<Unit<Spec>> units, EncoderBundle encoder) {
    InversionSettings constants =
        InversionPlan.resolved(InversionSettings.of(context.settings()), encoder);
    long frames =
        units.stream()
            .map(Unit::spec)
            .mapToLong(s -> cost(s.people(), s.hubUnit() != null, constants, true).frames())
            .sum();
    String what =
        plan instanceof Cohorts.Hub h
            ? "hub " + h.hub().identity() + " and " + h.others().size() + " people tuned with it"
            : plan instanceof Cohorts.Alone
                ? units.size() + " encoded, each person alone"
                : units.size() == 1
                    ? "one cohort of " + units.get(0).spec().people().size()
                    : units.size() + " pairs";
    context
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "invert: plan: %s; %d tunings, %,d frames to render while optimising; %s",
                what,
                units.size(),
                frames,
                Prediction.of(units, context, threads(context))));
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    InversionSettings constants = InversionSettings.of(context.settings());
    GeneratorSettings generator = context.settings().section("generator", GeneratorSettings.class);
    InversionPlan.Planner planner = InversionPlan.planner(context.settings());
    boolean light = planner.lightPerceptual();
    NetworkSettings networks = InversionPlan.networks(context.settings());
    networks.check(context.hadoop());
    InvertEngine.How how =
        new InvertEngine.How(
            planner.precision(), context.settings().job().deterministic(), planner);
    return (spec, unit) -> {
      if (spec.unfit() != null) {
        // Left out, as the protocol wants it: no fault that should stop the others.
        unit.warn(spec.unfit());
      } else {
        InvertEngine.run(spec, constants, networks, light, generator, how, unit);
      }
    };
  }
}
