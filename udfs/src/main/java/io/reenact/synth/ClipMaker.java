package io.reenact.synth;

import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes the clips of a corpus, any of them by itself: the same seed gives the same clips and the
 * same truth. One thread at a time.
 */
public sealed interface ClipMaker extends AutoCloseable permits SampleCorpus, GeneratedCorpus {
  /** What the people are made of, such as {@code head-model}. */
  String kind();

  /** Seed of the corpus. */
  long seed();

  /** How clips are drawn. */
  ClipSettings settings();

  /** What is known of a person, by number from 0. */
  PersonTruth truth(int identity);

  /**
   * Writes a clip.
   *
   * @param uri of the mp4
   * @param progress hears how many frames are done
   * @return the truth, a row a frame
   * @throws io.reenact.error.UserError if it can't be written
   */
  List<FrameTruth> write(
      int identity, int clip, String uri, Configuration hadoop, IntConsumer progress);

  /**
   * The true result of a reenactment: a source with the expression and the camera of another clip's
   * frame, without noise.
   */
  SynthFrame trueFrame(int source, int driver, int clip, int frame);

  /** True coefficients of a driver's expression in a frame. */
  float[] expression(int driver, int clip, int frame);

  /**
   * Coefficients of a source's expression as its landmarks in {@link #trueFrame}'s picture tell
   * them.
   *
   * @param landmarks {@code [68, 2]} px
   * @return null where people are not made of a head model, whose landmarks are known
   */
  float[] read(int source, int driver, int clip, int frame, float[] landmarks);

  /** Frames of every clip, at least 1. */
  default int frames() {
    return (int) Math.max(1, Math.round(settings().seconds() * settings().fps()));
  }

  /** Presentation time of a frame, microseconds. */
  default long ptsUs(int frame) {
    return ClipFile.ptsUs(frame, settings());
  }

  /** Folder of an identity. */
  static String identityName(int identity) {
    return String.format(Locale.ROOT, "s%04d", identity);
  }

  /** File name of a clip, without ending. */
  static String clipName(int clip) {
    return String.format(Locale.ROOT, "c%02d", clip);
  }

  @Override
  void close();
}
