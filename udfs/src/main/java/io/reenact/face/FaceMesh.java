package io.reenact.face;

import io.reenact.nn.face.Landmarks68;

/**
 * The 468 dense landmarks of one face.
 *
 * @param xyz 468 triples: x and y in px of the picture (pixel centres at +0.5), z in the same unit,
 *     relative, growing away from the camera
 * @param presence 0 to 1: how sure the network is that it sees a face
 * @param sharpness of the face's region at the network's resolution, see {@link LandmarkNet}; 1 for
 *     a small face, whose picture is magnified
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
record FaceMesh(float[] xyz, double presence, double sharpness) {
  double x(int i) {
    return xyz[3 * i];
  }

  double y(int i) {
    return xyz[3 * i + 1];
  }

  double z(int i) {
    return xyz[3 * i + 2];
  }

  /** Distance in space, px. */
  double distance(int a, int b) {
    return Math.sqrt(
        Math.pow(x(a) - x(b), 2) + Math.pow(y(a) - y(b), 2) + Math.pow(z(a) - z(b), 2));
  }

  /** The 68 landmarks of the Multi-PIE order, 68 pairs x, y in px. */
  float[] landmarks68() {
    float[] p = new float[136];
    for (int i = 0; i < Landmarks68.COUNT; i++) {
      p[2 * i] = xyz[3 * CanonicalFace.LANDMARKS_68[i]];
      p[2 * i + 1] = xyz[3 * CanonicalFace.LANDMARKS_68[i] + 1];
    }
    return p;
  }
}
