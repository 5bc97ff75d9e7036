package io.reenact.encoder;

import io.reenact.latent.Latents;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What an encoder finds in a picture.
 *
 * @param anchor the neutral face, {@code [latentSize]}
 * @param offset the expression, likewise
 * @param motion how the head stands beside where the camera has it: rotation vector, radians, and
 *     shift, world units
 * @param precision how much its anchor counts beside those of other pictures: one over the mean
 *     squared error that heads turned so far have, in spreads of w
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record Encoded(float[] anchor, float[] offset, float[] motion, double precision)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Anchor plus offset. */
  public float[] latent() {
    return Latents.plus(anchor, 1, offset);
  }

  /**
   * The anchor that several pictures of a person show, their mean by precision: the same in any
   * order, up to rounding.
   *
   * @param all at least one
   */
  public static float[] anchor(List<Encoded> all) {
    double[] sum = new double[all.get(0).anchor.length];
    double weights = 0;
    for (Encoded e : all) {
      weights += e.precision;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += e.precision * e.anchor[i];
      }
    }
    float[] out = new float[sum.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (sum[i] / weights);
    }
    return out;
  }

  /** All of it in a row, as regressions have it. */
  float[] values() {
    float[] all = Arrays.copyOf(anchor, 2 * anchor.length + motion.length);
    System.arraycopy(offset, 0, all, anchor.length, offset.length);
    System.arraycopy(motion, 0, all, 2 * anchor.length, motion.length);
    return all;
  }

  /** From {@link #values}. */
  static Encoded of(float[] values, int latent, double precision) {
    return new Encoded(
        Arrays.copyOf(values, latent),
        Arrays.copyOfRange(values, latent, 2 * latent),
        Arrays.copyOfRange(values, 2 * latent, values.length),
        precision);
  }
}
