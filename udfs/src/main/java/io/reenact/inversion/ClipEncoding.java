package io.reenact.inversion;

import io.reenact.encoder.Encoded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Strategy encode: every clip by itself, then what the clips of a person have in common. So a clip
 * that comes later costs its own frames only, and the order in which clips come does not matter.
 */
final class ClipEncoding {
  private ClipEncoding() {}

  /** What the encoder finds in a clip. */
  static EncodedClip encode(Cohort cohort, ClipInput clip) {
    InversionSettings settings = cohort.settings;
    List<Encoded> looked =
        EncodedFrames.spread(clip.frames(), settings.lift().encodeFrames()).stream()
            .map(cohort.encoded::at)
            .toList();
    cohort.meter.encoded(looked.size());
    double[] anchor = new double[looked.get(0).anchor().length];
    double precision = looked.stream().mapToDouble(Encoded::precision).sum();
    for (Encoded e : looked) {
      for (int i = 0; i < anchor.length; i++) {
        anchor[i] += e.precision() / precision * e.anchor()[i];
      }
    }
    float[] rounded = new float[anchor.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) anchor[i];
    }
    int[] keys = settings.keyFrames().selector().select(clip.frames());
    PersonState.ClipState found =
        KeyFrameStart.of(cohort, rounded, new float[rounded.length]).clip(clip, keys);
    cohort.meter.keysStarted(keys.length);
    List<PersonResult.KeyFrame> all = new ArrayList<>();
    List<TargetFrame> frames = new ArrayList<>();
    for (int k = 0; k < keys.length; k++) {
      TargetFrame f = clip.frames().get(keys[k]);
      frames.add(f);
      all.add(
          new PersonResult.KeyFrame(
              f.frame(),
              f.ptsUs(),
              found.offsets.value(k).clone(),
              found.motions.value(k).clone(),
              Cohort.camera(found.motions, f).label(),
              Double.NaN,
              Double.NaN,
              cohort.targets.shown(f)));
    }
    List<TargetFrame> kept = EncodedFrames.spread(frames, settings.lift().liftFrames());
    return new EncodedClip(clip.clip(), anchor, precision, clip.frames().size(), all, kept);
  }

  /** A person of clips, some of which may have been encoded before. */
  static PersonState person(Cohort cohort, PersonInput input) {
    List<EncodedClip> clips =
        input.clips().stream()
            .map(c -> c.encoded() == null ? encode(cohort, c) : c.encoded())
            .sorted(Comparator.comparing(EncodedClip::clip))
            .toList();
    List<PersonState.ClipState> states = clips.stream().map(ClipEncoding::state).toList();
    List<TargetFrame> frames = new ArrayList<>();
    List<Encoded> seen = new ArrayList<>();
    for (PersonState.ClipState s : states) {
      for (int k : s.keys) {
        frames.add(s.input.frames().get(k));
        seen.add(new Encoded(null, s.offsets.value(k), s.motions.value(k), 1));
      }
    }
    int most = cohort.settings.lift().encodeFrames();
    float[] anchor =
        new AttributeSearch(cohort.painter, cohort.settings)
            .search(
                EncodedClip.anchor(clips),
                EncodedFrames.spread(frames, most),
                EncodedFrames.spread(seen, most));
    PersonState person = new PersonState(input, anchor);
    person.clips.addAll(states);
    return person;
  }

  /** A clip of its kept frames alone. */
  private static PersonState.ClipState state(EncodedClip clip) {
    int count = clip.kept().size();
    int[] keys = new int[count];
    float[][] offsets = new float[count][];
    float[][] motions = new float[count][];
    for (int i = 0; i < count; i++) {
      int frame = clip.kept().get(i).frame();
      PersonResult.KeyFrame key =
          clip.keys().stream().filter(k -> k.frame() == frame).findFirst().orElseThrow();
      keys[i] = i;
      offsets[i] = key.offset();
      motions[i] = key.motion();
    }
    return new PersonState.ClipState(clip.input(), keys, offsets, motions);
  }
}
