package io.reenact.inversion;

import io.reenact.inversion.InversionCost.Phase;
import io.reenact.maths.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

  /** Fewer offsets of a person than these don't say how others lie; where frames start does. */
  private static final int FEW = 16;

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
    List<OffsetAxes> axes = new ArrayList<>();
    for (PersonState p : cohort.moving()) {
      if (!p.input.held().isEmpty()) {
        List<float[]> offsets = offsets(p);
        PersonState held = start(p, Vectors.mean(offsets));
        people.add(held);
        axes.add(axes(offsets, offsets(held)));
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
    for (int i = 0; i < people.size(); i++) {
      PersonState p = people.get(i);
      // Else it is the head of whoever was lifted last.
      wear.accept(p);
      List<Cohort.Owned> keys = Cohort.Owned.keys(List.of(p));
      new OffsetDescent(cohort, axes.get(i)).run(keys);
      seek(keys);
      results.add(appraisal.result(p));
    }
    return results;
  }

  /**
   * What networks see besides, in all steps: inversion.early_stop would judge a person by the
   * losses of the one before.
   */
  private void seek(List<Cohort.Owned> keys) {
    int steps = STEPS * settings.keyFrames().keyFrameSteps();
    KeyFrameStep keyFrames = new KeyFrameStep(cohort, PHASE, 5, steps, false);
    for (int step = 1; step <= steps; step++) {
      keyFrames.run(step, keys, (key, latent) -> {});
    }
  }

  /** Of all key frames of a person. */
  private static List<float[]> offsets(PersonState p) {
    return Cohort.Owned.keys(List.of(p)).stream().map(Cohort.Owned::offset).toList();
  }

  /**
   * How a person's offsets lie.
   *
   * @param found of frames that were given
   * @param starts of those that are held
   */
  static OffsetAxes axes(List<float[]> found, List<float[]> starts) {
    return OffsetAxes.of(
        found.size() < FEW ? Stream.concat(found.stream(), starts.stream()).toList() : found);
  }

  /** A person with the final anchor, whose clips are what was held. */
  private PersonState start(PersonState found, float[] mean) {
    PersonState p =
        new PersonState(
            new PersonInput(found.input.identity(), found.input.held(), null),
            found.anchor.clone());
    KeyFrameSelector selector = settings.keyFrames().selector();
    KeyFrameStart start = KeyFrameStart.of(cohort, p.anchor, mean);
    for (ClipInput clip : p.input.clips()) {
      p.clips.add(start.clip(clip, selector.select(clip.frames())));
    }
    return p;
  }
}
