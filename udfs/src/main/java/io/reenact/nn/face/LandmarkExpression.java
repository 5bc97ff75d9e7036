package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import java.util.Arrays;

/**
 * The bundled expression encoder: {@link ExpressionFeatures} of {@link LandmarkNetwork}'s output.
 * Encodings hold the scalars, then the mesh, so scaled that its part of a squared difference is the
 * mean over the mesh's points. Threads may share it.
 */
public final class LandmarkExpression implements FaceExpression {
  /** Lids travel a third as far as lips, see key-frame selection. */
  private static final float LIDS = 3;

  private static final float BROWS = 2;
  private static final float[] EMPHASIS = emphasis();

  /**
   * About the slope of what one expression makes differ between two faces over what their clips
   * differ by at rest. How far lids open is much more a matter of the face than how a mouth is
   * held.
   */
  private static final float PERSONAL = 0.5f;

  private static final float PERSONAL_LIDS = 0.8f;

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
  public NDArray emphasised(NDArray differences) {
    return differences.mul(
        Autograd.constant(differences.getManager(), EMPHASIS, new Shape(1, EMPHASIS.length)));
  }

  private static float[] emphasis() {
    float[] row = new float[ExpressionFeatures.NAMES.size() + 3 * LandmarkNetwork.POINTS];
    Arrays.fill(row, 1);
    for (int i = 0; i < ExpressionFeatures.NAMES.size(); i++) {
      if (isLid(i)) {
        row[i] = LIDS;
      } else if (ExpressionFeatures.NAMES.get(i).startsWith("brow_")) {
        row[i] = BROWS;
      }
    }
    return row;
  }

  @Override
  public float personal(int feature) {
    return isLid(feature) ? PERSONAL_LIDS : PERSONAL;
  }

  private static boolean isLid(int feature) {
    return feature < ExpressionFeatures.NAMES.size()
        && ExpressionFeatures.NAMES.get(feature).startsWith("eye_");
  }

  @Override
  public void close() {
    // The landmark network is the caller's.
  }
}
