package io.reenact.camera;

import java.util.Arrays;
import java.util.Locale;

/**
 * EG3D's camera label: 25 floats, 16 for cam2world (4x4, row-major), 9 for the intrinsics (3x3,
 * row-major, normalised by the image size).
 *
 * <p>Camera axes are OpenCV's (x right, y down, z forward); the world has y up and the face looks
 * along +z. Yaw is positive when the camera moves to +x (it then sees more of the side of the face
 * that is at +x, the subject's left), pitch is positive when the camera moves up.
 */
public final class Camera {
  /** Radius of the sphere about the origin on which neutral cameras lie. */
  public static final double RADIUS = 2.7;

  /** Height and depth of the point that neutral cameras look at. */
  private static final double[] LOOK_AT = {0, 0, 0.2};

  /** Focal length in image widths. */
  public static final double FOCAL = 4.2647;

  private final float[] label;

  private Camera(float[] label) {
    this.label = label;
  }

  /**
   * A camera from its label.
   *
   * @param label 25 floats; copied
   * @throws IllegalArgumentException if the length is not 25 or a value is not finite
   */
  public static Camera of(float[] label) {
    if (label.length != 25) {
      throw new IllegalArgumentException(
          "a camera label has 25 floats, this one has " + label.length);
    }
    for (float v : label) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException(
            "a camera label holds a value that is not finite: " + Arrays.toString(label));
      }
    }
    return new Camera(label.clone());
  }

  /** The frontal camera: centre (0, 0, 2.7), looking at (0, 0, 0.2). */
  public static Camera neutral() {
    return orbit(0, 0, 0);
  }

  /**
   * A camera on the sphere of radius {@link #RADIUS} that looks at (0, 0, 0.2).
   *
   * @param yaw radians; 0 is frontal, positive moves the camera to +x
   * @param pitch radians; positive moves the camera up
   * @param roll radians; positive turns the picture's content clockwise
   */
  public static Camera orbit(double yaw, double pitch, double roll) {
    double[] centre = {
      RADIUS * Math.sin(yaw) * Math.cos(pitch),
      RADIUS * Math.sin(pitch),
      RADIUS * Math.cos(yaw) * Math.cos(pitch)
    };
    return lookAt(centre, LOOK_AT, FOCAL).withRoll(roll);
  }

  /**
   * A camera at a point, looking at a point, with world y up.
   *
   * @param centre camera centre, world units
   * @param target the point that falls on the image's centre
   * @param focal focal length in image widths
   */
  public static Camera lookAt(double[] centre, double[] target, double focal) {
    double[] z = unit(target[0] - centre[0], target[1] - centre[1], target[2] - centre[2]);
    // x = z cross up for y-down axes: right of the picture as the viewer sees it.
    double[] x = unit(-z[2], 0, z[0]);
    double[] y = {z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]};
    float[] l = new float[25];
    for (int r = 0; r < 3; r++) {
      l[4 * r] = (float) x[r];
      l[4 * r + 1] = (float) y[r];
      l[4 * r + 2] = (float) z[r];
      l[4 * r + 3] = (float) centre[r];
    }
    l[15] = 1;
    l[16] = (float) focal;
    l[18] = 0.5f;
    l[20] = (float) focal;
    l[21] = 0.5f;
    l[24] = 1;
    return new Camera(l);
  }

  /** A copy of the 25 floats. */
  public float[] label() {
    return label.clone();
  }

  /** Camera centre in the world. */
  public double[] centre() {
    return new double[] {label[3], label[7], label[11]};
  }

  /**
   * World to camera: 3x4 row-major, {@code Xc = R Xw + t}.
   *
   * @return 12 doubles
   */
  public double[] worldToCamera() {
    double[] m = new double[12];
    double[] c = centre();
    for (int r = 0; r < 3; r++) {
      double t = 0;
      for (int k = 0; k < 3; k++) {
        double v = label[4 * k + r];
        m[4 * r + k] = v;
        t -= v * c[k];
      }
      m[4 * r + 3] = t;
    }
    return m;
  }

  /** Focal length along x in pixels of an image of this width. */
  public double focalX(int width) {
    return label[16] * (double) width;
  }

  /** Focal length along y in pixels of an image of this height. */
  public double focalY(int height) {
    return label[20] * (double) height;
  }

  /** Principal point x in pixels. */
  public double centreX(int width) {
    return label[18] * (double) width;
  }

  /** Principal point y in pixels. */
  public double centreY(int height) {
    return label[21] * (double) height;
  }

  /**
   * Yaw, pitch in radians of the direction from the look-at point to the camera; roll is not part
   * of it.
   */
  public double[] yawPitch() {
    // The viewing axis, not the centre: the centre of a sphere camera is seen from the origin, not
    // from the look-at.
    double x = -label[2];
    double y = -label[6];
    double z = -label[10];
    return new double[] {Math.atan2(x, z), Math.asin(Math.max(-1, Math.min(1, y)))};
  }

  /**
   * This camera turned about its viewing axis; with the principal point at the centre, the picture
   * turns about its centre.
   *
   * @param roll radians; positive turns the picture's content clockwise
   */
  public Camera withRoll(double roll) {
    if (roll == 0) {
      return this;
    }
    float[] l = label.clone();
    double c = Math.cos(roll);
    double s = Math.sin(roll);
    for (int r = 0; r < 3; r++) {
      double x = label[4 * r];
      double y = label[4 * r + 1];
      l[4 * r] = (float) (c * x - s * y);
      l[4 * r + 1] = (float) (s * x + c * y);
    }
    return new Camera(l);
  }

  /**
   * A small change of view as if the head moved: the world is first turned by {@code omega} about
   * the look-at point, then shifted by {@code shift}.
   *
   * @param omega rotation vector, radians
   * @param shift world units
   */
  public Camera withHeadMotion(double[] omega, double[] shift) {
    double[] r = Rotations.fromVector(omega);
    // Xc = A (R (X - p) + p + shift) + t; the new cam2world rotation is (A R)^T = R^T A^T.
    double[] c = centre();
    double[] v = {
      c[0] - LOOK_AT[0] - shift[0], c[1] - LOOK_AT[1] - shift[1], c[2] - LOOK_AT[2] - shift[2]
    };
    float[] l = label.clone();
    for (int i = 0; i < 3; i++) {
      double centre = LOOK_AT[i];
      for (int k = 0; k < 3; k++) {
        centre += r[3 * k + i] * v[k];
        double sum = 0;
        for (int m = 0; m < 3; m++) {
          sum += r[3 * m + i] * label[4 * m + k];
        }
        l[4 * i + k] = (float) sum;
      }
      l[4 * i + 3] = (float) centre;
    }
    return new Camera(l);
  }

  /**
   * The camera that sees the unmoved head as this one sees the moved one.
   *
   * @param motion six floats: rotation vector, then shift, as above
   */
  public Camera withHeadMotion(float[] motion) {
    return withHeadMotion(
        new double[] {motion[0], motion[1], motion[2]},
        new double[] {motion[3], motion[4], motion[5]});
  }

  /** The point about which {@link #withHeadMotion} turns the head. */
  public static double[] lookAtPoint() {
    return LOOK_AT.clone();
  }

  /**
   * Projects a world point.
   *
   * @return pixel x, pixel y (pixel centres at +0.5) and depth
   */
  public double[] project(double x, double y, double z, int width, int height) {
    double[] m = worldToCamera();
    double cx = m[0] * x + m[1] * y + m[2] * z + m[3];
    double cy = m[4] * x + m[5] * y + m[6] * z + m[7];
    double cz = m[8] * x + m[9] * y + m[10] * z + m[11];
    return new double[] {
      focalX(width) * cx / cz + centreX(width), focalY(height) * cy / cz + centreY(height), cz
    };
  }

  /**
   * Spherical interpolation: rotations by slerp, centres by slerp of their direction and linear
   * radius, intrinsics linearly. Matrices are never averaged.
   *
   * @param t 0 gives a, 1 gives b
   */
  public static Camera slerp(Camera a, Camera b, double t) {
    double[] q =
        Rotations.slerp(
            Rotations.toQuaternion(rotation(a)), Rotations.toQuaternion(rotation(b)), t);
    double[] r = Rotations.fromQuaternion(q);
    double[] centre = Rotations.slerpDirection(a.centre(), b.centre(), t);
    float[] l = new float[25];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        l[4 * i + k] = (float) r[3 * i + k];
      }
      l[4 * i + 3] = (float) centre[i];
    }
    l[15] = 1;
    for (int i = 16; i < 25; i++) {
      l[i] = (float) ((1 - t) * a.label[i] + t * b.label[i]);
    }
    return new Camera(l);
  }

  private static double[] rotation(Camera c) {
    double[] r = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        r[3 * i + k] = c.label[4 * i + k];
      }
    }
    return r;
  }

  private static double[] unit(double x, double y, double z) {
    double n = Math.sqrt(x * x + y * y + z * z);
    if (n < 1e-12) {
      throw new IllegalArgumentException(
          "a camera needs a viewing direction that is not vertical and not null");
    }
    return new double[] {x / n, y / n, z / n};
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Camera c && Arrays.equals(label, c.label);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(label);
  }

  @Override
  public String toString() {
    double[] yp = yawPitch();
    return String.format(
        Locale.ROOT,
        "camera yaw %.1f pitch %.1f degrees",
        Math.toDegrees(yp[0]),
        Math.toDegrees(yp[1]));
  }
}
