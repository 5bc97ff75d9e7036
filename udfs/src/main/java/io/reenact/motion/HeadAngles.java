package io.reenact.motion;

import io.reenact.camera.Camera;
import io.reenact.camera.Rotations;

/**
 * How a head is turned against the camera, radians: the picture shows the head's rotation roll
 * after yaw after pitch, about axes to the subject's left, up and to the camera.
 *
 * @param yaw positive when the face turns to the subject's left
 * @param pitch positive when the face turns down
 * @param roll positive when the crown goes to the subject's right
 */
public record HeadAngles(double yaw, double pitch, double roll) {
  /** Looking straight into the camera. */
  public static final HeadAngles AHEAD = new HeadAngles(0, 0, 0);

  /**
   * The head as a camera sees it.
   *
   * @param camera about a head that stays where it is, roll included
   */
  public static HeadAngles of(Camera camera) {
    double[] m = camera.worldToCamera();
    // A camera's y points down and its z away, the head's up and to the camera.
    return of(new double[] {m[0], m[1], m[2], -m[4], -m[5], -m[6], -m[8], -m[9], -m[10]});
  }

  /**
   * A turned head as a camera sees it.
   *
   * @param camera roll included
   * @param turned the head's rotation in the world, 3x3 row-major
   */
  public static HeadAngles of(Camera camera, double[] turned) {
    double[] seen = of(camera).rotation();
    double[] product = new double[9];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        for (int k = 0; k < 3; k++) {
          product[3 * r + c] += seen[3 * r + k] * turned[3 * k + c];
        }
      }
    }
    return of(product);
  }

  /**
   * The angles of a rotation.
   *
   * @param r 3x3 row-major
   */
  public static HeadAngles of(double[] r) {
    return new HeadAngles(
        Math.asin(Math.max(-1, Math.min(1, -r[6]))),
        Math.atan2(r[7], r[8]),
        Math.atan2(r[3], r[0]));
  }

  /** The rotation, 3x3 row-major. */
  public double[] rotation() {
    return Rotations.fromAngles(yaw, pitch, roll);
  }

  /** The camera that sees a head which stays where it is turned by these angles. */
  public Camera camera() {
    return Camera.neutral().withHeadMotion(Rotations.toVector(rotation()), new double[3]);
  }
}
