package io.reenact.face;

import io.reenact.camera.Camera;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Where a face is in a generator's world: the similarity {@code world = scale * rotation *
 * canonical + translation} from MediaPipe's canonical face mesh (centimetres, x to the subject's
 * left, y up, z out of the face) to world units. It is part of a bundle's {@code generator.json};
 * cameras lie on {@link Camera#orbit}'s sphere.
 */
public final class FaceAlignment implements Serializable {
  private static final long serialVersionUID = 1L;

  // Canonical mesh -> centimetres of the head model: Procrustes over landmarks 18 to 55 of the 68
  // (brows, nose, eyes, upper lip) against the model's mean, symmetric; RMS 0.39 cm. Centimetres ->
  // world: 0.0206 * (cm - (0, 1.5, 3)) + (0, 0, 0.2).
  private static final FaceAlignment EMBEDDED =
      new FaceAlignment(
          0.020408250515631016,
          new double[] {
            1,
            0,
            0,
            0,
            0.9997502459540725,
            0.022348282143642914,
            0,
            -0.022348282143642914,
            0.9997502459540725
          },
          new double[] {0, -0.015564823897901323, 0.2543753239712711});

  private final double scale;
  private final double[] rotation;
  private final double[] translation;

  /**
   * @param scale world units a centimetre, positive
   * @param rotation 3x3 row-major
   * @param translation 3 world units
   */
  public FaceAlignment(double scale, double[] rotation, double[] translation) {
    if (!(scale > 0) || rotation.length != 9 || translation.length != 3) {
      throw new IllegalArgumentException(
          "a face alignment is a positive scale, 9 floats of rotation and 3 of translation");
    }
    this.scale = scale;
    this.rotation = rotation.clone();
    this.translation = translation.clone();
  }

  /** The embedded generator's. */
  public static FaceAlignment embedded() {
    return EMBEDDED;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FaceAlignment a
        && a.scale == scale
        && Arrays.equals(a.rotation, rotation)
        && Arrays.equals(a.translation, translation);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(
        new int[] {
          Double.hashCode(scale), Arrays.hashCode(rotation), Arrays.hashCode(translation)
        });
  }

  /** World units a centimetre. */
  public double scale() {
    return scale;
  }

  /** 3x3 row-major. */
  public double[] rotation() {
    return rotation.clone();
  }

  /** World units. */
  public double[] translation() {
    return translation.clone();
  }

  /**
   * The canonical face in the world.
   *
   * @return {@code [468, 3]} world units
   */
  public double[] canonicalPoints() {
    CanonicalFace face = CanonicalFace.instance();
    double[] world = new double[3 * CanonicalFace.POINTS];
    for (int i = 0; i < CanonicalFace.POINTS; i++) {
      for (int r = 0; r < 3; r++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += rotation[3 * r + k] * face.at(i, k);
        }
        world[3 * i + r] = scale * sum + translation[r];
      }
    }
    return world;
  }

  /**
   * The canonical landmarks as a camera sees them.
   *
   * @param size side of the square picture, px
   * @return {@code [468, 2]} px, pixel centres at +0.5
   */
  public float[] project(Camera camera, int size) {
    double[] world = canonicalPoints();
    float[] p = new float[2 * CanonicalFace.POINTS];
    for (int i = 0; i < CanonicalFace.POINTS; i++) {
      double[] q = camera.project(world[3 * i], world[3 * i + 1], world[3 * i + 2], size, size);
      p[2 * i] = (float) q[0];
      p[2 * i + 1] = (float) q[1];
    }
    return p;
  }

  /** The mesh vertex of each of the 68 landmarks of the Multi-PIE order. */
  public static int[] landmarks68() {
    return CanonicalFace.LANDMARKS_68.clone();
  }
}
