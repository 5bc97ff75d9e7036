package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;

/**
 * A small rigid motion of the head (rotation vector about the look-at point, then shift; world
 * units) that refines a tracked camera. Its gradient follows from the Gaussians' own, so the
 * rasterizer needs no gradient by camera.
 */
final class HeadMotion {
  /** Floats of a motion. */
  static final int SIZE = 6;

  private static final float STEP = 1e-2f;

  private HeadMotion() {}

  /**
   * The gradient at the identity of a loss whose gradient by the camera's label is known, by
   * central differences of the label.
   *
   * @param camera that the motion refines
   * @param label gradient by the 25 floats of the moved camera's label
   * @return 6 floats
   */
  static float[] gradient(Camera camera, float[] label) {
    float[] out = new float[SIZE];
    for (int k = 0; k < SIZE; k++) {
      float[] motion = new float[SIZE];
      motion[k] = STEP;
      float[] up = camera.withHeadMotion(motion).label();
      motion[k] = -STEP;
      float[] down = camera.withHeadMotion(motion).label();
      double sum = 0;
      for (int i = 0; i < label.length; i++) {
        sum += label[i] * ((double) up[i] - down[i]) / (2 * STEP);
      }
      out[k] = (float) sum;
    }
    return out;
  }

  /** About which heads turn. */
  static float[] point() {
    double[] p = Camera.lookAtPoint();
    return new float[] {(float) p[0], (float) p[1], (float) p[2]};
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
      int k = Gaussians.FLOATS * i;
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
