package io.reenact.latent;

/** A vector that moves over time: an expression's offset, or a small motion of the head. */
public interface Offsets {
  /**
   * The vector at a time.
   *
   * @param timeUs presentation time, microseconds
   * @return {@code [length]}, the caller's own
   */
  float[] at(long timeUs);

  /** Floats of the vector. */
  int length();
}
