package io.reenact.face;

import io.reenact.camera.Camera;
import java.util.List;

/**
 * A person's own face shape: what the rigid landmarks of a clip's frames have in common beyond the
 * canonical face. Fitting poses to it rather than to the canonical face keeps a long nose or deep
 * eyes from being taken for a turn of the head.
 */
final class PersonalShape {
  /** Frames looked at; more add nothing. */
  private static final int FRAMES = 120;

  /** Strength of the canonical face, in frames. */
  private static final double PRIOR = 5;

  private PersonalShape() {}

  /**
   * Estimates the shape: each frame's landmarks are taken back to the world along their rays, at
   * the depth that the landmarks themselves give relative to the mesh, and averaged.
   *
   * @param solver holds the canonical shape and the rigid vertices with their weights
   * @param used indices of the frames that count
   * @return {@code [468, 3]} world units, in the canonical face's position, orientation and size
   */
  static double[] estimate(
      PoseSolver solver, List<FrameMeasure> measures, List<Integer> used, HeadPose[] poses) {
    double[] world = solver.world().clone();
    int[] points = solver.points();
    int stride = Math.max(1, used.size() / FRAMES);
    double[] sum = new double[3 * points.length];
    int frames = 0;
    for (int k = 0; k < used.size(); k += stride) {
      int i = used.get(k);
      add(solver, measures.get(i).mesh(), poses[i], sum);
      frames++;
    }
    double[] from = new double[3 * points.length];
    double[] to = new double[3 * points.length];
    for (int k = 0; k < points.length; k++) {
      for (int c = 0; c < 3; c++) {
        double canonical = world[3 * points[k] + c];
        from[3 * k + c] = canonical + sum[3 * k + c] / (frames + PRIOR);
        to[3 * k + c] = canonical;
      }
    }
    double[] fitted = Procrustes.align(from, to, solver.weights());
    for (int k = 0; k < points.length; k++) {
      System.arraycopy(fitted, 3 * k, world, 3 * points[k], 3);
    }
    return world;
  }

  /** Adds one frame's displacements from the canonical shape, world units. */
  private static void add(PoseSolver solver, FaceMesh mesh, HeadPose pose, double[] sum) {
    int[] points = solver.points();
    double[] weights = solver.weights();
    double[] world = solver.world();
    Camera camera = pose.camera();
    double[] m = camera.worldToCamera();
    double[] centre = camera.centre();
    double[] toCrop = Affine.invert(pose.cropToFrame());
    int size = AlignedCrop.NOMINAL_SIZE;
    double f = camera.focalX(size);
    double depth = 0;
    double meshDepth = 0;
    double total = 0;
    for (int k = 0; k < points.length; k++) {
      int i = 3 * points[k];
      depth += weights[k] * (m[8] * world[i] + m[9] * world[i + 1] + m[10] * world[i + 2] + m[11]);
      meshDepth += weights[k] * mesh.z(points[k]);
      total += weights[k];
    }
    depth /= total;
    meshDepth /= total;
    for (int k = 0; k < points.length; k++) {
      int p = points[k];
      double u = toCrop[0] * mesh.x(p) + toCrop[1] * mesh.y(p) + toCrop[2];
      double v = toCrop[3] * mesh.x(p) + toCrop[4] * mesh.y(p) + toCrop[5];
      double z = depth + (mesh.z(p) - meshDepth) / pose.scale() * depth / f;
      double[] c = {(u - size / 2.0) * z / f, (v - size / 2.0) * z / f, z};
      for (int r = 0; r < 3; r++) {
        double w = centre[r] + m[r] * c[0] + m[4 + r] * c[1] + m[8 + r] * c[2];
        sum[3 * k + r] += w - world[3 * p + r];
      }
    }
  }
}
