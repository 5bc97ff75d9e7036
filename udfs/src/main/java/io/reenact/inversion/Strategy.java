package io.reenact.inversion;

import io.reenact.error.Suggestions;
import io.reenact.error.UserError;
import java.util.Arrays;
import java.util.List;
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
   * not reproduce, if the seconds that it may take allow it; {@link #OPTIMISE} where the generator
   * has no encoder.
   */
  AUTO(true, false),
  /**
   * For stills and short clips: inversion that leaves eyes and mouth out, then tuning of the
   * person's own weights around it, in which other expressions stay what they were (pivotal tuning,
   * Roich et al. 2022; for stills with masks and locality Lin et al. 2022). Starts from an encoder
   * where there is one.
   */
  PIVOT(true, false);

  private final boolean encodes;
  private final boolean together;

  Strategy(boolean encodes, boolean together) {
    this.encodes = encodes;
    this.together = together;
  }

  /** Whether it looks through an encoder where there is one. */
  public boolean encodes() {
    return encodes;
  }

  /** Whether people are tuned together; else everyone is inverted alone. */
  public boolean together() {
    return together;
  }

  /**
   * What it comes to for a generator.
   *
   * @param encoder whether it has one
   */
  public Strategy with(boolean encoder) {
    return encoder || this == ENCODE || this == PIVOT ? this : OPTIMISE;
  }

  /**
   * What is wrong with the name of one.
   *
   * @return a line for people; null if it names one
   */
  public static String wrong(String name) {
    List<String> names = Arrays.stream(values()).map(Strategy::toString).toList();
    return names.contains(name)
        ? null
        : "strategy "
            + name
            + " is none of "
            + String.join(", ", names)
            + Suggestions.of(name, names);
  }

  /**
   * The one of a name.
   *
   * @throws UserError if it names none
   */
  public static Strategy of(String name) {
    String why = wrong(name);
    if (why != null) {
      throw new UserError(why);
    }
    return valueOf(name.toUpperCase(Locale.ROOT).replace('+', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '+');
  }
}
