package io.reenact.synth;

import java.util.List;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/** Clips of people made of a head model and drawn by {@link SynthRenderer}. */
public final class SampleCorpus implements ClipMaker {
  private final SynthRenderer renderer;
  private final ClipSettings settings;
  private final long seed;

  /**
   * @param renderer draws all of it
   * @param settings of every clip
   * @param seed the same seed gives the same corpus
   */
  public SampleCorpus(SynthRenderer renderer, ClipSettings settings, long seed) {
    this.renderer = renderer;
    this.settings = settings;
    this.seed = seed;
  }

  @Override
  public String kind() {
    return "head-model";
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public ClipSettings settings() {
    return settings;
  }

  /** The person of a number, from 0. */
  public SyntheticPerson person(int identity) {
    return SyntheticPerson.sample(Noise.mix(seed, identity));
  }

  @Override
  public PersonTruth truth(int identity) {
    SyntheticPerson p = person(identity);
    return new PersonTruth(p.seed(), p.identity(), p);
  }

  /** The clip of a number, from 0. */
  public SynthClip clip(int identity, int clip) {
    return new SynthClip(renderer.model(), person(identity), motionSeed(identity, clip), settings);
  }

  private long motionSeed(int identity, int clip) {
    return Noise.mix(Noise.mix(seed, 1_000_003L * (identity + 1)), clip);
  }

  @Override
  public List<FrameTruth> write(
      int identity, int clip, String uri, Configuration hadoop, IntConsumer progress) {
    SynthClip c = clip(identity, clip);
    return ClipFile.write(
        uri, hadoop, settings, frames(), c.voice(), i -> c.draw(renderer, i), c::truth, progress);
  }

  @Override
  public SynthFrame trueFrame(int source, int driver, int clip, int frame) {
    return clip(driver, clip).drawAs(renderer, person(source), frame);
  }

  @Override
  public float[] expression(int driver, int clip, int frame) {
    return clip(driver, clip).state(frame).expression();
  }

  @Override
  public float[] read(int source, int driver, int clip, int frame, float[] landmarks) {
    SynthClip c = clip(driver, clip);
    return renderer
        .expressions(person(source))
        .read(landmarks, c.state(frame), c.camera(frame), settings.size());
  }

  /** Nothing to free. */
  @Override
  public void close() {}
}
