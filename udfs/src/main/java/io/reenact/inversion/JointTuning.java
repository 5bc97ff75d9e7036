package io.reenact.inversion;

import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.TunedWeights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Joint tuning (docs/design/method.md, section 5): the synthesis network's weights together with
 * the offsets, anchors frozen. Reconstruction steps draw frames of all people ({@link FrameDraw}),
 * interpolated ones too; every few steps a cross step renders one person's anchor under another's
 * offsets and judges expression and identity by features. Rates warm up and then decay linearly
 * (docs/design/tuning.md, "What mattered", 3).
 */
final class JointTuning {
  static final String PHASE = "tuning";
  static final String CROSS = "cross";
  static final String LOCALITY = "locality";
  private static final double MOTION_RATE = 1e-4;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final TunedWeights weights;
  private final List<Cohort.Owned> frames;
  private final FrameDraw<Cohort.Owned> draw;
  private final Map<PersonState.ClipState, List<Cohort.Owned>> byClip;
  private final List<List<LossTerm>> reconstruction;
  private final List<LossTerm> cross;
  private double lastLoss;

  JointTuning(Cohort cohort, TunedWeights weights) {
    this.cohort = cohort;
    this.settings = cohort.settings;
    this.weights = weights;
    this.frames = cohort.frames(false);
    this.draw =
        new FrameDraw<>(
            frames,
            Cohort.Owned::person,
            Cohort.Owned::clip,
            o -> o.frame().openings(),
            settings.tuning().rarity());
    boolean turns = settings.work().networkTurns();
    this.reconstruction =
        List.of(cohort.terms.reconstruction(0, turns), cohort.terms.reconstruction(1, turns));
    this.cross = PhaseTerms.active(cohort.terms.cross());
    this.byClip = frames.stream().collect(Collectors.groupingBy(Cohort.Owned::clip));
  }

  /**
   * Runs the steps after {@code done}.
   *
   * @param done steps that a checkpoint already holds
   * @return steps done in all
   */
  int run(int done, Saving saving) throws IOException {
    cohort.meter.cost().tuning(done);
    cohort.meter.begin(InversionCost.Phase.TUNING);
    for (PersonState p :
        settings.tuning().tuningSteps() == 0 ? List.<PersonState>of() : cohort.people) {
      p.identity = cohort.targets.identity(p.input);
      p.eyes = EyeColours.of(own(p));
      cohort.meter.person();
    }
    if (done == 0 && settings.tuning().tuningSteps() > 0) {
      begin();
      // What inversion found is worth keeping before the first step.
      saving.now(InversionCost.Phase.TUNING, 0);
    }
    boolean stays = Locality.wanted(cohort);
    // One untuned generator for both.
    try (Generator untuned = stays || TuningPriors.compares(cohort) ? untuned() : null) {
      return steps(
          done,
          stays ? new Locality((GaussianPainter) cohort.painter, untuned) : null,
          new TuningPriors(cohort, draw, untuned),
          saving);
    }
  }

  private int steps(int done, Locality locality, TuningPriors priors, Saving saving)
      throws IOException {
    int step = done;
    while (step < settings.tuning().tuningSteps() && !cohort.converged(PHASE)) {
      step++;
      double factor = settings.tuning().factor(step);
      SplittableRandom random = Draws.at(settings.run().seed(), 4, step);
      priors.add(step, lastLoss);
      reconstruct(step, factor, random);
      if (crosses() && step % settings.cross().crossEvery() == 0) {
        cross(step, factor, random);
      }
      if (locality != null && step % settings.pivot().localityEvery() == 0) {
        stay(step, factor, locality, random);
      }
      saving.step(InversionCost.Phase.TUNING, step);
    }
    return step;
  }

  private Generator untuned() {
    Generator tuned = cohort.generator;
    return Generator.load(tuned.bundle(), tuned.manager().getDevice(), false);
  }

  private boolean crosses() {
    return settings.cross().crossEvery() > 0 && cohort.people.size() > 1;
  }

  /**
   * Optimisers that know nothing of inversion's other losses, and what cross steps compare with.
   */
  private void begin() {
    for (PersonState p : cohort.people) {
      for (PersonState.ClipState c : p.clips) {
        for (int k = 0; k < c.offsetAdam.length; k++) {
          c.offsetAdam[k].reset();
          c.motionAdam[k].reset();
        }
      }
      p.neutral =
          crosses()
              ? cohort.targets.meanExpression(atRest(own(p), settings.cross().restFrames()))
              : null;
    }
  }

  private List<TargetFrame> own(PersonState person) {
    return frames.stream().filter(o -> o.person() == person).map(Cohort.Owned::frame).toList();
  }

  /**
   * The frames nearest to a neutral face: of those with lids no lower than the median, the ones
   * with the least open mouth, a quarter of all, at most some. A closed mouth is the same in every
   * face, so changes from it can be asked of any other; short offsets would not do, since an anchor
   * keeps whatever mouth the clip has on average.
   *
   * @param own one person's frames
   * @param most how many
   */
  static List<TargetFrame> atRest(List<TargetFrame> own, int most) {
    double[] lids = own.stream().mapToDouble(JointTuning::lids).sorted().toArray();
    double median = lids[lids.length / 2];
    return own.stream()
        .filter(f -> lids(f) >= median)
        .sorted(Comparator.comparingDouble(f -> f.openings()[0]))
        .limit(Math.min(most, (own.size() + 3) / 4))
        .toList();
  }

  private static double lids(TargetFrame frame) {
    return frame.openings()[1] + frame.openings()[2];
  }

  /** Terms as they judge a person. */
  private static List<LossTerm> of(PersonState person, List<LossTerm> terms) {
    return terms.stream().map(t -> t.of(person)).toList();
  }

  private void reconstruct(int step, double factor, SplittableRandom random) {
    List<Cohort.Owned> drawn = new ArrayList<>();
    List<RenderStep.Item> items = new ArrayList<>();
    List<LossTerm> turn = reconstruction.get(step % reconstruction.size());
    for (int i = 0; i < settings.tuning().tuningBatch(); i++) {
      Cohort.Owned o = draw.draw(random);
      List<LossTerm> terms = of(o.person(), turn);
      drawn.add(o);
      items.add(
          new RenderStep.Item(
              Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()),
              Cohort.camera(o.clip().motions, o.frame()),
              o.frame(),
              cohort.background(random),
              terms,
              1,
              LossTerm.any(terms, LossTerm.Need.EXPRESSION)
                  ? cohort.targets.expression(o.frame())
                  : null,
              o.person().identity,
              random.nextInt(cohort.targets.looks())));
    }
    RenderStep.Outcome out = cohort.step.run(items, cohort.perceptual(step));
    lastLoss = out.loss();
    move(drawn, items, out, factor, PHASE, step, true);
  }

  /** Anchor of one person under another's offsets of some frames, each under its own camera. */
  private void cross(int step, double factor, SplittableRandom random) {
    Cohort.Owned first = draw.draw(random);
    List<PersonState> others = cohort.people.stream().filter(p -> p != first.person()).toList();
    PersonState source = others.get(random.nextInt(others.size()));
    List<Cohort.Owned> drawn =
        crossFrames(
            byClip.get(first.clip()),
            first.index(),
            settings.cross().crossFrames(),
            settings.weights().of("cross_change") != 0,
            random);
    List<RenderStep.Item> items = new ArrayList<>();
    for (Cohort.Owned o : drawn) {
      items.add(
          new RenderStep.Item(
              Cohort.latent(source.anchor, o.clip().offsets, o.frame()),
              Cohort.camera(o.clip().motions, o.frame()),
              null,
              cohort.background(random),
              of(source, cross),
              1,
              cohort.targets.goal(
                  source.neutral, cohort.targets.expression(o.frame()), o.person().neutral),
              source.identity,
              random.nextInt(cohort.targets.looks())));
    }
    // Another head under this camera says nothing about this head's pose.
    move(drawn, items, cohort.step.run(items), factor, CROSS, step, false);
  }

  /**
   * A frame and more of its clip: those that follow it, or, to see changes, any.
   *
   * @param clip the frames of a clip that tuning may see
   * @param first index of the frame
   * @param count frames in all
   */
  static <T> List<T> crossFrames(
      List<T> clip, int first, int count, boolean any, SplittableRandom random) {
    List<T> drawn = new ArrayList<>(List.of(clip.get(first)));
    for (int i = 1; i < count; i++) {
      int next = Math.min(clip.size() - 1, first + i);
      drawn.add(clip.get(any ? random.nextInt(clip.size()) : next));
    }
    return drawn;
  }

  /** Eyes and mouth under expressions that no frame shows: there only the weights move. */
  private void stay(int step, double factor, Locality locality, SplittableRandom random) {
    PersonState person = cohort.people.get(random.nextInt(cohort.people.size()));
    List<LossTerm> terms = PhaseTerms.active(cohort.terms.locality());
    List<RenderStep.Item> items =
        locality.items(
            person.anchor, settings.pivot().localityExpressions(), settings.size(), terms, random);
    RenderStep.Outcome out = cohort.step.run(items);
    weights.step(factor, cohort.nextWeightStep());
    cohort.trace.add(LOCALITY, step, out);
    double price = cohort.meter.prices().step(items.size(), terms);
    cohort.meter.add(price, step, settings.tuning().tuningSteps(), lastLoss);
  }

  private void move(
      List<Cohort.Owned> drawn,
      List<RenderStep.Item> items,
      RenderStep.Outcome out,
      double factor,
      String phase,
      int step,
      boolean pose) {
    long start = System.nanoTime();
    Map<PersonState.ClipState, Cohort.Gradients> gradients = new HashMap<>();
    for (int i = 0; i < drawn.size(); i++) {
      Cohort.Owned o = drawn.get(i);
      if (!o.person().frozen()) {
        gradients
            .computeIfAbsent(o.clip(), Cohort.Gradients::new)
            .add(o.frame(), out.latents()[i], pose ? out.motions()[i] : null);
      }
    }
    double motionRate = pose && settings.work().refinePose() ? MOTION_RATE * factor : 0;
    gradients
        .values()
        .forEach(
            g ->
                g.apply(
                    cohort.scale,
                    settings.tuning().offsetRate() * factor,
                    motionRate,
                    settings.weights().of("tuning_offset") / drawn.size()));
    weights.step(factor, cohort.nextWeightStep());
    cohort.step.times().lap(StepTimes.OPTIMISER, start);
    cohort.trace.add(phase, step, out);
    double price = cohort.meter.prices().step(items.size(), items.get(0).terms());
    cohort.meter.add(price, step, settings.tuning().tuningSteps(), lastLoss);
  }
}
