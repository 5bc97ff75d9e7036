package io.reenact.face;

/**
 * How far mouth and lids are open, measured in space so that turning the head does not change them.
 *
 * @param mouth distance of the inner lips in distances between the eyes' centres
 * @param leftEye mean distance of the subject's left lids, same unit
 * @param rightEye mean distance of the subject's right lids, same unit
 */
record Openings(double mouth, double leftEye, double rightEye) {
  private static final int[][] MOUTH = {{82, 87}, {13, 14}, {312, 317}};
  private static final int[][] LEFT_EYE = {{385, 380}, {386, 374}, {387, 373}};
  private static final int[][] RIGHT_EYE = {{160, 144}, {159, 145}, {158, 153}};

  static Openings of(FaceMesh mesh) {
    double between = Math.max(1e-6, between(mesh));
    return new Openings(
        mean(mesh, MOUTH) / between,
        mean(mesh, LEFT_EYE) / between,
        mean(mesh, RIGHT_EYE) / between);
  }

  /** Distance between the eyes' centres (middles of their corners), px, in space. */
  static double between(FaceMesh mesh) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      float[] p = mesh.xyz();
      double d = (p[3 * 362 + c] + p[3 * 263 + c] - p[3 * 33 + c] - p[3 * 133 + c]) / 2;
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private static double mean(FaceMesh mesh, int[][] pairs) {
    double sum = 0;
    for (int[] p : pairs) {
      sum += mesh.distance(p[0], p[1]);
    }
    return sum / pairs.length;
  }
}
