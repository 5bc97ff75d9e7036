package io.reenact.metric;

/**
 * What moves in one tracked face.
 *
 * @param landmarks {@code [68, 2]}, Multi-PIE order; any unit
 * @param mouth opening, in distances between the eyes
 * @param leftEye opening of the subject's left eye, in distances between the eyes
 * @param rightEye likewise
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record FaceState(float[] landmarks, double mouth, double leftEye, double rightEye) {
  private static final int[][] MOUTH = {{61, 67}, {62, 66}, {63, 65}};
  private static final int[][] LEFT_EYE = {{43, 47}, {44, 46}};
  private static final int[][] RIGHT_EYE = {{37, 41}, {38, 40}};

  /**
   * Openings as the 68 landmarks show them in the picture: turning the head changes them a little.
   */
  public static FaceState of(float[] landmarks) {
    double unit = LandmarkErrors.interocular(landmarks);
    return new FaceState(
        landmarks,
        mean(landmarks, MOUTH) / unit,
        mean(landmarks, LEFT_EYE) / unit,
        mean(landmarks, RIGHT_EYE) / unit);
  }

  /** Mean opening of both eyes. */
  double eyes() {
    return (leftEye + rightEye) / 2;
  }

  private static double mean(float[] l, int[][] pairs) {
    double sum = 0;
    for (int[] p : pairs) {
      sum += Math.hypot(l[2 * p[0]] - l[2 * p[1]], l[2 * p[0] + 1] - l[2 * p[1] + 1]);
    }
    return sum / pairs.length;
  }
}
