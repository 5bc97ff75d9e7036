package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;

/**
 * The bundled expression encoder: {@link ExpressionFeatures} of {@link LandmarkNetwork}'s output.
 * Encodings hold the scalars, then the mesh, so scaled that its part of a squared difference is the
 * mean over the mesh's points. Threads may share it.
 */
public final class LandmarkExpression implements FaceExpression {
  private final LandmarkNetwork network;

  /**
   * @param network stays the caller's to close
   */
  public LandmarkExpression(LandmarkNetwork network) {
    this.network = network;
  }

  @Override
  public String name() {
    return "landmark_expression";
  }

  @Override
  public int size() {
    return LandmarkNetwork.SIZE;
  }

  @Override
  public NDArray encode(NDArray crops) {
    LandmarkNetwork.Output out = network.forward(crops);
    try (NDArray presence = out.presence();
        NDArray landmarks = out.landmarks()) {
      return encodeLandmarks(landmarks);
    }
  }

  /**
   * As {@link #encode}, of landmarks already at hand.
   *
   * @param landmarks {@code [B, 468, 3]}
   * @return {@code [B, 1414]}
   */
  public static NDArray encodeLandmarks(NDArray landmarks) {
    NDManager owner = landmarks.getManager();
    try (NDManager scratch = owner.newSubManager()) {
      ExpressionFeatures.Batch features = ExpressionFeatures.of(landmarks);
      NDArray scalars = features.scalars();
      scalars.attach(scratch);
      NDArray mesh = features.mesh();
      mesh.attach(scratch);
      NDArray flat =
          Autograd.scale(mesh, 1 / Math.sqrt(LandmarkNetwork.POINTS))
              .reshape(new Shape(landmarks.getShape().get(0), -1));
      NDArray all = scalars.concat(flat, 1);
      all.attach(owner);
      return all;
    }
  }

  @Override
  public Measure measures(int feature) {
    if (feature >= ExpressionFeatures.NAMES.size()) {
      return Measure.FACE;
    }
    String name = ExpressionFeatures.NAMES.get(feature);
    if (name.startsWith("eye_")) {
      return Measure.LIDS;
    }
    return name.startsWith("brow_") ? Measure.BROWS : Measure.FACE;
  }

  @Override
  public void close() {
    // The landmark network is the caller's.
  }
}
