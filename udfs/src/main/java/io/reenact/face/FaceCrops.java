package io.reenact.face;

import io.reenact.camera.Camera;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.Landmarks68;

/**
 * Where networks look: the canonical landmarks projected through the camera give the box, so that a
 * target and its rendering are cropped alike, whatever the face in them does
 * (docs/design/method.md, section 4).
 */
public final class FaceCrops {
  /** Scale, and shift to the right and down in sides of the box, of each look, at jitter 1. */
  private static final double[][] LOOKS = {
    {0, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 0.4, 0.4}, {0, -0.4, -0.4}, {0, 0.4, -0.4}, {0, -0.4, 0.4}
  };

  private final FaceAlignment alignment;
  private final double jitter;
  private final int[] landmarks68 = FaceAlignment.landmarks68();

  /**
   * @param jitter how far the looks at an expression differ, as a share of the box; 0: one look
   */
  public FaceCrops(FaceAlignment alignment, double jitter) {
    this.alignment = alignment;
    this.jitter = jitter;
  }

  /**
   * How many crops of a face expression is read from. A landmark network reads lids and brows a
   * little differently in each, by as much as they move.
   */
  public int looks() {
    return jitter == 0 ? 1 : LOOKS.length;
  }

  /** The box of {@link #face} as a look has it; look 0 is that box. */
  public float[] look(Camera camera, int size, int look) {
    float[] box = face(camera, size);
    double side = box[2] - box[0];
    double x = (box[0] + box[2]) / 2 + jitter * LOOKS[look][1] * side;
    double y = (box[1] + box[3]) / 2 + jitter * LOOKS[look][2] * side;
    double half = (1 + jitter * LOOKS[look][0]) * side / 2;
    return new float[] {
      (float) (x - half), (float) (y - half), (float) (x + half), (float) (y + half)
    };
  }

  /** Box of the landmark and perceptual networks, px of a picture of {@code size}. */
  public float[] face(Camera camera, int size) {
    return FaceBoxes.landmarkBox(canonical(camera, size));
  }

  /** Box of the identity network. */
  public float[] identity(Camera camera, int size) {
    return FaceBoxes.identityBox(canonical(camera, size));
  }

  private float[] canonical(Camera camera, int size) {
    float[] dense = alignment.project(camera, size);
    float[] points = new float[136];
    for (int i = 0; i < Landmarks68.COUNT; i++) {
      points[2 * i] = dense[2 * landmarks68[i]];
      points[2 * i + 1] = dense[2 * landmarks68[i] + 1];
    }
    return points;
  }
}
