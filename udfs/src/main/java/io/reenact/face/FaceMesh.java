package io.reenact.face;

import io.reenact.nn.face.Landmarks68;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The 468 dense landmarks of one face, or those of them that a clip's track is made of.
 *
 * @param xyz triples: x and y in px of the picture (pixel centres at +0.5), z in the same unit,
 *     relative, growing away from the camera
 * @param slots which triple belongs to each of the 468 vertices, -1 for one that was not kept; null
 *     if all are there, in their order
 * @param presence 0 to 1: how sure the network is that it sees a face
 * @param sharpness of the face's region at the network's resolution, see {@link LandmarkNet}; 1 for
 *     a small face, whose picture is magnified
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
record FaceMesh(float[] xyz, int[] slots, double presence, double sharpness) {
  /** All that {@link TrackBuilder} reads. */
  private static final int[] KEPT =
      Stream.of(
              IntStream.of(CanonicalFace.LANDMARKS_68), PoseSolver.vertices(), Openings.vertices())
          .flatMapToInt(i -> i)
          .distinct()
          .sorted()
          .toArray();

  private static final int[] SLOTS =
      IntStream.range(0, CanonicalFace.POINTS)
          .map(i -> Math.max(-1, Arrays.binarySearch(KEPT, i)))
          .toArray();

  /** All 468 landmarks. */
  FaceMesh(float[] xyz, double presence, double sharpness) {
    this(xyz, null, presence, sharpness);
  }

  /**
   * What stays in memory until a clip ends: the vertices that its track is made of, 1.3 KB a frame
   * in place of 5.6.
   */
  FaceMesh kept() {
    float[] kept = new float[3 * KEPT.length];
    for (int k = 0; k < KEPT.length; k++) {
      System.arraycopy(xyz, 3 * KEPT[k], kept, 3 * k, 3);
    }
    return new FaceMesh(kept, SLOTS, presence, sharpness);
  }

  /** One coordinate (0 x, 1 y, 2 z) of a vertex. */
  private double at(int vertex, int axis) {
    return xyz[3 * (slots == null ? vertex : slots[vertex]) + axis];
  }

  double x(int i) {
    return at(i, 0);
  }

  double y(int i) {
    return at(i, 1);
  }

  double z(int i) {
    return at(i, 2);
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
      p[2 * i] = (float) x(CanonicalFace.LANDMARKS_68[i]);
      p[2 * i + 1] = (float) y(CanonicalFace.LANDMARKS_68[i]);
    }
    return p;
  }
}
