package io.reenact.motion;

import io.reenact.nn.face.ExpressionFeatures;
import io.reenact.nn.face.FaceDetail;

/**
 * What {@link MotionModel} looks at: lips, eyes, brows and irises in the frame of both eyes (the
 * origin midway between them, x from the left to the right one in the picture, y down, their
 * distance as unit), some points of the mesh without its pose, and the pose.
 */
public final class PictureFeatures {
  /** Of the mesh: jaw, nose, cheeks, forehead; the rest is seen better by the points. */
  private static final int[] MESH = {
    152, 148, 176, 149, 150, 136, 172, 58, 377, 400, 378, 379, 365, 397, 288, 1, 4, 5, 6, 98, 327,
    48, 278, 45, 275, 50, 280, 205, 425, 123, 352, 117, 346, 187, 411, 207, 427, 216, 436, 212, 432,
    10, 151, 9, 8, 168
  };

  private static final int SHAPE = 2 * FaceDetail.POINTS + 3 * MESH.length;

  /** How many: shape, yaw, pitch, and the squares of both. */
  public static final int SIZE = SHAPE + 4;

  private PictureFeatures() {}

  /** The features of one face, {@link #SIZE}. */
  public static float[] of(FaceDetail.Seen seen) {
    float[] f = new float[SIZE];
    float[] mesh = seen.mesh();
    double leftX = (mesh[3 * 33] + mesh[3 * 133]) / 2;
    double leftY = (mesh[3 * 33 + 1] + mesh[3 * 133 + 1]) / 2;
    double dx = (mesh[3 * 263] + mesh[3 * 362]) / 2 - leftX;
    double dy = (mesh[3 * 263 + 1] + mesh[3 * 362 + 1]) / 2 - leftY;
    double square = Math.max(1e-9, dx * dx + dy * dy);
    for (int i = 0; i < FaceDetail.POINTS; i++) {
      double x = seen.points()[2 * i] - leftX - dx / 2;
      double y = seen.points()[2 * i + 1] - leftY - dy / 2;
      f[2 * i] = (float) ((x * dx + y * dy) / square);
      f[2 * i + 1] = (float) ((y * dx - x * dy) / square);
    }
    float[] upright = ExpressionFeatures.mesh(mesh);
    for (int i = 0; i < MESH.length; i++) {
      System.arraycopy(upright, 3 * MESH[i], f, 2 * FaceDetail.POINTS + 3 * i, 3);
    }
    HeadAngles head = head(ExpressionFeatures.rotation(mesh));
    double[] pose = {
      head.yaw(), head.pitch(), head.yaw() * head.yaw(), head.pitch() * head.pitch()
    };
    for (int i = 0; i < pose.length; i++) {
      f[SHAPE + i] = (float) pose[i];
    }
    return f;
  }

  /**
   * How the head is turned.
   *
   * @param r turns the picture's axes (right, down, away) onto the face's
   */
  static HeadAngles head(float[] r) {
    return HeadAngles.of(new double[] {r[0], r[3], r[6], -r[1], -r[4], -r[7], -r[2], -r[5], -r[8]});
  }
}
