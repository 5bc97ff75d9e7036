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
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * expressions change. 6: tuning draws a person first, and seldom seen frames more often. 8:
   * lifting looks at heads from the sides. 9: and under expressions that no frame has. 10: key
   * frames say what they show. 11: tuning looks from the sides, and lids hide eyeballs in what is
   * read of heads. 12: networks take turns, and steps look at every other frame at first. 13:
   * tuning changes neighbours alike. 14: held frames are sought by what will be rendered. 15:
   * people change alike under anyone's expression. 16: held frames are found by their pixels first.
   * 17: eyeballs keep the colours of frames.
   */
  private static final int VERSION = 17;

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
    InversionUnits plan = new InversionUnits(context, bundle, encoder, version());
    List<InversionUnits.Planned> all = new ArrayList<>();
    StrategyGroups.of(planner, encoder != null, given.people())
        .forEach(g -> all.add(plan.planned(g)));
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
    given.unfit().forEach((clip, why) -> withUnfit.add(plan.unfit(clip, why)));
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
      StageContext context, List<InversionUnits.Planned> all, List<Unit<Spec>> units) {
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
                all.stream().map(InversionUnits.Planned::text).collect(Collectors.joining(", ")),
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
