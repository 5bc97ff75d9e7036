package io.reenact.motion;

import io.reenact.camera.Camera;
import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;

/**
 * Where a head is, by a camera that nobody knows: its focal length is taken to be 1.2 times the
 * longer side of the picture, as phones have it, and the head to be of usual size.
 */
public final class HeadPlace {
  /** Focal length in longer sides of the picture: 45 degrees from side to side. */
  private static final double FOCAL = 1.2;

  private HeadPlace() {}

  /**
   * The place of the point that heads turn about.
   *
   * @param track of a frame with a face
   * @param width of the frame, px
   * @param height of the frame, px
   * @param worldPerCm units of the generator's world a centimetre
   * @return to the picture's right, up, away from the camera; centimetres
   */
  public static double[] of(FrameTrack track, int width, int height, double worldPerCm) {
    int size = AlignedCrop.NOMINAL_SIZE;
    Camera camera = Camera.of(track.camera());
    double[] point = Camera.lookAtPoint();
    double[] seen = camera.project(point[0], point[1], point[2], size, size);
    float[] at =
        AlignedCrop.framePoints(
            new float[] {(float) seen[0], (float) seen[1]}, track.crop(), size, 0);
    double scale = Math.hypot(track.crop()[0], track.crop()[3]);
    double focal = FOCAL * Math.max(width, height);
    // As large in the frame as in the crop, through another lens: as many times as far away.
    double depth = seen[2] * focal * scale / camera.focalX(size) / worldPerCm;
    return new double[] {
      (at[0] - width / 2.0) / focal * depth, -(at[1] - height / 2.0) / focal * depth, depth
    };
  }
}
