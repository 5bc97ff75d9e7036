package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A frozen network that describes a face's expression apart from its pose. */
public sealed interface FaceExpression extends AutoCloseable
    permits LandmarkExpression, PluggableNetwork.Expression {
  /** What reports and metric names call it. */
  String name();

  /** Side of its input crops, px. */
  int size();

  /**
   * Describes expressions, differentiable to the image. Compare by the Euclidean distance.
   *
   * @param crops {@code [B, 3, size, size]} RGB in [-1, 1], cut as {@link FaceBoxes#landmarkBox}
   * @return {@code [B, features]}
   */
  NDArray encode(NDArray crops);

  /** Names of the first features, which measure something by themselves; see {@link #measures}. */
  default List<String> names() {
    return List.of();
  }

  /** What a feature of an encoding measures. */
  enum Measure {
    /** How far lids are open. */
    LIDS,
    /** Where eyes look, as the picture shows it. */
    GAZE,
    /** Where brows are. */
    BROWS,
    /** Something else of a face's shape, which people differ by as well. */
    FACE,
    /** Expression, known apart from whose face shows it, as in the published encoder. */
    EXPRESSION
  }

  /**
   * What a feature measures.
   *
   * @param feature index into an encoding
   */
  default Measure measures(int feature) {
    return Measure.EXPRESSION;
  }

  @Override
  void close();
}
