package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.GeneratorManifest;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Gaussians;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tracked landmarks against the Gaussians that sit on them: a cheap geometric term without a
 * network, for a good start (docs/design/tuning.md, "What mattered", 2). The error of a landmark is
 * its squared distance in units of one hundredth of the crop, made robust (Charbonnier).
 */
final class LandmarkGaussians {
  private final GeneratorManifest.Landmarks map;

  /**
   * @param map which Gaussians sit on the landmarks; null without any
   */
  LandmarkGaussians(GeneratorManifest.Landmarks map) {
    this.map = map;
  }

  /** Whether the generator has any. */
  boolean known() {
    return map != null;
  }

  /**
   * The same on an array of the Gaussians that sit on landmarks alone.
   *
   * @param rows which Gaussians those are, each once
   * @param landmarks by place among the rows
   */
  @SuppressWarnings("ArrayRecordComponent") // a table, never compared
  record Compact(int[] rows, LandmarkGaussians landmarks) {}

  Compact compact() {
    if (map == null) {
      return new Compact(new int[0], this);
    }
    int[] rows = Arrays.stream(map.indices()).flatMapToInt(Arrays::stream).distinct().toArray();
    Map<Integer, Integer> place = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      place.put(rows[i], i);
    }
    int[][] indices =
        Arrays.stream(map.indices())
            .map(of -> Arrays.stream(of).map(place::get).toArray())
            .toArray(int[][]::new);
    return new Compact(
        rows, new LandmarkGaussians(new GeneratorManifest.Landmarks(indices, map.weights())));
  }

  /**
   * The outline slides along the cheek, brows and nose are vague: docs/design/tuning.md's weights.
   */
  static double weight(int landmark) {
    if (landmark < 17) {
      return landmark >= 7 && landmark < 10 ? 0.3 : 0.04;
    }
    return landmark < 36 ? 0.7 : 1;
  }

  /**
   * Adds the gradient of {@code factor} times the error.
   *
   * @return the error, not scaled
   */
  double add(
      FloatBuffer gaussians,
      Camera camera,
      TargetFrame target,
      double factor,
      FloatBuffer gradient) {
    if (map == null) {
      return 0;
    }
    int size = target.size();
    double[] m = camera.worldToCamera();
    double fx = camera.focalX(size);
    double fy = camera.focalY(size);
    double unit = 100.0 / size;
    double loss = 0;
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      double[] x = position(gaussians, l);
      double cx = m[0] * x[0] + m[1] * x[1] + m[2] * x[2] + m[3];
      double cy = m[4] * x[0] + m[5] * x[1] + m[6] * x[2] + m[7];
      double cz = m[8] * x[0] + m[9] * x[1] + m[10] * x[2] + m[11];
      double dx = (fx * cx / cz + camera.centreX(size) - target.landmarks()[2 * l]) * unit;
      double dy = (fy * cy / cz + camera.centreY(size) - target.landmarks()[2 * l + 1]) * unit;
      double e = Math.sqrt(1 + dx * dx + dy * dy);
      double w = weight(l) / Landmarks68.COUNT;
      loss += w * (e - 1);
      double gu = factor * w * dx / e * unit * fx / cz;
      double gv = factor * w * dy / e * unit * fy / cz;
      double gz = -(gu * cx + gv * cy) / cz;
      for (int k = 0; k < map.indices()[l].length; k++) {
        int at = Gaussians.FLOATS * map.indices()[l][k];
        double share = map.weights()[l][k];
        for (int c = 0; c < 3; c++) {
          double g = share * (gu * m[c] + gv * m[4 + c] + gz * m[8 + c]);
          gradient.put(at + c, (float) (gradient.get(at + c) + g));
        }
      }
    }
    return loss;
  }

  /** The error without its gradient; 0 without landmark Gaussians. */
  double error(FloatBuffer gaussians, Camera camera, TargetFrame target) {
    if (map == null) {
      return 0;
    }
    double unit = 100.0 / target.size();
    double loss = 0;
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      double[] x = position(gaussians, l);
      double[] p = camera.project(x[0], x[1], x[2], target.size(), target.size());
      double dx = (p[0] - target.landmarks()[2 * l]) * unit;
      double dy = (p[1] - target.landmarks()[2 * l + 1]) * unit;
      loss += weight(l) / Landmarks68.COUNT * (Math.sqrt(1 + dx * dx + dy * dy) - 1);
    }
    return loss;
  }

  /** Where a camera sees the landmarks: 68 points x, y, px. */
  float[] project(FloatBuffer gaussians, Camera camera, int size) {
    float[] points = new float[2 * Landmarks68.COUNT];
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      double[] x = position(gaussians, l);
      double[] p = camera.project(x[0], x[1], x[2], size, size);
      points[2 * l] = (float) p[0];
      points[2 * l + 1] = (float) p[1];
    }
    return points;
  }

  /** World position of a landmark. */
  double[] position(FloatBuffer gaussians, int landmark) {
    double[] x = new double[3];
    for (int k = 0; k < map.indices()[landmark].length; k++) {
      int at = Gaussians.FLOATS * map.indices()[landmark][k];
      double share = map.weights()[landmark][k];
      for (int c = 0; c < 3; c++) {
        x[c] += share * gaussians.get(at + c);
      }
    }
    return x;
  }
}
