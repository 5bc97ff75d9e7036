package io.reenact.camera;

/** Rotations as 3x3 row-major matrices, unit quaternions (w, x, y, z) and rotation vectors. */
public final class Rotations {
  private Rotations() {}

  /** Matrix of a rotation vector (axis times angle, radians; Rodrigues). */
  public static double[] fromVector(double[] v) {
    double angle = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    double half = angle / 2;
    double s = angle < 1e-9 ? 0.5 : Math.sin(half) / angle;
    return fromQuaternion(new double[] {Math.cos(half), s * v[0], s * v[1], s * v[2]});
  }

  /** Matrix of angles about fixed axes, radians: roll (z) after yaw (y) after pitch (x). */
  public static double[] fromAngles(double yaw, double pitch, double roll) {
    double cy = Math.cos(yaw);
    double sy = Math.sin(yaw);
    double cp = Math.cos(pitch);
    double sp = Math.sin(pitch);
    double cr = Math.cos(roll);
    double sr = Math.sin(roll);
    return new double[] {
      cr * cy,
      cr * sy * sp - sr * cp,
      cr * sy * cp + sr * sp,
      sr * cy,
      sr * sy * sp + cr * cp,
      sr * sy * cp - cr * sp,
      -sy,
      cy * sp,
      cy * cp
    };
  }

  /** Matrix of a unit quaternion (w, x, y, z). */
  public static double[] fromQuaternion(double[] q) {
    double w = q[0];
    double x = q[1];
    double y = q[2];
    double z = q[3];
    return new double[] {
      1 - 2 * (y * y + z * z),
      2 * (x * y - w * z),
      2 * (x * z + w * y),
      2 * (x * y + w * z),
      1 - 2 * (x * x + z * z),
      2 * (y * z - w * x),
      2 * (x * z - w * y),
      2 * (y * z + w * x),
      1 - 2 * (x * x + y * y)
    };
  }

  /** Rotation vector (axis times angle, radians, at most half a turn) of a matrix. */
  public static double[] toVector(double[] m) {
    double[] q = toQuaternion(m);
    double sine = Math.sqrt(q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    double angle = 2 * Math.atan2(sine, q[0]);
    if (angle > Math.PI) {
      angle -= 2 * Math.PI;
    }
    double f = sine < 1e-12 ? 0 : angle / sine;
    return new double[] {f * q[1], f * q[2], f * q[3]};
  }

  /** Unit quaternion (w, x, y, z) of a rotation matrix, by its largest component (Shepperd). */
  public static double[] toQuaternion(double[] m) {
    double[] d = {m[0] + m[4] + m[8], m[0] - m[4] - m[8], m[4] - m[0] - m[8], m[8] - m[0] - m[4]};
    int k = 0;
    for (int i = 1; i < 4; i++) {
      if (d[i] > d[k]) {
        k = i;
      }
    }
    double a = Math.sqrt(1 + d[k]) / 2;
    double f = 0.25 / a;
    double wx = (m[7] - m[5]) * f;
    double wy = (m[2] - m[6]) * f;
    double wz = (m[3] - m[1]) * f;
    double xy = (m[1] + m[3]) * f;
    double xz = (m[2] + m[6]) * f;
    double yz = (m[5] + m[7]) * f;
    return switch (k) {
      case 0 -> new double[] {a, wx, wy, wz};
      case 1 -> new double[] {wx, a, xy, xz};
      case 2 -> new double[] {wy, xy, a, yz};
      default -> new double[] {wz, xz, yz, a};
    };
  }

  /** Shortest-arc spherical interpolation of unit quaternions; t 0 gives a, 1 gives b. */
  public static double[] slerp(double[] a, double[] b, double t) {
    double dot = 0;
    for (int i = 0; i < 4; i++) {
      dot += a[i] * b[i];
    }
    double sign = dot < 0 ? -1 : 1;
    double[] w = weights(Math.abs(dot), t);
    double[] q = new double[4];
    double n = 0;
    for (int i = 0; i < 4; i++) {
      q[i] = w[0] * a[i] + sign * w[1] * b[i];
      n += q[i] * q[i];
    }
    n = Math.sqrt(n);
    for (int i = 0; i < 4; i++) {
      q[i] /= n;
    }
    return q;
  }

  /** Interpolates vectors: direction on the great arc, length linearly. */
  public static double[] slerpDirection(double[] a, double[] b, double t) {
    double la = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    double lb = Math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
    double dot = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / Math.max(1e-300, la * lb);
    double[] w = weights(dot, t);
    double length = (1 - t) * la + t * lb;
    double[] v = new double[3];
    double n = 0;
    for (int i = 0; i < 3; i++) {
      v[i] = w[0] * a[i] / Math.max(1e-300, la) + w[1] * b[i] / Math.max(1e-300, lb);
      n += v[i] * v[i];
    }
    n = Math.max(1e-300, Math.sqrt(n));
    for (int i = 0; i < 3; i++) {
      v[i] *= length / n;
    }
    return v;
  }

  private static double[] weights(double dot, double t) {
    if (dot > 0.9999995) {
      return new double[] {1 - t, t};
    }
    double angle = Math.acos(Math.max(-1, Math.min(1, dot)));
    double s = Math.sin(angle);
    return new double[] {Math.sin((1 - t) * angle) / s, Math.sin(t * angle) / s};
  }
}
