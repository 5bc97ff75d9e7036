package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FixedArray;
import java.util.List;

/**
 * How far eyes are open and where they look, from contours and irises in the picture. Each eye is
 * measured in a frame of its own: the origin midway between its corners, x along the line of its
 * corners towards the image's right, y up, the distance between the corners as unit. So the head's
 * roll, place and size don't matter; its yaw and pitch do, since eyes that look at a camera lie
 * elsewhere between their corners in a turned head.
 */
public final class EyeFeatures {
  /** The features' names, in order. Left and right are the image's. */
  public static final List<String> NAMES =
      List.of(
          "eye_left", "eye_right", "gaze_left_x", "gaze_left_y", "gaze_right_x", "gaze_right_y");

  private static final int OUTER = 0;
  private static final int INNER = 8;
  private static final int IRIS = LandmarkNetwork.CONTOUR;

  /** Of the seven points of a lid, the five in the middle. */
  private static final int LID_POINTS = 5;

  private static final int LOWER = 2;
  private static final int UPPER = 10;

  private static final int ROWS = 3;

  private static final FixedArray PARTS =
      new FixedArray(weights(), new Shape(1, 1, ROWS, LandmarkNetwork.EYE_POINTS));

  private static final FixedArray SIDES = new FixedArray(new float[] {1, -1}, new Shape(1, 2, 1));

  private EyeFeatures() {}

  /**
   * Features, differentiable to the points.
   *
   * @param eyes {@code [B, 2, 17, 2]}: {@link LandmarkNetwork.Output#eyes}
   * @return {@code [B, 6]}, see {@link #NAMES}: openings between the lids' middles, negative where
   *     lids cross; the iris's centre
   */
  public static NDArray of(NDArray eyes) {
    NDManager owner = eyes.getManager();
    long b = eyes.getShape().get(0);
    try (NDManager scratch = owner.newSubManager()) {
      NDArray x = Autograd.scale(eyes, 1);
      x.attach(scratch);
      // Rows: across, the lids' distance, the iris from the middle of the corners. [B, 2, 3, 2]
      NDArray rows = PARTS.on(eyes.getDevice()).matMul(x);
      rows.attach(scratch);
      // Across leads from the outer to the inner corner, in the right eye towards the left.
      NDArray across = rows.get(new NDIndex(":, :, 0")).mul(SIDES.on(eyes.getDevice()));
      NDArray square = across.square().sum(new int[] {2}, true).add(Autograd.number(1e-12f));
      // Up in the picture is -y, so that up of (x, y) is (y, -x).
      NDArray up =
          across
              .get(new NDIndex(":, :, 1:2"))
              .concat(across.get(new NDIndex(":, :, 0:1")).neg(), 2);
      NDArray open = along(rows, 1, up, square);
      NDArray right = along(rows, 2, across, square);
      NDArray high = along(rows, 2, up, square);
      NDArray gaze = right.concat(high, 2).reshape(new Shape(b, 4));
      NDArray all = open.reshape(new Shape(b, 2)).concat(gaze, 1);
      all.attach(owner);
      return all;
    }
  }

  /** A row's share of an axis of the corners' distance, in that distance: [B, 2, 1]. */
  private static NDArray along(NDArray rows, int row, NDArray axis, NDArray square) {
    return rows.get(new NDIndex(":, :, {}", row)).mul(axis).sum(new int[] {2}, true).div(square);
  }

  private static float[] weights() {
    int n = LandmarkNetwork.EYE_POINTS;
    float[] w = new float[ROWS * n];
    w[INNER] = 1;
    w[OUTER] = -1;
    for (int i = 0; i < LID_POINTS; i++) {
      w[n + UPPER + i] = 1f / LID_POINTS;
      w[n + LOWER + i] = -1f / LID_POINTS;
    }
    w[2 * n + IRIS] = 1;
    w[2 * n + INNER] = -0.5f;
    w[2 * n + OUTER] = -0.5f;
    return w;
  }
}
