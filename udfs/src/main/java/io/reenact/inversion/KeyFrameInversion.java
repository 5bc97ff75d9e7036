package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import io.reenact.maths.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Key-frame inversion (docs/design/method.md, section 4): an offset for every key frame, anchors
 * trained along. A step goes once over all key frames in small batches; an anchor moves once a
 * step, by the mean over its frames.
 */
final class KeyFrameInversion {
  static final String PHASE = "key frames";

  private final Cohort cohort;
  private final InversionSettings settings;
  private final KeyFrameStep keyFrames;
  private final Saving saving;

  KeyFrameInversion(Cohort cohort, Saving saving) {
    this.cohort = cohort;
    this.saving = saving;
    this.settings = cohort.settings;
    this.keyFrames = new KeyFrameStep(cohort, PHASE, 3, settings.keyFrames().keyFrameSteps(), true);
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
    cohort.meter.cost().keyFrames(keys.values().stream().map(k -> k.length).toList());
    cohort.meter.begin(Phase.KEY_FRAMES);
    for (PersonAnalysis.Found f : found) {
      KeyFrameStart start = KeyFrameStart.of(cohort, f.person().anchor, f.meanOffset());
      for (ClipInput clip : f.person().input.clips()) {
        f.person().clips.add(start.clip(clip, keys.get(clip)));
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
    List<Integer> keys = counts(cohort.moving());
    cohort.meter.cost().keyFramesAfter(keys, done);
    cohort.meter.begin(Phase.KEY_FRAMES);
    steps(done);
  }

  /** How many key frames each clip has. */
  static List<Integer> counts(List<PersonState> people) {
    return people.stream().flatMap(p -> p.clips.stream()).map(c -> c.keys.length).toList();
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

  private void step(int step, List<PersonState> people) {
    Map<PersonState, List<float[]>> latents = new HashMap<>();
    keyFrames.run(
        step,
        Cohort.Owned.keys(people),
        (key, latent) -> latents.computeIfAbsent(key.person(), p -> new ArrayList<>()).add(latent));
    double rate = keyFrames.rate(step) * cohort.scale.unit();
    latents.forEach((p, all) -> p.anchorAdam.step(p.anchor, Vectors.mean(all), rate));
  }
}
