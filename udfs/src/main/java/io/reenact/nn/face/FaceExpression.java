package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;

/** A frozen network that describes a face's expression apart from its pose. */
public sealed interface FaceExpression extends AutoCloseable
    permits LandmarkExpression, PluggableNetwork.Expression {
  /** What reports and metric names call it. */
  String name();

  /** Side of its input crops, px. */
  int size();

  /**
   * Describes expressions, differentiable to the image. Compare by the squared difference, summed
   * over features.
   *
   * @param crops {@code [B, 3, size, size]} RGB in [-1, 1], cut as {@link FaceBoxes#landmarkBox}
   * @return {@code [B, features]}
   */
  NDArray encode(NDArray crops);

  /**
   * Differences of encodings as losses weigh them; the same if all features count alike. Metrics
   * take them as they are.
   *
   * @param differences {@code [B, features]}
   */
  default NDArray emphasised(NDArray differences) {
    return differences;
  }

  /**
   * How much of two people's difference at rest, in one feature, their faces make rather than what
   * their clips happen to show: 0 for an encoder that knows expressions from faces, as the
   * published one does.
   *
   * @param feature index into an encoding
   * @return 0 to 1
   */
  default float personal(int feature) {
    return 0;
  }

  @Override
  void close();
}
