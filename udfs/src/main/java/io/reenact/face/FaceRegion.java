package io.reenact.face;

/**
 * A square region of a picture, turned with the face.
 *
 * @param cx centre x, px
 * @param cy centre y, px
 * @param size side, px
 * @param angle radians the face is turned clockwise in the picture
 */
record FaceRegion(double cx, double cy, double size, double angle) {
  /** MediaPipe's margin around detections and landmarks. */
  private static final double MARGIN = 1.5;

  private static final int RIGHT_EYE_CORNER = 33;
  private static final int LEFT_EYE_CORNER = 263;

  /** The region around a detected face, upright by its eyes. */
  static FaceRegion around(FaceDetection d) {
    double angle =
        Math.atan2(d.keyPoints()[3] - d.keyPoints()[1], d.keyPoints()[2] - d.keyPoints()[0]);
    return new FaceRegion(
        (d.x0() + d.x1()) / 2,
        (d.y0() + d.y1()) / 2,
        MARGIN * Math.max(d.x1() - d.x0(), d.y1() - d.y0()),
        angle);
  }

  /** The region around 468 landmarks, upright by the outer eye corners. */
  static FaceRegion around(FaceMesh mesh) {
    double angle =
        Math.atan2(
            mesh.y(LEFT_EYE_CORNER) - mesh.y(RIGHT_EYE_CORNER),
            mesh.x(LEFT_EYE_CORNER) - mesh.x(RIGHT_EYE_CORNER));
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double u0 = Double.POSITIVE_INFINITY;
    double u1 = Double.NEGATIVE_INFINITY;
    double v0 = Double.POSITIVE_INFINITY;
    double v1 = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CanonicalFace.POINTS; i++) {
      double u = c * mesh.x(i) + s * mesh.y(i);
      double v = -s * mesh.x(i) + c * mesh.y(i);
      u0 = Math.min(u0, u);
      u1 = Math.max(u1, u);
      v0 = Math.min(v0, v);
      v1 = Math.max(v1, v);
    }
    double u = (u0 + u1) / 2;
    double v = (v0 + v1) / 2;
    return new FaceRegion(c * u - s * v, s * u + c * v, MARGIN * Math.max(u1 - u0, v1 - v0), angle);
  }

  /** 2x3 map from pixels of a square of side {@code pixels} over this region to the picture. */
  double[] toPicture(int pixels) {
    double[] centred = {1, 0, -pixels / 2.0, 0, 1, -pixels / 2.0};
    return Affine.compose(Affine.similarity(size / pixels, angle, cx, cy), centred);
  }
}
