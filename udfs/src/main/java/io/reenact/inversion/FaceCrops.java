package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.nn.FaceBoxes;

/**
 * Where networks look: the canonical landmarks projected through the camera give the box, so that a
 * target and its rendering are cropped alike, whatever the face in them does (method.md, section
 * 4).
 */
final class FaceCrops {
  private final FaceAlignment alignment;
  private final int[] landmarks68 = FaceAlignment.landmarks68();

  FaceCrops(FaceAlignment alignment) {
    this.alignment = alignment;
  }

  /** Box of the landmark and perceptual networks, px of a picture of {@code size}. */
  float[] face(Camera camera, int size) {
    return FaceBoxes.landmarkBox(canonical(camera, size));
  }

  /** Box of the identity network. */
  float[] identity(Camera camera, int size) {
    return FaceBoxes.identityBox(canonical(camera, size));
  }

  private float[] canonical(Camera camera, int size) {
    float[] dense = alignment.project(camera, size);
    float[] points = new float[136];
    for (int i = 0; i < 68; i++) {
      points[2 * i] = dense[2 * landmarks68[i]];
      points[2 * i + 1] = dense[2 * landmarks68[i] + 1];
    }
    return points;
  }
}
