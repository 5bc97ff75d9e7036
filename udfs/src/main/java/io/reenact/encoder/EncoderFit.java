package io.reenact.encoder;

import io.reenact.face.FaceAlignment;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Npy;
import io.reenact.generator.Painter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An encoder while it is fitted: stage by stage, each to samples of its own, so that it learns to
 * mend what the ones before do to pictures that they have not seen. Travels to where samples are
 * drawn.
 */
public final class EncoderFit implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Numbers between the samples of two stages: no fit draws more. */
  private static final long APART = 1L << 40;

  private final long seed;
  private final List<byte[]> stages = new ArrayList<>();

  /**
   * @param seed of all draws
   */
  public EncoderFit(long seed) {
    this.seed = seed;
  }

  /** Looks at samples {@code from} to {@code to} of the next stage. */
  public EncoderSums sample(Painter painter, FaceAlignment alignment, long from, long to) {
    long first = APART * (1 + stages.size());
    return EncoderSums.of(
        regressions(), painter, alignment, drawn(painter, first + from, first + to));
  }

  /** Looks at pictures of which somebody else knows what they show, for the next stage. */
  public EncoderSums sample(
      Painter painter, FaceAlignment alignment, Stream<EncoderSample> pictures) {
    return EncoderSums.of(regressions(), painter, alignment, pictures);
  }

  /**
   * Fits the next stage.
   *
   * @param ridge share of a feature's own variance, above 0
   */
  public void add(EncoderSums sums, double ridge) {
    stages.add(sums.fit(ridge).weights().encode());
  }

  /** Tries the stages so far on samples {@code from} to {@code to} that none was fitted to. */
  public EncoderErrors attempt(Painter painter, FaceAlignment alignment, long from, long to) {
    return EncoderErrors.of(regressions(), painter, alignment, drawn(painter, from, to));
  }

  /** Tries the stages so far on pictures of which somebody else knows what they show. */
  public EncoderErrors attempt(
      Painter painter, FaceAlignment alignment, Stream<EncoderSample> pictures) {
    return EncoderErrors.of(regressions(), painter, alignment, pictures);
  }

  private Stream<EncoderSample> drawn(Painter painter, long from, long to) {
    EncoderSamples samples = new EncoderSamples(painter, seed);
    return LongStream.range(from, to).mapToObj(samples::sample);
  }

  private List<Regression> regressions() {
    return stages.stream().map(s -> new Regression(Npy.parse(s, "stage"))).toList();
  }

  /**
   * The files of the encoder, by name.
   *
   * @param errors of samples that it was not fitted to
   * @param figures how it was made
   */
  public Map<String, byte[]> files(
      GeneratorBundle generator, EncoderErrors errors, Map<String, Object> figures) {
    Map<String, Object> all = new LinkedHashMap<>(figures);
    all.put("seed", seed);
    all.put("anchor_left", rounded(errors.anchorLeft()));
    if (!Double.isNaN(errors.offsetLeft())) {
      all.put("offset_left", rounded(errors.offsetLeft()));
    }
    all.put("psnr_db", rounded(errors.psnr()));
    return EncoderBundle.files(generator, regressions(), errors.precision(), all);
  }

  private static double rounded(double v) {
    return Math.round(v * 1e4) / 1e4;
  }
}
