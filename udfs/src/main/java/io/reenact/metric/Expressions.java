package io.reenact.metric;

import io.reenact.maths.Vectors;
import java.util.Comparator;
import java.util.List;

/**
 * Expressions as displacements of a face's landmarks from its own face at rest, so that whose face
 * it is falls out.
 */
public final class Expressions {
  private Expressions() {}

  /**
   * A face without its pose.
   *
   * @param points {@code [n, 3]}, in distances between the eyes
   * @param mouth how far it is open
   * @param eyes how far the narrower one is open
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Shape(float[] points, double mouth, double eyes) {}

  /**
   * The face at rest: the mean of the quarter of the frames (one at least) with the least open
   * mouth, among the half with the widest open eyes.
   *
   * @throws IllegalArgumentException without frames
   */
  public static float[] rest(List<Shape> frames) {
    List<Shape> awake =
        frames.stream()
            .sorted(Comparator.comparingDouble(Shape::eyes).reversed())
            .limit((frames.size() + 1) / 2)
            .toList();
    return Vectors.mean(
        awake.stream()
            .sorted(Comparator.comparingDouble(Shape::mouth))
            .limit(Math.max(1, frames.size() / 4))
            .map(Shape::points)
            .toList());
  }

  /**
   * The mean distance of the points of one and the same head at rest that is moved once by the
   * expression of one face and once by another's. Which head that is does not matter.
   *
   * @param a displacements {@code [n, 3]}
   * @param b displacements {@code [n, 3]}
   * @return in the unit of both
   */
  public static double distance(float[] a, float[] b) {
    if (a.length != b.length || a.length == 0 || a.length % 3 != 0) {
      throw new IllegalArgumentException(a.length + " and " + b.length + " coordinates");
    }
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      double dx = (double) a[i] - b[i];
      double dy = (double) a[i + 1] - b[i + 1];
      double dz = (double) a[i + 2] - b[i + 2];
      sum += Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
    return sum / (a.length / 3.0);
  }

  /** What moved from one shape to another. */
  public static float[] displacement(float[] rest, float[] now) {
    float[] d = new float[now.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = now[i] - rest[i];
    }
    return d;
  }
}
