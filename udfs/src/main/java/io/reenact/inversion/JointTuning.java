package io.reenact.inversion;

import io.reenact.generator.TunedWeights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Joint tuning (method.md, section 5): the synthesis network's weights together with the offsets,
 * anchors frozen. Reconstruction steps draw frames of all people, interpolated ones too; every few
 * steps a cross step renders one person's anchor under another's offsets and judges expression and
 * identity by features. Rates warm up over 20 steps and decay linearly to a twentieth (tuning.md,
 * "What mattered", 3).
 */
final class JointTuning {
  static final String PHASE = "tuning";
  static final String CROSS = "cross";
  private static final int WARM_UP = 20;
  private static final double LAST = 0.05;
  private static final int CROSS_FRAMES = 3;
  private static final int REST_FRAMES = 24;
  private static final double MOTION_RATE = 1e-4;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final TunedWeights weights;
  private final List<Cohort.Owned> frames;
  private final Terms reconstruction;
  private final Terms cross;

  JointTuning(Cohort cohort, TunedWeights weights) {
    this.cohort = cohort;
    this.settings = cohort.settings;
    this.weights = weights;
    this.frames = cohort.frames(false);
    this.reconstruction =
        new Terms(
            settings.tuningPixel(),
            settings.tuningPerceptual(),
            0,
            settings.tuningIdentity(),
            settings.tuningExpression(),
            0);
    this.cross = new Terms(0, 0, 0, settings.crossIdentity(), settings.crossExpression(), 0);
  }

  /** Saves everything that decides the rest of the run, after {@code done} steps. */
  interface Saver {
    void save(int done) throws IOException;
  }

  /**
   * Runs the steps after {@code done}.
   *
   * @param done steps that a checkpoint already holds
   * @return steps done in all
   */
  int run(int done, Saver saver) throws IOException {
    for (PersonState p : cohort.people) {
      p.identity = cohort.targets.identity(p.input);
    }
    if (done == 0 && settings.tuningSteps() > 0) {
      begin();
      // What inversion found is worth keeping before the first step.
      saver.save(0);
    }
    long saved = System.nanoTime();
    int step = done;
    while (step < settings.tuningSteps() && !cohort.converged(PHASE)) {
      step++;
      double factor = factor(step);
      SplittableRandom random = Draws.at(settings.seed(), 4, step);
      reconstruct(step, factor, random);
      if (crosses() && step % settings.crossEvery() == 0) {
        cross(step, factor, random);
      }
      if (System.nanoTime() - saved > settings.checkpointSeconds() * 1_000_000_000L) {
        saver.save(step);
        saved = System.nanoTime();
      }
    }
    return step;
  }

  private boolean crosses() {
    return settings.crossEvery() > 0 && cohort.people.size() > 1;
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
      p.neutral = crosses() ? cohort.targets.meanExpression(atRest(own(p))) : null;
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
   */
  static List<TargetFrame> atRest(List<TargetFrame> own) {
    double[] lids = own.stream().mapToDouble(JointTuning::lids).sorted().toArray();
    double median = lids[lids.length / 2];
    return own.stream()
        .filter(f -> lids(f) >= median)
        .sorted(Comparator.comparingDouble(f -> f.openings()[0]))
        .limit(Math.min(REST_FRAMES, (own.size() + 3) / 4))
        .toList();
  }

  private static double lids(TargetFrame frame) {
    return frame.openings()[1] + frame.openings()[2];
  }

  private double factor(int step) {
    double decay = 1 - (1 - LAST) * step / settings.tuningSteps();
    return decay * Math.min(1, step / (double) WARM_UP);
  }

  private void reconstruct(int step, double factor, SplittableRandom random) {
    List<Cohort.Owned> drawn = new ArrayList<>();
    List<RenderStep.Item> items = new ArrayList<>();
    for (int i = 0; i < settings.tuningBatch(); i++) {
      Cohort.Owned o = frames.get(random.nextInt(frames.size()));
      drawn.add(o);
      items.add(
          new RenderStep.Item(
              Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()),
              Cohort.camera(o.clip().motions, o.frame()),
              o.frame(),
              cohort.background(random),
              reconstruction,
              reconstruction.expression() == 0 ? null : cohort.targets.expression(o.frame()),
              o.person().identity));
    }
    move(drawn, items, cohort.step.run(items), factor, PHASE, step, true);
  }

  /**
   * Anchor of one person under three consecutive frames' offsets of another, each under its own
   * camera.
   */
  private void cross(int step, double factor, SplittableRandom random) {
    Cohort.Owned first = frames.get(random.nextInt(frames.size()));
    List<PersonState> others = cohort.people.stream().filter(p -> p != first.person()).toList();
    PersonState source = others.get(random.nextInt(others.size()));
    int last = first.clip().input.frames().size() - 1;
    List<Cohort.Owned> drawn = new ArrayList<>();
    List<RenderStep.Item> items = new ArrayList<>();
    for (int i = 0; i < CROSS_FRAMES; i++) {
      Cohort.Owned o =
          new Cohort.Owned(first.person(), first.clip(), Math.min(last, first.index() + i));
      drawn.add(o);
      items.add(
          new RenderStep.Item(
              Cohort.latent(source.anchor, o.clip().offsets, o.frame()),
              Cohort.camera(o.clip().motions, o.frame()),
              null,
              cohort.background(random),
              cross,
              goal(source.neutral, cohort.targets.expression(o.frame()), o.person().neutral),
              source.identity));
    }
    // Another head under this camera says nothing about this head's pose.
    move(drawn, items, cohort.step.run(items), factor, CROSS, step, false);
  }

  /**
   * The expression that the source should show: its own at rest, changed as the driver's differs
   * from the driver's own at rest. The bundled features measure faces, so the driver's as they are
   * would ask for the driver's brows and lids in the source's face.
   *
   * @param source features of the source at rest
   * @param shown of the driver's frame
   * @param driver of the driver at rest
   */
  static float[] goal(float[] source, float[] shown, float[] driver) {
    float[] goal = new float[shown.length];
    for (int i = 0; i < goal.length; i++) {
      goal[i] = source[i] + shown[i] - driver[i];
    }
    return goal;
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
    double motionRate = pose && settings.refinePose() ? MOTION_RATE * factor : 0;
    gradients
        .values()
        .forEach(
            g ->
                g.apply(
                    cohort,
                    settings.offsetRate() * factor,
                    motionRate,
                    settings.tuningOffset() / drawn.size()));
    weights.step(factor, cohort.nextWeightStep());
    cohort.step.times().lap(StepTimes.OPTIMISER, start);
    cohort.trace.add(phase, step, out);
    cohort.meter.add(items.size());
  }
}
