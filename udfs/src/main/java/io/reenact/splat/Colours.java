package io.reenact.splat;

/** Colours of backgrounds, as three floats from -1 to 1: red, green, blue. */
public final class Colours {
  private Colours() {}

  /** White: what synthetic heads stand before, and what networks see them before. */
  public static float[] white() {
    return new float[] {1, 1, 1};
  }
}
