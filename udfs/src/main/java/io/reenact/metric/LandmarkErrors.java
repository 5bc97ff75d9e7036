package io.reenact.metric;

/**
 * Distances of two sets of landmarks, {@code [n, 2]} px each. Where eyes, brows or mouth are meant,
 * they are 68 in the Multi-PIE order.
 */
public final class LandmarkErrors {
  private static final int JAW = 17;

  /** Side of the pictures in which papers give AKD, px. */
  private static final double AKD_SIZE = 256;

  private LandmarkErrors() {}

  /** Mean distance of corresponding points, px. */
  static double akd(float[] truth, float[] found) {
    double sum = 0;
    for (int i = 0; i < truth.length / 2; i++) {
      sum += Math.hypot(truth[2 * i] - found[2 * i], truth[2 * i + 1] - found[2 * i + 1]);
    }
    return sum / (truth.length / 2);
  }

  /**
   * AKD in px of a picture of 256, whatever size the picture has.
   *
   * @param size side of the picture, px
   */
  public static double akd(float[] truth, float[] found, int size) {
    return akd(truth, found) * AKD_SIZE / size;
  }

  /** AKD in distances between the eyes' centres of {@code truth}. */
  public static double byEyes(float[] truth, float[] found) {
    return akd(truth, found) / interocular(truth);
  }

  /**
   * Mean distance over the square root of the area of the box around {@code truth}'s points (Bulat
   * and Tzimiropoulos 2017, who call it NME; VOODOO 3D calls it NAKD and cites them).
   */
  public static double byBox(float[] truth, float[] found) {
    float x0 = Float.POSITIVE_INFINITY;
    float y0 = Float.POSITIVE_INFINITY;
    float x1 = Float.NEGATIVE_INFINITY;
    float y1 = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < truth.length / 2; i++) {
      x0 = Math.min(x0, truth[2 * i]);
      x1 = Math.max(x1, truth[2 * i]);
      y0 = Math.min(y0, truth[2 * i + 1]);
      y1 = Math.max(y1, truth[2 * i + 1]);
    }
    return akd(truth, found) / Math.sqrt((double) (x1 - x0) * (y1 - y0));
  }

  /** Distance between the eyes' centres, px. */
  public static double interocular(float[] landmarks) {
    double[] r = eyeCorners(landmarks, 36);
    double[] l = eyeCorners(landmarks, 42);
    return Math.hypot(r[0] - l[0], r[1] - l[1]);
  }

  /** Distance of the mouth's corners in distances between the eyes' centres. */
  public static double smileWidth(float[] landmarks) {
    return Math.hypot(landmarks[96] - landmarks[108], landmarks[97] - landmarks[109])
        / interocular(landmarks);
  }

  /** Mean distance of the brows from the eyes in distances between the eyes' centres. */
  public static double browHeight(float[] landmarks) {
    double sum = 0;
    for (int side = 0; side < 2; side++) {
      double[] brow = centre(landmarks, JAW + 5 * side, JAW + 5 * side + 5);
      double[] eye = eyeCorners(landmarks, 36 + 6 * side);
      sum += Math.hypot(brow[0] - eye[0], brow[1] - eye[1]) / 2;
    }
    return sum / interocular(landmarks);
  }

  /** The middle of an eye's corners, which blinks don't move. */
  private static double[] eyeCorners(float[] l, int first) {
    return new double[] {
      (l[2 * first] + l[2 * (first + 3)]) / 2.0, (l[2 * first + 1] + l[2 * (first + 3) + 1]) / 2.0
    };
  }

  private static double[] centre(float[] l, int from, int to) {
    double[] c = new double[2];
    for (int i = from; i < to; i++) {
      c[0] += l[2 * i] / (double) (to - from);
      c[1] += l[2 * i + 1] / (double) (to - from);
    }
    return c;
  }
}
