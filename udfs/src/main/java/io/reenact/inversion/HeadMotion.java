package io.reenact.inversion;

import io.reenact.camera.Camera;
import java.nio.FloatBuffer;

/**
 * A small rigid motion of the head (rotation vector about the look-at point, then shift; world
 * units) that refines a tracked camera. Its gradient follows from the Gaussians' own, so the
 * rasterizer needs no gradient by camera.
 */
final class HeadMotion {
  /** Floats of a motion. */
  static final int SIZE = 6;

  private HeadMotion() {}

  /** The camera that sees the unmoved head as {@code camera} sees the moved one. */
  static Camera apply(Camera camera, float[] motion) {
    return camera.withHeadMotion(
        new double[] {motion[0], motion[1], motion[2]},
        new double[] {motion[3], motion[4], motion[5]});
  }

  /**
   * The gradient at (or, as the motions are small, near) the identity: a turn of the head by dw
   * moves a point by dw x (X - p) and turns its quaternion by (0, dw / 2) q.
   *
   * @param gaussians [n, 14]
   * @param gradient [n, 14]
   * @return 6 floats
   */
  static float[] gradient(FloatBuffer gaussians, FloatBuffer gradient, int n) {
    double[] p = Camera.lookAtPoint();
    double[] g = new double[SIZE];
    for (int i = 0; i < n; i++) {
      int k = 14 * i;
      double gx = gradient.get(k);
      double gy = gradient.get(k + 1);
      double gz = gradient.get(k + 2);
      double x = gaussians.get(k) - p[0];
      double y = gaussians.get(k + 1) - p[1];
      double z = gaussians.get(k + 2) - p[2];
      g[3] += gx;
      g[4] += gy;
      g[5] += gz;
      double a = gradient.get(k + 6);
      double b = gradient.get(k + 7);
      double c = gradient.get(k + 8);
      double d = gradient.get(k + 9);
      double qw = gaussians.get(k + 6);
      double qx = gaussians.get(k + 7);
      double qy = gaussians.get(k + 8);
      double qz = gaussians.get(k + 9);
      g[0] += y * gz - z * gy + 0.5 * (-a * qx + b * qw - c * qz + d * qy);
      g[1] += z * gx - x * gz + 0.5 * (-a * qy + b * qz + c * qw - d * qx);
      g[2] += x * gy - y * gx + 0.5 * (-a * qz - b * qy + c * qx + d * qw);
    }
    float[] out = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      out[i] = (float) g[i];
    }
    return out;
  }
}
