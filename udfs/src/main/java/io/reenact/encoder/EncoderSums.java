package io.reenact.encoder;

import io.reenact.face.FaceAlignment;
import io.reenact.generator.Painter;
import io.reenact.maths.GramSums;
import java.io.Serializable;
import java.util.List;

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
   * @param seed of all draws
   * @param from number of the first sample
   * @param to behind the last
   */
  static EncoderSums of(
      List<Regression> before,
      Painter painter,
      FaceAlignment alignment,
      long seed,
      long from,
      long to) {
    EncoderSums out = new EncoderSums(painter.generator().bundle().manifest().latentSize());
    EncoderSamples samples = new EncoderSamples(painter, seed);
    try (FaceEncoder encoder = new FaceEncoder(before, new double[0], painter, alignment)) {
      for (long i = from; i < to; i++) {
        EncoderSamples.Sample s = samples.sample(i);
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

  Regression fit(double ridge) {
    return Regression.fit(sums, FaceLook.GROUPS, ridge);
  }
}
