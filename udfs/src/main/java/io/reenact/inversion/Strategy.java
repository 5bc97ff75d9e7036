package io.reenact.inversion;

import java.util.Locale;

/** How people become latents: the setting {@code inversion.strategy}. */
public enum Strategy {
  /** Person analysis, key frames and joint tuning from sampled latents (3D-LaSR). */
  OPTIMISE(false, true),
  /** What an encoder sees in the frames, and what they show beyond it; no optimisation. */
  ENCODE(true, false),
  /**
   * Optimisation that starts where the encoder ends, with fewer steps; {@link #OPTIMISE} where the
   * generator has no encoder.
   */
  ENCODE_OPTIMISE(true, true),
  /**
   * The cheapest that will do: {@link #ENCODE}, then {@link #ENCODE_OPTIMISE} for whom that does
   * not reproduce; {@link #OPTIMISE} where the generator has no encoder.
   */
  AUTO(true, false);

  private final boolean encodes;
  private final boolean optimises;

  Strategy(boolean encodes, boolean optimises) {
    this.encodes = encodes;
    this.optimises = optimises;
  }

  /** Whether it needs an encoder. */
  public boolean encodes() {
    return encodes;
  }

  /** Whether people are tuned together; else everyone is inverted alone. */
  public boolean optimises() {
    return optimises;
  }

  /**
   * What it comes to for a generator.
   *
   * @param encoder whether it has one
   */
  public Strategy with(boolean encoder) {
    return !encoder && this != ENCODE ? OPTIMISE : this;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '+');
  }
}
