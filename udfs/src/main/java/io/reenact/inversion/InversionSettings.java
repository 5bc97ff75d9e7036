package io.reenact.inversion;

import io.reenact.error.UserError;
import io.reenact.face.Regions;
import io.reenact.generator.TuningRates;
import io.reenact.settings.Settings;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Constants of inversion and joint tuning, by phase: settings of the section {@code inversion},
 * which settings.yaml declares with defaults, units, ranges and sources, and of {@code job}.
 *
 * @param work what all phases share
 * @param analysis of person analysis
 * @param keyFrames of key-frame inversion
 * @param tuning of joint tuning
 * @param cross of tuning's cross steps
 * @param emphasis what counts more within terms
 * @param weights of the terms
 * @param lift strategy, and what frames show beyond latents
 * @param pivot tuning around a pivot
 * @param run threads and seed
 */
public record InversionSettings(
    Work work,
    Analysis analysis,
    KeyFrameSettings keyFrames,
    Tuning tuning,
    Cross cross,
    Emphasis emphasis,
    Weights weights,
    Lift lift,
    Pivot pivot,
    Run run)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SECTION = "inversion";
  private static final String JOB = "job";

  /** What all phases share. */
  public record Work(
      int size,
      double learningRate,
      boolean refinePose,
      Background background,
      double cropJitter,
      double holdOut,
      double earlyStop,
      boolean networkTurns,
      double halves,
      int deltaRank,
      int checkpointSeconds)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Person analysis, and where an anchor starts. */
  public record Analysis(
      int analysisFrames, int analysisSteps, int startCandidates, double truncation)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Joint tuning. */
  public record Tuning(
      int tuningSteps,
      int tuningBatch,
      double tuningRate,
      double rateFactor,
      double offsetRate,
      double rarity,
      int warmUp,
      double lastRate)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a step's rates are multiplied by: they rise over the warm-up and decay linearly. */
    double factor(int step) {
      double decay = 1 - (1 - lastRate) * step / tuningSteps;
      return decay * Math.min(1, step / (double) warmUp);
    }
  }

  /** Cross steps. */
  public record Cross(
      int crossEvery, int crossFrames, int restFrames, double restShare, double restShareLids)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** What counts more within terms. */
  public record Emphasis(
      double outsideWeight, double lidWeight, double browWeight, double gazeWeight)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a pixel counts in the pixel term, by {@link Regions} code (docs/design/tuning.md). */
    float[] regions() {
      float[] weights = new float[Regions.COUNT];
      weights[Regions.INVALID] = (float) outsideWeight;
      weights[Regions.BACKGROUND] = 0.4f;
      weights[Regions.BODY] = 0.25f;
      weights[Regions.HEAD] = 1;
      weights[Regions.FACE] = 1.5f;
      weights[Regions.EYES] = 3;
      weights[Regions.MOUTH] = 3;
      return weights;
    }
  }

  /** How people become latents, and what their frames show beyond them. */
  public record Lift(
      Strategy strategy,
      double autoDb,
      double autoSeconds,
      double encodedShare,
      int encodeFrames,
      String encodeTries,
      int liftFrames,
      int liftRounds,
      int liftSteps,
      boolean liftOptimised)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Names of the boundaries whose both sides are tried on frames. */
    Set<String> tries() {
      return Arrays.stream(encodeTries.split(",", -1))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether anything beyond latents is lifted. */
    boolean lifts() {
      return (strategy != Strategy.OPTIMISE || liftOptimised) && (liftRounds > 0 || liftSteps > 0);
    }
  }

  /** Tuning around a pivot. */
  public record Pivot(int pivotSteps, double pivotRate, int localityEvery, int localityExpressions)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Settings of {@code job} that are part of the result. */
  public record Run(int threads, long seed) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The constants among a run's settings. */
  public static InversionSettings of(Settings settings) {
    return new InversionSettings(
        settings.part(SECTION, Work.class),
        settings.part(SECTION, Analysis.class),
        settings.part(SECTION, KeyFrameSettings.class),
        settings.part(SECTION, Tuning.class),
        settings.part(SECTION, Cross.class),
        settings.part(SECTION, Emphasis.class),
        Weights.of(settings, SECTION),
        settings.part(SECTION, Lift.class),
        settings.part(SECTION, Pivot.class),
        settings.part(JOB, Run.class));
  }

  /** The profile {@code standard}, the default. */
  public static InversionSettings standard() {
    return of(Settings.profile("standard"));
  }

  /** The profile {@code quick}: demo and tests. */
  public static InversionSettings quick() {
    return of(Settings.profile("quick"));
  }

  /** The profile {@code paper}: 3D-LaSR's constants. */
  public static InversionSettings paper() {
    return of(Settings.profile("paper"));
  }

  /**
   * A copy with some values changed.
   *
   * @param changes by name in the section, such as {@code hold_out}, or {@code threads} or {@code
   *     seed}
   * @throws UserError if a name is unknown or a value out of its range
   */
  public InversionSettings with(Map<String, ?> changes) {
    Settings all = Settings.defaults();
    for (Record part :
        new Record[] {work, analysis, keyFrames, tuning, cross, emphasis, lift, pivot}) {
      all = all.with(SECTION, part);
    }
    all = all.with(SECTION, weights.byName()).with(JOB, run);
    for (Map.Entry<String, ?> change : changes.entrySet()) {
      boolean job = change.getKey().equals("threads") || change.getKey().equals("seed");
      all = all.with(job ? JOB : SECTION, Map.of(change.getKey(), change.getValue()));
    }
    return of(all);
  }

  /** These settings with another strategy. */
  public InversionSettings by(Strategy strategy) {
    Lift other =
        new Lift(
            strategy,
            lift.autoDb(),
            lift.autoSeconds(),
            lift.encodedShare(),
            lift.encodeFrames(),
            lift.encodeTries(),
            lift.liftFrames(),
            lift.liftRounds(),
            lift.liftSteps(),
            lift.liftOptimised());
    return new InversionSettings(
        work, analysis, keyFrames, tuning, cross, emphasis, weights, other, pivot, run);
  }

  /**
   * These settings as their strategy uses them: without optimisation there are no steps, from an
   * encoded start there are fewer, and around a pivot tuning has a number of its own.
   */
  InversionSettings ofStrategy() {
    return switch (lift.strategy()) {
      case OPTIMISE -> this;
      case PIVOT -> with(analysis, keyFrames, tuning(pivot.pivotSteps()));
      case ENCODE_OPTIMISE -> ofShare(lift.encodedShare());
      case ENCODE, AUTO -> ofShare(0);
    };
  }

  private InversionSettings ofShare(double share) {
    return with(
        new Analysis(
            analysis.analysisFrames(),
            part(share, analysis.analysisSteps()),
            1,
            analysis.truncation()),
        new KeyFrameSettings(
            keyFrames.keyFrames(),
            keyFrames.keyFrameShare(),
            keyFrames.keyFrameError(),
            part(share, keyFrames.keyFrameSteps())),
        tuning(part(share, tuning.tuningSteps())));
  }

  private Tuning tuning(int steps) {
    return new Tuning(
        steps,
        tuning.tuningBatch(),
        tuning.tuningRate(),
        tuning.rateFactor(),
        tuning.offsetRate(),
        tuning.rarity(),
        tuning.warmUp(),
        tuning.lastRate());
  }

  private InversionSettings with(Analysis a, KeyFrameSettings k, Tuning t) {
    return new InversionSettings(work, a, k, t, cross, emphasis, weights, lift, pivot, run);
  }

  /** Adam's rates for the weights of the generator. */
  TuningRates rates() {
    return lift.strategy() == Strategy.PIVOT
        ? new TuningRates(tuning.tuningRate(), 1, pivot.pivotRate())
        : new TuningRates(tuning.tuningRate(), tuning.rateFactor(), 0);
  }

  /** At least one of some steps. */
  private static int part(double share, int steps) {
    return share == 0 || steps == 0 ? 0 : Math.max(1, (int) Math.round(share * steps));
  }

  /**
   * Whether a step of person analysis or of key-frame inversion looks at every other frame.
   *
   * @param step from 1
   * @param steps of the phase
   */
  boolean halves(int step, int steps) {
    return step <= work.halves() * steps;
  }

  /** Pixels a side at which all phases work. */
  public int size() {
    return work.size();
  }
}
