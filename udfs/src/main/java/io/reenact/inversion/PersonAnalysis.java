package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.Heads;
import io.reenact.inversion.InversionCost.Phase;
import io.reenact.latent.Latents;
import io.reenact.maths.Vectors;
import io.reenact.splat.Colours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Person analysis (docs/design/method.md, section 4): anchors from a few frames of each person,
 * with an offset a frame, so that the anchor keeps the neutral expression. Every few steps the
 * anchors, rendered in the neutral camera, are drawn to one common neutral expression: that of the
 * generator's mean head.
 */
final class PersonAnalysis {
  static final String PHASE = "analysis";
  private static final int NEUTRAL_EVERY = 4;
  private static final double MOTION_RATE = 6e-4;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final List<PersonState> sought;
  private final List<Sample> samples = new ArrayList<>();

  PersonAnalysis(Cohort cohort) {
    this.cohort = cohort;
    this.settings = cohort.settings;
    this.sought = cohort.moving();
    int latentSize = cohort.generator.bundle().manifest().latentSize();
    for (PersonState p : sought) {
      List<AnalysisFrames.Pick> picks =
          AnalysisFrames.choose(p.input, settings.analysis().analysisFrames());
      for (int k = 0; k < picks.size(); k++) {
        TargetFrame frame = AnalysisFrames.frame(p.input, picks.get(k));
        samples.add(new Sample(p, frame, picks.size() == 1 ? -1 : k, latentSize));
      }
    }
  }

  /** What is sought beside the anchors. */
  List<Sample> samples() {
    return samples;
  }

  /** The people whose anchors are sought, with the mean offset of their analysis frames. */
  record Found(PersonState person, float[] meanOffset) {}

  /**
   * Runs the steps after {@code done}.
   *
   * @param done steps that a checkpoint already holds
   */
  List<Found> run(int done, Saving saving) throws IOException {
    cohort.meter.cost().analysis(done);
    cohort.meter.begin(Phase.ANALYSIS);
    float[] neutral =
        sought.isEmpty() || PhaseTerms.active(cohort.terms.neutral()).isEmpty() ? null : neutral();
    int steps = sought.isEmpty() ? 0 : settings.analysis().analysisSteps();
    for (int step = done + 1; step <= steps; step++) {
      step(step, neutral);
      if (cohort.converged(PHASE)) {
        break;
      }
      saving.step(Phase.ANALYSIS, step);
    }
    return sought.stream().map(p -> new Found(p, mean(p))).toList();
  }

  /** One analysis frame with an offset and a head motion of its own. */
  static final class Sample {
    final PersonState person;
    final TargetFrame frame;
    final float[] offset;
    final float[] motion = new float[HeadMotion.SIZE];
    final Adam offsetAdam;
    final Adam motionAdam = new Adam(HeadMotion.SIZE, 0.999);

    /** Its place among the person's; -1 for the only one. */
    private final int place;

    Sample(PersonState person, TargetFrame frame, int place, int latentSize) {
      this.person = person;
      this.place = place;
      this.frame = frame;
      this.offset = new float[latentSize];
      this.offsetAdam = new Adam(latentSize, 0.999);
    }

    /** Whether it is looked at in a step that looks at every other frame. */
    private boolean turn(int step) {
      return place < 0 || (place + step) % 2 == 0;
    }
  }

  /** Networks judge a face only once it is roughly in place. */
  private static boolean networks(InversionSettings settings, int step) {
    return step / (double) settings.analysis().analysisSteps() > 0.3;
  }

  /** What frames are judged by in a step. */
  static List<LossTerm> terms(InversionSettings settings, PhaseTerms terms, int step) {
    boolean networks = networks(settings, step);
    return PhaseTerms.active(terms.analysis()).stream()
        .filter(t -> networks || t.need() == LossTerm.Need.NOTHING)
        .toList();
  }

  /** Whether a step also renders each person's anchor, to draw it to the neutral expression. */
  static boolean neutral(InversionSettings settings, PhaseTerms terms, int step) {
    return !PhaseTerms.active(terms.neutral()).isEmpty()
        && networks(settings, step)
        && step % NEUTRAL_EVERY == 0;
  }

  private void step(int step, float[] neutral) {
    SplittableRandom random = Draws.at(settings.run().seed(), 2, step);
    double fraction = step / (double) settings.analysis().analysisSteps();
    List<LossTerm> terms = terms(settings, cohort.terms, step);
    List<LossTerm> anchors = PhaseTerms.active(cohort.terms.neutral());
    List<RenderStep.Item> items = new ArrayList<>();
    boolean halves = settings.halves(step, settings.analysis().analysisSteps());
    List<Sample> looked = samples.stream().filter(s -> !halves || s.turn(step)).toList();
    double price = looked.size() * cohort.meter.prices().frame(terms);
    for (Sample s : looked) {
      items.add(
          new RenderStep.Item(
              Latents.plus(s.person.anchor, 1, s.offset),
              s.frame.camera().withHeadMotion(s.motion),
              s.frame,
              cohort.background(random),
              terms,
              1,
              null,
              null,
              0));
    }
    if (neutral != null && neutral(settings, cohort.terms, step)) {
      // Seen every few steps, so weighted accordingly; per person, not per frame.
      double times = (double) NEUTRAL_EVERY * looked.size() / sought.size();
      for (PersonState p : sought) {
        items.add(
            new RenderStep.Item(
                p.anchor,
                Camera.neutral(),
                null,
                Colours.white(),
                anchors,
                times,
                neutral,
                null,
                random.nextInt(cohort.targets.looks())));
      }
    }
    RenderStep.Outcome out = cohort.step.run(items, cohort.perceptual(halves ? step / 2 : step));
    double rate = settings.work().learningRate() * (1 - 0.8 * fraction);
    for (PersonState p : sought) {
      float[] g = new float[p.anchor.length];
      for (int i = 0; i < items.size(); i++) {
        boolean own =
            i < looked.size() ? looked.get(i).person == p : sought.get(i - looked.size()) == p;
        for (int k = 0; own && k < g.length; k++) {
          g[k] += out.latents()[i][k];
        }
      }
      p.anchorAdam.step(p.anchor, g, rate * cohort.scale.unit());
    }
    for (int i = 0; i < looked.size(); i++) {
      Sample s = looked.get(i);
      float[] g = out.latents()[i];
      cohort.scale.addNorm(s.offset, settings.weights().of("offset") / looked.size(), g);
      s.offsetAdam.step(s.offset, g, rate * cohort.scale.unit());
      if (settings.work().refinePose()) {
        s.motionAdam.step(s.motion, out.motions()[i], MOTION_RATE);
      }
    }
    cohort.trace.add(PHASE, step, out);
    price += (items.size() - looked.size()) * cohort.meter.prices().frame(anchors);
    cohort.meter.add(price, step, settings.analysis().analysisSteps(), out.loss());
  }

  /** Expression features of the generator's mean head in the neutral camera. */
  private float[] neutral() {
    float[] latent = cohort.generator.latentOf(cohort.generator.bundle().latentStats().mean());
    int size = settings.size();
    try (Heads heads = cohort.painter.heads(new float[][] {latent})) {
      float[] image = heads.draw(0, Camera.neutral(), size, size, Colours.white()).image();
      return cohort.targets.expression(image, Camera.neutral(), size);
    }
  }

  private float[] mean(PersonState person) {
    return Vectors.mean(
        samples.stream().filter(s -> s.person == person).map(s -> s.offset).toList());
  }
}
