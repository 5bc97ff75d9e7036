package io.reenact.render;

import io.reenact.camera.Camera;
import io.reenact.camera.Rotations;

/** Small head motions from pairs of cameras. */
public final class HeadMotions {
  private HeadMotions() {}

  /**
   * The motion for which {@link Camera#withHeadMotion} turns one camera into another.
   *
   * @param tracked the camera before
   * @param refined the camera after, less than half a turn away
   * @return 6 floats: rotation vector, shift
   */
  public static float[] between(Camera tracked, Camera refined) {
    if (tracked.equals(refined)) {
      return new float[6];
    }
    float[] a = tracked.label();
    float[] b = refined.label();
    // cam2world: B = R^T A, so R = A B^T.
    double[] r = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        for (int m = 0; m < 3; m++) {
          r[3 * i + k] += (double) a[4 * i + m] * b[4 * k + m];
        }
      }
    }
    double[] omega = Rotations.toVector(r);
    float[] motion = new float[6];
    double[] p = Camera.lookAtPoint();
    double[] from = tracked.centre();
    double[] to = refined.centre();
    for (int i = 0; i < 3; i++) {
      motion[i] = (float) omega[i];
      // centre' = p + R^T (centre - p - shift)
      double turned = 0;
      for (int k = 0; k < 3; k++) {
        turned += r[3 * i + k] * (to[k] - p[k]);
      }
      motion[3 + i] = (float) (from[i] - p[i] - turned);
    }
    return motion;
  }
}
