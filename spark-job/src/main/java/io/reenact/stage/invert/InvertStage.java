package io.reenact.stage.invert;

import io.reenact.encoder.EncoderBundle;
import io.reenact.error.BadInput;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Inverts and tunes cohorts: one unit a cohort. What others are made from is done in a first round
 * of this stage: a hub alone, then everyone else together with the frozen hub, all in one latent
 * space; clips that are encoded, then the people whom they show.
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

  private final boolean firstRound;

  private InvertStage(boolean firstRound) {
    this.firstRound = firstRound;
  }

  /** The rounds, to be run one after another; the second skips what the first did. */
  public static List<Stage<?>> rounds() {
    return List.of(new InvertStage(true), new InvertStage(false));
  }

  /**
   * A cohort to invert.
   *
   * @param cohort name of the latent space
   * @param strategy by which the people become latents
   * @param people to invert, the frozen hub first if there is one
   * @param hubUnit unit that holds the frozen hub's result; null without a hub
   * @param hubFrames how many of the hub's frames are used
   * @param protocol by which frames are given
   * @param clip whether it is one clip to encode, for its person's own unit
   * @param encodings units that encoded the person's clips; null if the person's frames are looked
   *     at
   * @param unfit why a clip can't serve the protocol: nothing is inverted; else null
   */
  public record Spec(
      String cohort,
      Strategy strategy,
      List<Cohorts.Person> people,
      String hubUnit,
      int hubFrames,
      String protocol,
      boolean clip,
      List<String> encodings,
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
    GivenClips given = new GivenClips(context);
    // One that is missing, or another generator's, is better known before the work.
    EncoderBundle encoder = encoder(context, planner, bundle, given);
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
    List<Planned> all = new ArrayList<>();
    StrategyGroups.of(planner, encoder != null, given.people())
        .forEach(g -> all.add(planned(context, bundle, encoder, g)));
    boolean before = all.stream().anyMatch(p -> !p.first().isEmpty());
    List<Unit<Spec>> units =
        all.stream().flatMap(p -> Stream.concat(p.first().stream(), p.units().stream())).toList();
    // All of the plan is told in the first round that has work.
    if (firstRound == before) {
      describe(context, all, units);
    }
    if (firstRound) {
      return all.stream().flatMap(p -> p.first().stream()).toList();
    }
    List<Unit<Spec>> withUnfit = new ArrayList<>(units);
    given.unfit().forEach((clip, why) -> withUnfit.add(unfit(context, clip, why)));
    return withUnfit;
  }

  /**
   * The encoder, if somebody's strategy uses it; null if there is none. Without one, people whose
   * manifest asks for it are left out, and who else would need it is optimised.
   */
  private EncoderBundle encoder(
      StageContext context,
      InversionPlan.Planner planner,
      GeneratorBundle bundle,
      GivenClips given) {
    List<Strategy> asked =
        given.people().stream().map(p -> InversionPlan.asked(planner, p)).distinct().toList();
    EncoderBundle encoder =
        asked.stream().anyMatch(Strategy::encodes)
            ? InversionPlan.encoder(planner, bundle, context.hadoop())
            : null;
    if (encoder != null) {
      return encoder;
    }
    String none =
        "generator "
            + bundle.manifest().name()
            + " has no encoder: fit one (encoder fit) and name its folder in inversion.encoder";
    for (Cohorts.Person p : List.copyOf(given.people())) {
      if (InversionPlan.asked(planner, p) == Strategy.ENCODE) {
        if (p.strategy() == null) {
          throw new BadInput(none + ", or set inversion.strategy=optimise");
        }
        given.leaveOut(p, none + ", or give " + p.identity() + " another strategy");
      }
    }
    if (asked.stream().anyMatch(s -> s.with(false) != s) && !firstRound) {
      context
          .console()
          .line(
              "invert: generator "
                  + bundle.manifest().name()
                  + " has no encoder, so people are optimised from sampled latents; encoder fit"
                  + " makes one");
    }
    return null;
  }

  /**
   * The units of people of one strategy.
   *
   * @param first the hub, or clips, which the others wait for
   */
  private record Planned(Cohorts.Plan plan, List<Unit<Spec>> first, List<Unit<Spec>> units) {
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

  private Planned planned(
      StageContext context,
      GeneratorBundle bundle,
      EncoderBundle encoder,
      StrategyGroups.Group group) {
    Planned planned = Planned.of(group.plan());
    Function<List<Cohorts.Person>, Unit<Spec>> whole =
        people -> unit(context, bundle, encoder, group, people, null, 0);
    if (planned.plan() instanceof Cohorts.Groups groups) {
      groups.cohorts().forEach(c -> planned.units().add(whole.apply(c.people())));
    } else if (planned.plan() instanceof Cohorts.Alone alone) {
      // What a protocol keeps from inversion is inverted with the person, so that takes all frames.
      boolean byClips =
          group.strategy() == Strategy.ENCODE && !Trial.of(context.settings()).holds();
      for (Cohorts.Person p : alone.people()) {
        if (byClips) {
          encoded(context, bundle, encoder, group, p, planned);
        } else {
          planned.units().add(whole.apply(List.of(p)));
        }
      }
    } else if (planned.plan() instanceof Cohorts.Hub hub) {
      int frames = InversionPlan.planner(context.settings()).hubFrames();
      Unit<Spec> first = whole.apply(List.of(hub.hub()));
      planned.first().add(first);
      for (Cohorts.Person p : hub.others()) {
        planned
            .units()
            .add(unit(context, bundle, encoder, group, List.of(hub.hub(), p), first, frames));
      }
    }
    return planned;
  }

  /**
   * A unit for each clip of a person who is encoded, and one for the person that is made of them.
   */
  private void encoded(
      StageContext context,
      GeneratorBundle bundle,
      EncoderBundle encoder,
      StrategyGroups.Group group,
      Cohorts.Person person,
      Planned planned) {
    InversionSettings constants = InversionSettings.of(context.settings()).by(Strategy.ENCODE);
    boolean light = InversionPlan.planner(context.settings()).lightPerceptual();
    List<String> encodings = new ArrayList<>();
    for (TrackedClip c : person.clips()) {
      Cohorts.Person one = new Cohorts.Person(person.identity(), List.of(c));
      Map<String, Object> decides =
          InversionPlan.decides(context, List.of(one), group.asked(), bundle.id(), encoder);
      decides.put("clip", true);
      UnitKey key = UnitKey.of(name(), version(), decides);
      encodings.add(key.hex());
      planned
          .first()
          .add(
              new Unit<>(
                  key,
                  c.clip().label(),
                  loading(List.of(one))
                      + InversionCost.ofClip(constants, c.usable(), light).seconds(),
                  new Spec(
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
    Unit<Spec> whole = unit(context, bundle, encoder, group, List.of(person), null, 0);
    Spec s = whole.spec();
    List<Integer> usable = person.clips().stream().map(TrackedClip::usable).toList();
    planned
        .units()
        .add(
            new Unit<>(
                whole.key(),
                whole.label(),
                InversionCost.ofEncoded(constants, usable, light).seconds(),
                new Spec(
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
  private Unit<Spec> unfit(StageContext context, TrackedClip clip, String why) {
    String protocol = Trial.of(context.settings()).given().text();
    UnitKey key =
        UnitKey.of(
            name(),
            version(),
            Map.of("unfit", clip.clip().label(), "unit", clip.unit(), "protocol", protocol));
    return new Unit<>(
        key,
        clip.clip().label(),
        0.01,
        new Spec(null, null, List.of(), null, 0, protocol, false, null, why));
  }

  private Unit<Spec> unit(
      StageContext context,
      GeneratorBundle bundle,
      EncoderBundle given,
      StrategyGroups.Group group,
      List<Cohorts.Person> people,
      Unit<Spec> hub,
      int hubFrames) {
    Strategy strategy = group.strategy();
    EncoderBundle encoder = strategy.encodes() ? given : null;
    Map<String, Object> decides =
        InversionPlan.decides(context, people, group.asked(), bundle.id(), encoder);
    if (hub != null) {
      decides.put("hub", hub.key().hex());
      decides.put("hub_frames", hubFrames);
    }
    UnitKey key = UnitKey.of(name(), version(), decides);
    InversionCost cost =
        cost(
            people,
            hub != null,
            InversionSettings.of(context.settings()).by(strategy),
            InversionPlan.planner(context.settings()).lightPerceptual());
    String cohort =
        hub != null ? hub.spec().cohort() : cohort(context, bundle, encoder, key, strategy);
    String label = people.stream().map(Cohorts.Person::identity).collect(Collectors.joining("+"));
    return new Unit<>(
        key,
        label,
        loading(people) + cost.seconds(),
        new Spec(
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
  private String cohort(
      StageContext context,
      GeneratorBundle bundle,
      EncoderBundle encoder,
      UnitKey key,
      Strategy strategy) {
    UnitKey space = key;
    if (!strategy.together()) {
      Map<String, Object> shared =
          InversionPlan.decides(context, List.of(), Strategy.ENCODE, bundle.id(), encoder);
      shared.remove("people");
      shared.remove("held");
      space = UnitKey.of(name(), version(), shared);
    }
    return space.hex().substring(0, GoneData.COHORT_NAME);
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
  private void describe(StageContext context, List<Planned> all, List<Unit<Spec>> units) {
    InversionSettings constants = InversionSettings.of(context.settings());
    long frames =
        units.stream()
            .map(Unit::spec)
            .mapToLong(
                s ->
                    cost(s.people(), s.hubUnit() != null, constants.by(s.strategy()), true)
                        .frames())
            .sum();
    context
        .console()
        .line(
            String.format(
                Locale.ROOT,
                "invert: plan: %s; %d tunings, %,d frames to render while optimising; %s",
                all.stream().map(Planned::text).collect(Collectors.joining(", ")),
                all.stream()
                    .mapToInt(
                        p ->
                            p.plan() instanceof Cohorts.Alone
                                ? p.units().size()
                                : p.first().size() + p.units().size())
                    .sum(),
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
