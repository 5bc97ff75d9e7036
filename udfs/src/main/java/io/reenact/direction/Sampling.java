package io.reenact.direction;

import java.util.List;

/**
 * What samples are made of.
 *
 * @param real inverted latents, {@code [latentSize]} each; may be empty
 * @param fromReal share of latents that are drawn from the real ones, if there are any
 * @param together share of changes that change all at once; the others change one axis of w or one
 *     attribute alone
 */
public record Sampling(List<float[]> real, Share fromReal, Share together) {
  /** Of samples, by their number. */
  public enum Share {
    /** Of none of them. */
    NONE,
    /** Of those with odd numbers. */
    HALF,
    /** Of all of them. */
    ALL;

    boolean has(long number) {
      return this == ALL || (this == HALF && number % 2 != 0);
    }
  }

  /** Copies the list. */
  public Sampling {
    real = List.copyOf(real);
  }

  /** Half of everything, as in Bounareli et al. */
  public static Sampling halves(List<float[]> real) {
    return new Sampling(real, Share.HALF, Share.HALF);
  }
}
