package io.reenact.latent;

/**
 * Two offsets of one cohort, mixed: {@code (1 - w(t)) * first(t) + w(t) * second(t)}.
 *
 * @param first what a weight of 0 leaves
 * @param second what a weight of 1 leaves
 * @param weight one float, by the same time
 */
public record BlendedOffsets(Offsets first, Offsets second, Offsets weight) implements Offsets {
  /** Checks the lengths. */
  public BlendedOffsets {
    if (first.length() != second.length() || weight.length() != 1) {
      throw new IllegalArgumentException(
          "offsets of "
              + first.length()
              + " and "
              + second.length()
              + " floats, a weight of "
              + weight.length());
    }
  }

  @Override
  public float[] at(long timeUs) {
    float[] v = first.at(timeUs);
    float[] other = second.at(timeUs);
    float w = weight.at(timeUs)[0];
    for (int i = 0; i < v.length; i++) {
      v[i] = (1 - w) * v[i] + w * other[i];
    }
    return v;
  }

  @Override
  public int length() {
    return first.length();
  }
}
