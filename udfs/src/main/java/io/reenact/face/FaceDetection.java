package io.reenact.face;

/**
 * One detected face, in px of the picture.
 *
 * @param score 0 to 1
 * @param x0 left
 * @param y0 top
 * @param x1 right
 * @param y1 bottom
 * @param keyPoints 6 pairs x, y: the subject's right eye, left eye, nose tip, mouth, right ear,
 *     left ear
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
record FaceDetection(double score, double x0, double y0, double x1, double y1, double[] keyPoints) {
  double width() {
    return x1 - x0;
  }

  double height() {
    return y1 - y0;
  }

  /** Intersection over union of the boxes. */
  double overlap(FaceDetection o) {
    double w = Math.min(x1, o.x1) - Math.max(x0, o.x0);
    double h = Math.min(y1, o.y1) - Math.max(y0, o.y0);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double both = w * h;
    return both / (width() * height() + o.width() * o.height() - both);
  }
}
