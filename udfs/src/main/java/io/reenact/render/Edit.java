package io.reenact.render;

import io.reenact.latent.OffsetCurve;

/** An attribute edit: something is added to every latent. */
public sealed interface Edit permits LineEdit, FlowEdit {
  /** What messages call it. */
  String name();

  /** Floats of the latents that it belongs to. */
  int length();

  /**
   * Adds it.
   *
   * @param latent {@code [latentSize]}, changed
   * @param timeUs on the result's time line
   */
  void add(float[] latent, long timeUs);

  /** An edit along a line, of the same strength all the time. */
  static Edit constant(String name, float[] normal, double strength) {
    return new LineEdit(
        name, normal, new OffsetCurve(new long[] {0}, new float[][] {{(float) strength}}));
  }
}
