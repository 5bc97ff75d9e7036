package io.reenact.splat.backend;

import io.reenact.splat.Rasterizer;

/** A kind of rasterizer. {@link Rasterizers} lists them and chooses. */
public interface Backend {
  /** Lower case, for people who force it. */
  String name();

  /** Whether it is the one for a place, be its networks on a GPU or on the CPU. */
  boolean suits(Place place);

  /** Whether this machine can run it. */
  boolean available();

  /**
   * A rasterizer at a place; the caller closes it. At a place that does not suit it, Gaussians and
   * pictures go through Java's memory.
   *
   * @throws io.reenact.error.UserError if this machine can't run it
   */
  Rasterizer open(Place place);
}
