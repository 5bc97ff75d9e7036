package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bundled expression encoder: {@link ExpressionFeatures} and {@link EyeFeatures} of {@link
 * LandmarkNetwork}'s output. Encodings hold {@link #NAMES}, then the mesh, so scaled that its part
 * of a squared difference is the mean over the mesh's points. Threads may share it.
 */
public final class LandmarkExpression implements FaceExpression {
  /** The scalar features' names, in order. Left and right are the image's. */
  public static final List<String> NAMES =
      Stream.concat(
              ExpressionFeatures.NAMES.stream().filter(n -> !EyeFeatures.NAMES.contains(n)),
              EyeFeatures.NAMES.stream())
          .toList();

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
        NDArray landmarks = out.landmarks();
        NDArray eyes = out.eyes()) {
      return encode(out);
    }
  }

  /**
   * As {@link #encode(NDArray)}, of landmarks already at hand.
   *
   * @return {@code [B, 14 + 3 * 468]}
   */
  public static NDArray encode(LandmarkNetwork.Output found) {
    NDManager owner = found.landmarks().getManager();
    try (NDManager scratch = owner.newSubManager()) {
      ExpressionFeatures.Batch features = ExpressionFeatures.of(found.landmarks());
      NDArray scalars = features.scalars();
      scalars.attach(scratch);
      NDArray mesh = features.mesh();
      mesh.attach(scratch);
      NDArray eyes = EyeFeatures.of(found.eyes());
      eyes.attach(scratch);
      NDArray flat =
          Autograd.scale(mesh, 1 / Math.sqrt(LandmarkNetwork.POINTS))
              .reshape(new Shape(found.landmarks().getShape().get(0), -1));
      // The mesh's lids are coarser than those that the network looks at again.
      int lids = ExpressionFeatures.NAMES.indexOf("eye_left");
      NDArray all =
          scalars
              .get(new NDIndex(":, 0:{}", lids))
              .concat(scalars.get(new NDIndex(":, {}:", lids + 2)), 1)
              .concat(eyes, 1)
              .concat(flat, 1);
      all.attach(owner);
      return all;
    }
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public Measure measures(int feature) {
    if (feature >= NAMES.size()) {
      return Measure.FACE;
    }
    String name = NAMES.get(feature);
    if (name.startsWith("eye_")) {
      return Measure.LIDS;
    }
    if (name.startsWith("gaze_")) {
      return Measure.GAZE;
    }
    return name.startsWith("brow_") ? Measure.BROWS : Measure.FACE;
  }

  @Override
  public void close() {
    // The landmark network is the caller's.
  }
}
