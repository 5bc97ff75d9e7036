package io.reenact.face;

import io.reenact.camera.Camera;

/**
 * Head pose and crop of one frame: the camera that sees the generator's head as the frame shows it,
 * followed by the similarity from the crop to the frame.
 *
 * @param yaw of the camera, radians
 * @param pitch of the camera, radians
 * @param roll of the picture, radians, positive clockwise
 * @param logScale log of frame px per crop px (crop of {@link AlignedCrop#NOMINAL_SIZE})
 * @param x of the crop's centre in the frame, px
 * @param y of the crop's centre in the frame, px
 */
record HeadPose(double yaw, double pitch, double roll, double logScale, double x, double y) {
  static HeadPose of(double[] p) {
    return new HeadPose(p[0], p[1], p[2], p[3], p[4], p[5]);
  }

  double[] values() {
    return new double[] {yaw, pitch, roll, logScale, x, y};
  }

  /** Frame px per crop px. */
  double scale() {
    return Math.exp(logScale);
  }

  /** Camera of the crop, without roll. */
  Camera camera() {
    return Camera.orbit(yaw, pitch, 0);
  }

  /** 2x3 row-major, crop px to frame px. */
  double[] cropToFrame() {
    double half = AlignedCrop.NOMINAL_SIZE / 2.0;
    return Affine.compose(
        Affine.similarity(scale(), roll, x, y), new double[] {1, 0, -half, 0, 1, -half});
  }
}
