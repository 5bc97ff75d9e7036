package io.reenact.generator;

import ai.djl.ndarray.NDArray;

/**
 * Pictures of a batch of heads as an array on the generator's device, and the way back. Valid until
 * closed.
 */
public sealed interface Pictures extends AutoCloseable permits NetworkPictures, SplatPictures {
  /** The pictures [B, 3, S, S]: a leaf, whose gradient the losses collect. */
  NDArray images();

  /**
   * What the losses collected: the gradient by the pictures [B, 3, S, S], once there is one. More
   * can be added to it before it is propagated on.
   */
  NDArray imageGradient();

  /** Time that a rasterizer took so far to draw these and back, nanoseconds of the host. */
  long drawingNanos();

  @Override
  void close();
}
