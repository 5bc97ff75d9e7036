package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;

/** A frozen network whose embeddings' cosine tells whether two faces are the same person's. */
public sealed interface FaceEmbedding extends AutoCloseable
    permits IdentityNetwork, PluggableNetwork.Identity {
  /** What reports and metric names call it. */
  String name();

  /** Side of its input crops, px. */
  int size();

  /**
   * Embeds faces, differentiable to the image.
   *
   * @param crops {@code [B, 3, size, size]} RGB in [-1, 1], aligned as {@link
   *     FaceBoxes#identityBox}
   * @return {@code [B, dimensions]} of unit length
   */
  NDArray embed(NDArray crops);

  @Override
  void close();
}
