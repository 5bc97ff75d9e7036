package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Key-frame inversion (docs/design/method.md, section 4): an offset for every key frame, anchors
 * trained along. A step goes once over all key frames in small batches; an anchor moves once a
 * step, by the mean over its frames.
 */
final class KeyFrameInversion {
  static final String PHASE = "key frames";
  private static final int BATCH = 8;
  static final double MOTION_RATE = 6e-4;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final List<LossTerm> terms;
  private final Saving saving;

  KeyFrameInversion(Cohort cohort, Saving saving) {
    this.cohort = cohort;
    this.saving = saving;
    this.settings = cohort.settings;
    this.terms = PhaseTerms.active(cohort.terms.keyFrames());
  }

  /**
   * Gives every clip of the found people its key frames and their starting offsets, and optimises
   * them.
   */
  void run(List<PersonAnalysis.Found> found) throws IOException {
    KeyFrameSelector selector = settings.keyFrames().selector();
    Map<ClipInput, int[]> keys = new IdentityHashMap<>();
    for (PersonAnalysis.Found f : found) {
      f.person().input.clips().forEach(c -> keys.put(c, selector.select(c.frames())));
    }
    // The plan had to guess how many there are.
    cohort.meter.cost().keyFrames(keys.values().stream().mapToInt(k -> k.length).sum());
    cohort.meter.begin(Phase.KEY_FRAMES);
    for (PersonAnalysis.Found f : found) {
      ExpressionFit fit = fit(cohort, f.person().anchor);
      for (ClipInput clip : f.person().input.clips()) {
        f.person().clips.add(start(clip, keys.get(clip), fit, f.meanOffset()));
        cohort.meter.keysStarted(keys.get(clip).length);
      }
    }
    // What analysis found is worth keeping before the first step.
    saving.now(Phase.KEY_FRAMES, 0);
    steps(0);
  }

  /**
   * Optimises key frames that a checkpoint holds.
   *
   * @param done steps that it holds
   */
  void resume(int done) throws IOException {
    int keys =
        cohort.moving().stream().flatMap(p -> p.clips.stream()).mapToInt(c -> c.keys.length).sum();
    cohort.meter.cost().keyFramesAfter(keys, done);
    cohort.meter.begin(Phase.KEY_FRAMES);
    steps(done);
  }

  private void steps(int done) throws IOException {
    List<PersonState> people = cohort.moving();
    int steps = people.isEmpty() ? 0 : settings.keyFrames().keyFrameSteps();
    for (int step = done + 1; step <= steps; step++) {
      step(step, people);
      if (cohort.converged(PHASE)) {
        break;
      }
      saving.step(Phase.KEY_FRAMES, step);
    }
  }

  /** Where key frames start from; null where it is the mean offset. */
  static ExpressionFit fit(Cohort cohort, float[] anchor) {
    // Without a landmark term landmarks are not trusted for the start either.
    return cohort.settings.weights().of("landmark") == 0
        ? null
        : ExpressionFit.of(cohort.generator, anchor);
  }

  static PersonState.ClipState start(
      ClipInput clip, int[] keys, ExpressionFit fit, float[] meanOffset) {
    float[][] offsets = new float[keys.length][];
    float[][] motions = new float[keys.length][HeadMotion.SIZE];
    for (int k = 0; k < keys.length; k++) {
      if (fit == null) {
        offsets[k] = meanOffset.clone();
      } else {
        ExpressionFit.Fit start = fit.fit(clip.frames().get(keys[k]));
        offsets[k] = start.offset();
        motions[k] = start.motion();
      }
    }
    return new PersonState.ClipState(clip, keys, offsets, motions);
  }

  private void step(int step, List<PersonState> people) {
    SplittableRandom random = Draws.at(settings.run().seed(), 3, step);
    List<Cohort.Owned> keys = new ArrayList<>();
    Map<PersonState.ClipState, Cohort.Gradients> gradients = new HashMap<>();
    Map<PersonState, float[]> anchors = new HashMap<>();
    for (PersonState p : people) {
      anchors.put(p, new float[p.anchor.length]);
      for (PersonState.ClipState c : p.clips) {
        gradients.put(c, new Cohort.Gradients(c));
        for (int k : c.keys) {
          keys.add(new Cohort.Owned(p, c, k));
        }
      }
    }
    double decay = 1 - 0.8 * step / settings.keyFrames().keyFrameSteps();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Cohort.Owned> part = keys.subList(from, Math.min(keys.size(), from + BATCH));
      List<RenderStep.Item> items = new ArrayList<>();
      for (Cohort.Owned o : part) {
        items.add(item(cohort, o, terms, random));
      }
      RenderStep.Outcome out = cohort.step.run(items);
      for (int i = 0; i < items.size(); i++) {
        Cohort.Owned o = part.get(i);
        // A frame's own gradient, whatever the batch's size.
        float[] g = scaled(out.latents()[i], items.size());
        float[] m = scaled(out.motions()[i], items.size());
        gradients.get(o.clip()).add(o.frame(), g, m);
        float[] a = anchors.get(o.person());
        long frames = o.person().clips.stream().mapToInt(c -> c.keys.length).sum();
        for (int k = 0; k < a.length; k++) {
          a[k] += g[k] / frames;
        }
      }
      cohort.trace.add(PHASE, step, out);
      cohort.meter.add(
          items.size() * cohort.meter.cost().frame(terms),
          step,
          settings.keyFrames().keyFrameSteps(),
          out.loss());
    }
    gradients
        .values()
        .forEach(
            g ->
                g.apply(
                    cohort,
                    settings.work().learningRate() * decay,
                    settings.work().refinePose() ? MOTION_RATE * decay : 0,
                    settings.weights().of("offset")));
    anchors.forEach(
        (p, g) ->
            p.anchorAdam.step(
                p.anchor, g, settings.work().learningRate() * decay * cohort.scale.unit()));
  }

  /** A key frame as a step renders and judges it. */
  static RenderStep.Item item(
      Cohort cohort, Cohort.Owned o, List<LossTerm> terms, SplittableRandom random) {
    return new RenderStep.Item(
        Cohort.latent(o.person().anchor, o.clip().offsets, o.frame()),
        Cohort.camera(o.clip().motions, o.frame()),
        o.frame(),
        cohort.background(random),
        terms,
        1,
        null,
        null,
        0);
  }

  /** The vector, multiplied in place. */
  static float[] scaled(float[] v, float by) {
    for (int i = 0; i < v.length; i++) {
      v[i] *= by;
    }
    return v;
  }
}
