package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Inverts the frames that were kept from a cohort, as those of a driver that comes later would be:
 * anchors and weights are final, and only the offsets and head motions of the held frames' own key
 * frames are sought. Nothing here reaches what was found before, and no frame that was given is
 * looked at again.
 */
final class HeldInversion {
  static final String PHASE = "held frames";
  private static final int BATCH = 8;

  private final Cohort cohort;
  private final InversionSettings settings;
  private final List<LossTerm> terms;

  HeldInversion(Cohort cohort) {
    this.cohort = cohort;
    this.settings = cohort.settings;
    this.terms = PhaseTerms.active(cohort.terms.keyFrames());
  }

  /** The key frames of all held frames, person by person; people without any are left out. */
  List<PersonResult> run() {
    List<PersonState> people = new ArrayList<>();
    for (PersonState p : cohort.moving()) {
      if (!p.input.held().isEmpty()) {
        people.add(start(p));
      }
    }
    if (people.isEmpty()) {
      return List.of();
    }
    List<Cohort.Owned> keys = new ArrayList<>();
    for (PersonState p : people) {
      for (PersonState.ClipState c : p.clips) {
        for (int k : c.keys) {
          keys.add(new Cohort.Owned(p, c, k));
        }
      }
    }
    cohort.meter.cost().heldKeys(keys.size());
    cohort.meter.begin(Phase.HELD);
    cohort.generator.trainWeights(false);
    int steps = settings.keyFrames().keyFrameSteps();
    for (int step = 1; step <= steps; step++) {
      step(step, keys);
      if (cohort.converged(PHASE)) {
        break;
      }
    }
    Appraisal appraisal = new Appraisal(cohort);
    return people.stream().map(appraisal::result).toList();
  }

  /** A person with the final anchor, whose clips are what was held. */
  private PersonState start(PersonState found) {
    PersonState p =
        new PersonState(
            new PersonInput(found.input.identity(), found.input.held(), null),
            found.anchor.clone());
    KeyFrameSelector selector = settings.keyFrames().selector();
    ExpressionFit fit = KeyFrameInversion.fit(cohort, p.anchor);
    List<float[]> offsets = new ArrayList<>();
    for (PersonState.ClipState c : found.clips) {
      for (int k = 0; k < c.offsets.size(); k++) {
        offsets.add(c.offsets.value(k));
      }
    }
    float[] mean = Vectors.mean(offsets);
    for (ClipInput clip : p.input.clips()) {
      p.clips.add(KeyFrameInversion.start(clip, selector.select(clip.frames()), fit, mean));
    }
    return p;
  }

  private void step(int step, List<Cohort.Owned> keys) {
    SplittableRandom random = Draws.at(settings.run().seed(), 5, step);
    Map<PersonState.ClipState, Cohort.Gradients> gradients = new HashMap<>();
    double decay = 1 - 0.8 * step / settings.keyFrames().keyFrameSteps();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Cohort.Owned> part = keys.subList(from, Math.min(keys.size(), from + BATCH));
      RenderStep.Outcome out = cohort.step.run(part.stream().map(o -> item(o, random)).toList());
      for (int i = 0; i < part.size(); i++) {
        Cohort.Owned o = part.get(i);
        gradients
            .computeIfAbsent(o.clip(), Cohort.Gradients::new)
            .add(
                o.frame(),
                KeyFrameInversion.scaled(out.latents()[i], part.size()),
                KeyFrameInversion.scaled(out.motions()[i], part.size()));
      }
      cohort.trace.add(PHASE, step, out);
      cohort.meter.add(
          part.size() * cohort.meter.cost().frame(terms),
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
                    settings.work().refinePose() ? KeyFrameInversion.MOTION_RATE * decay : 0,
                    settings.weights().of("offset")));
  }

  private RenderStep.Item item(Cohort.Owned o, SplittableRandom random) {
    return KeyFrameInversion.item(cohort, o, terms, random);
  }
}
