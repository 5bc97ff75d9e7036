package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.Arrays;

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

  /**
   * {@link #gradient(FloatBuffer, FloatBuffer, int)} of several heads where their arrays are.
   *
   * @param gaussians [B, N, 14]
   * @param gradient [B, N, 14]
   * @return [B][6]
   */
  static float[][] gradient(NDArray gaussians, NDArray gradient) {
    double[] p = Camera.lookAtPoint();
    try (NDManager scratch = gaussians.getManager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray[] x = columns(scratch, gaussians);
      NDArray[] d = columns(scratch, gradient);
      for (int c = 0; c < 3; c++) {
        x[c] = x[c].sub((float) p[c]);
      }
      NDArray w = x[6];
      NDArray[] q = {x[7], x[8], x[9]};
      NDArray[] dq = {d[7], d[8], d[9]};
      NDList sums = new NDList();
      for (int k = 0; k < 3; k++) {
        int i = (k + 1) % 3;
        int j = (k + 2) % 3;
        NDArray turn =
            dq[k].mul(w).sub(d[6].mul(q[k])).add(dq[j].mul(q[i])).sub(dq[i].mul(q[j])).mul(0.5f);
        sums.add(x[i].mul(d[j]).sub(x[j].mul(d[i])).add(turn).sum(new int[] {1}));
      }
      for (int k = 0; k < 3; k++) {
        sums.add(d[k].sum(new int[] {1}));
      }
      NDArray all = NDArrays.stack(sums, 1);
      all.attach(scratch);
      float[] flat = Autograd.floats(all);
      float[][] out = new float[flat.length / SIZE][];
      for (int b = 0; b < out.length; b++) {
        out[b] = Arrays.copyOfRange(flat, b * SIZE, (b + 1) * SIZE);
      }
      return out;
    }
  }

  /** The floats of Gaussians one by one, [B, N] each; what is made of them is the scratch's. */
  private static NDArray[] columns(NDManager scratch, NDArray all) {
    NDArray[] columns = new NDArray[Gaussians.FLOATS];
    for (int c = 0; c < Gaussians.FLOATS; c++) {
      columns[c] = all.get(scratch, new NDIndex(":, :, {}", c));
    }
    return columns;
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
