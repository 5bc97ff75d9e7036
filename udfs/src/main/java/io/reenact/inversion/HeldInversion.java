package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Inverts the frames that were kept from a cohort, as those of a driver that comes later would be:
 * anchors and weights are final, and only the offsets and head motions of the held frames' own key
 * frames are sought. Nothing here reaches what was found before, and no frame that was given is
 * looked at again.
 */
final class HeldInversion {
  static final String PHASE = "held frames";

  /**
   * Steps, by those of key-frame inversion, all of which look at every key frame: no tuning comes
   * after them that would mend what they leave.
   */
  static final int STEPS = 2;

  private final Cohort cohort;
  private final InversionSettings settings;

  HeldInversion(Cohort cohort) {
    this.cohort = cohort;
    this.settings = cohort.settings;
  }

  /**
   * Lets the encoder see the held key frames while the generator is still the one that it was
   * fitted to.
   */
  void look() {
    for (PersonState p : cohort.moving()) {
      for (ClipInput clip : p.input.held()) {
        for (int key : settings.keyFrames().selector().select(clip.frames())) {
          cohort.encoded.at(clip.frames().get(key));
        }
      }
    }
  }

  /**
   * The key frames of all held frames, person by person; people without any are left out.
   *
   * @param wear gives the generator a person's own weights
   */
  List<PersonResult> run(Consumer<PersonState> wear) {
    List<PersonState> people = new ArrayList<>();
    for (PersonState p : cohort.moving()) {
      if (!p.input.held().isEmpty()) {
        people.add(start(p));
      }
    }
    if (people.isEmpty()) {
      return List.of();
    }
    cohort.meter.cost().heldKeys(KeyFrameInversion.counts(people));
    cohort.meter.begin(Phase.HELD);
    cohort.generator.trainWeights(false);
    Appraisal appraisal = new Appraisal(cohort);
    List<PersonResult> results = new ArrayList<>();
    for (PersonState p : people) {
      // Else it is the head of whoever was lifted last.
      wear.accept(p);
      seek(Cohort.Owned.keys(List.of(p)));
      results.add(appraisal.result(p));
    }
    return results;
  }

  /** All steps: inversion.early_stop would judge a person by the losses of the one before. */
  private void seek(List<Cohort.Owned> keys) {
    int steps = STEPS * settings.keyFrames().keyFrameSteps();
    KeyFrameStep keyFrames = new KeyFrameStep(cohort, PHASE, 5, steps, false);
    for (int step = 1; step <= steps; step++) {
      keyFrames.run(step, keys, (key, latent) -> {});
    }
  }

  /** A person with the final anchor, whose clips are what was held. */
  private PersonState start(PersonState found) {
    PersonState p =
        new PersonState(
            new PersonInput(found.input.identity(), found.input.held(), null),
            found.anchor.clone());
    KeyFrameSelector selector = settings.keyFrames().selector();
    List<float[]> offsets = new ArrayList<>();
    for (PersonState.ClipState c : found.clips) {
      for (int k = 0; k < c.offsets.size(); k++) {
        offsets.add(c.offsets.value(k));
      }
    }
    KeyFrameStart start = KeyFrameStart.of(cohort, p.anchor, Vectors.mean(offsets));
    for (ClipInput clip : p.input.clips()) {
      p.clips.add(start.clip(clip, selector.select(clip.frames())));
    }
    return p;
  }
}
