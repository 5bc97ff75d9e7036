package io.reenact.face;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
  private static final int[] LEFT_CORNERS = {362, 263};
  private static final int[] RIGHT_CORNERS = {33, 133};

  static Openings of(FaceMesh mesh) {
    double between = Math.max(1e-6, between(mesh));
    return new Openings(
        mean(mesh, MOUTH) / between,
        mean(mesh, LEFT_EYE) / between,
        mean(mesh, RIGHT_EYE) / between);
  }

  /** Distance between the eyes' centres (middles of their corners), px, in space. */
  static double between(FaceMesh mesh) {
    double x = apart(mesh::x);
    double y = apart(mesh::y);
    double z = apart(mesh::z);
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Of the vector between the eyes' centres, one axis; landmarks are floats, and so is this. */
  private static float apart(IntToDoubleFunction axis) {
    return ((float) axis.applyAsDouble(LEFT_CORNERS[0])
            + (float) axis.applyAsDouble(LEFT_CORNERS[1])
            - (float) axis.applyAsDouble(RIGHT_CORNERS[0])
            - (float) axis.applyAsDouble(RIGHT_CORNERS[1]))
        / 2;
  }

  /** The vertices that are read. */
  static IntStream vertices() {
    return Stream.concat(
            Stream.of(MOUTH, LEFT_EYE, RIGHT_EYE).flatMap(Stream::of),
            Stream.of(LEFT_CORNERS, RIGHT_CORNERS))
        .flatMapToInt(IntStream::of);
  }

  private static double mean(FaceMesh mesh, int[][] pairs) {
    double sum = 0;
    for (int[] p : pairs) {
      sum += mesh.distance(p[0], p[1]);
    }
    return sum / pairs.length;
  }
}
