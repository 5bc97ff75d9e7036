package io.reenact.inversion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Steps on key frames' own offsets and head motions; whose anchors move is up to the phase. */
final class KeyFrameStep {
  private static final int BATCH = 8;
  private static final double MOTION_RATE = 6e-4;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final List<LossTerm> terms;
  private final String phase;
  private final int draws;
  private final int steps;
  private final boolean halves;

  /**
   * @param phase its name in the trace of losses
   * @param draws number of the phase's own random numbers
   * @param steps of the phase
   * @param halves whether the first of them may look at every other key frame
   */
  KeyFrameStep(Cohort cohort, String phase, int draws, int steps, boolean halves) {
    this.cohort = cohort;
    this.settings = cohort.settings;
    this.terms = PhaseTerms.active(cohort.terms.keyFrames());
    this.phase = phase;
    this.draws = draws;
    this.steps = steps;
    this.halves = halves;
  }

  /** Hears the gradient of a key frame's latent, whatever its batch's size. */
  interface Listener {
    void gradient(Cohort.Owned key, float[] latent);
  }

  /** The learning rate of a step; it falls to a fifth. */
  double rate(int step) {
    return settings.work().learningRate() * decay(step);
  }

  private double decay(int step) {
    return 1 - 0.8 * step / steps;
  }

  /**
   * One step. The first steps look at every other key frame by turns; those between them move as
   * the ones beside them do, since offsets change little from one to the next.
   *
   * @param step from 1
   */
  void run(int step, List<Cohort.Owned> all, Listener listener) {
    SplittableRandom random = Draws.at(settings.run().seed(), draws, step);
    boolean half = halves && settings.halves(step, steps);
    List<Cohort.Owned> keys = half ? all.stream().filter(key -> key.turn(step)).toList() : all;
    // Changes from step to step, or from pair to pair, so that each frame is seen by all networks.
    int turn = half ? step / 2 : step;
    Map<PersonState.ClipState, Cohort.Gradients> gradients = new HashMap<>();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Cohort.Owned> part = keys.subList(from, Math.min(keys.size(), from + BATCH));
      RenderStep.Outcome out =
          cohort.step.run(
              part.stream().map(o -> item(o, random)).toList(),
              cohort.perceptual(turn + from / BATCH));
      for (int i = 0; i < part.size(); i++) {
        Cohort.Owned key = part.get(i);
        float[] latent = scaled(out.latents()[i], part.size());
        gradients
            .computeIfAbsent(key.clip(), Cohort.Gradients::new)
            .add(key.frame(), latent, scaled(out.motions()[i], part.size()));
        listener.gradient(key, latent);
      }
      cohort.trace.add(phase, step, out);
      cohort.meter.add(part.size() * cohort.meter.prices().frame(terms), step, steps, out.loss());
    }
    double motionRate = settings.work().refinePose() ? MOTION_RATE * decay(step) : 0;
    gradients
        .values()
        .forEach(
            g -> {
              g.apply(cohort.scale, rate(step), motionRate, settings.weights().of("offset"));
              g.carry();
            });
  }

  private RenderStep.Item item(Cohort.Owned o, SplittableRandom random) {
    return new RenderStep.Item(
        Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()),
        Cohort.camera(o.clip().motions, o.frame()),
        o.frame(),
        cohort.background(random),
        terms,
        1,
        LossTerm.any(terms, LossTerm.Need.EXPRESSION) ? cohort.targets.expression(o.frame()) : null,
        null,
        random.nextInt(cohort.targets.looks()));
  }

  /** The vector, multiplied in place: losses of a batch are means over its frames. */
  private static float[] scaled(float[] v, float by) {
    for (int i = 0; i < v.length; i++) {
      v[i] *= by;
    }
    return v;
  }
}
