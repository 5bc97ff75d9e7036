package io.reenact.encoder;

import io.reenact.face.FaceAlignment;
import io.reenact.generator.Painter;
import io.reenact.maths.GramSums;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the fit of one stage of an encoder needs of some samples. Parts can be made apart and
 * merged.
 */
public final class EncoderSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final GramSums sums;

  private EncoderSums(int latent) {
    this.sums = new GramSums(FaceLook.FEATURES + 1, 2 * latent + EncoderSamples.MOTION);
  }

  /**
   * Looks at samples.
   *
   * @param before stages fitted so far
   * @param painter stays the caller's
   * @param samples each asked for once, so that all need not be there at a time
   */
  static EncoderSums of(
      List<Regression> before,
      Painter painter,
      FaceAlignment alignment,
      Stream<EncoderSample> samples) {
    EncoderSums out = new EncoderSums(painter.generator().bundle().manifest().latentSize());
    try (FaceEncoder encoder = new FaceEncoder(before, new double[0], painter, alignment)) {
      for (EncoderSample s : (Iterable<EncoderSample>) samples::iterator) {
        float[] seen = encoder.look().at(s.image(), s.alpha(), s.camera());
        float[] wanted = s.truth().values();
        if (!before.isEmpty()) {
          Encoded found = encoder.encode(seen, s.camera());
          float[] values = found.values();
          seen = encoder.difference(seen, found, s.camera());
          for (int k = 0; k < wanted.length; k++) {
            wanted[k] -= values[k];
          }
        }
        out.sums.add(Regression.withOne(seen), wanted);
      }
    }
    return out;
  }

  /** Adds those of other samples. */
  public EncoderSums merge(EncoderSums other) {
    sums.merge(other.sums);
    return this;
  }

  /** Counts every sample so far so many times. */
  public EncoderSums weigh(double times) {
    sums.weigh(times);
    return this;
  }

  Regression fit(double ridge) {
    return Regression.fit(sums, FaceLook.GROUPS, ridge);
  }
}
