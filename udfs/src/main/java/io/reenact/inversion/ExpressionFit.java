package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.nn.face.Landmarks68;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Offsets to start key-frame inversion from, for bundles with directions and landmark Gaussians:
 * expression coefficients p and a small head motion a frame, fitted to the tracked landmarks around
 * one anchor by Gauss-Newton with the coefficients kept in their ranges; offset = p A (Bounareli et
 * al., delta w = A delta p). The landmarks' dependence on p is taken by finite differences once an
 * anchor.
 */
final class ExpressionFit {
  private static final int BATCH = 8;
  private static final int ROUNDS = 4;
  private static final double STEP = 0.5;

  /**
   * Landmark noise, in hundredths of the crop; priors below are in units of what is usual in a
   * face.
   */
  private static final double NOISE = 0.6;

  private static final double COEFFICIENT_SPREAD = 0.35;
  private static final double TURN_SPREAD = 0.03;
  private static final double SHIFT_SPREAD = 0.005;

  private final float[][] directions;
  private final double[][] ranges;

  /** x, y, z of every landmark. */
  private static final int COORDINATES = 3 * Landmarks68.COUNT;

  private final double[] neutral;
  private final double[][] slopes;
  private final Generator generator;

  /** What was fitted to a frame. */
  record Fit(float[] offset, float[] motion) {}

  private ExpressionFit(Generator generator, float[] anchor, LandmarkGaussians landmarks) {
    GeneratorBundle bundle = generator.bundle();
    this.generator = generator;
    this.directions = bundle.directions();
    this.ranges = bundle.manifest().directions().ranges();
    List<float[]> latents = new ArrayList<>();
    latents.add(anchor);
    for (int k = 0; k < directions.length; k++) {
      float[] step = generator.latentOf(directions[k]);
      float[] latent = anchor.clone();
      for (int i = 0; i < latent.length; i++) {
        latent[i] += (float) (STEP * step[i]);
      }
      latents.add(latent);
    }
    double[][] positions = positions(latents, landmarks);
    this.neutral = positions[0];
    this.slopes = new double[directions.length][COORDINATES];
    for (int k = 0; k < slopes.length; k++) {
      for (int i = 0; i < COORDINATES; i++) {
        slopes[k][i] = (positions[k + 1][i] - neutral[i]) / STEP;
      }
    }
  }

  /** A fit around an anchor, or null if the bundle has no directions or no landmark Gaussians. */
  static ExpressionFit of(Generator generator, float[] anchor) {
    GeneratorBundle b = generator.bundle();
    if (b.manifest().directions() == null || b.manifest().landmarks68() == null) {
      return null;
    }
    return new ExpressionFit(generator, anchor, new LandmarkGaussians(b.manifest().landmarks68()));
  }

  private double[][] positions(List<float[]> latents, LandmarkGaussians landmarks) {
    double[][] out = new double[latents.size()][COORDINATES];
    for (int from = 0; from < latents.size(); from += BATCH) {
      int to = Math.min(latents.size(), from + BATCH);
      try (Synthesis s =
          generator.synthesize(latents.subList(from, to).toArray(float[][]::new), false)) {
        for (int i = 0; i < s.size(); i++) {
          for (int l = 0; l < Landmarks68.COUNT; l++) {
            System.arraycopy(landmarks.position(s.gaussians(i), l), 0, out[from + i], 3 * l, 3);
          }
        }
      }
    }
    return out;
  }

  Fit fit(TargetFrame target) {
    int k = slopes.length;
    double[] p = new double[k];
    float[] motion = new float[HeadMotion.SIZE];
    boolean[] fixed = new boolean[k];
    for (int round = 0; round < ROUNDS; round++) {
      double[] delta = solve(target, p, motion, fixed);
      for (int i = 0; i < k; i++) {
        double v = p[i] + (fixed[i] ? 0 : delta[i]);
        p[i] = Math.max(ranges[i][0], Math.min(ranges[i][1], v));
        // A coefficient at its bound leaves the next round's system if it would go on outwards.
        fixed[i] = v != p[i];
      }
      for (int i = 0; i < HeadMotion.SIZE; i++) {
        motion[i] += (float) delta[k + i];
      }
    }
    return new Fit(generator.offsetOf(p), motion);
  }

  private double[] solve(TargetFrame target, double[] p, float[] motion, boolean[] fixed) {
    int k = slopes.length;
    int unknowns = k + HeadMotion.SIZE;
    RealMatrix normal = new Array2DRowRealMatrix(unknowns, unknowns);
    RealVector right = new ArrayRealVector(unknowns);
    int size = target.size();
    double unit = 100.0 / size;
    Camera camera = target.camera().withHeadMotion(motion);
    double[] m = camera.worldToCamera();
    double[] pivot = Camera.lookAtPoint();
    double[] row = new double[unknowns];
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      double[] x = new double[3];
      for (int c = 0; c < 3; c++) {
        x[c] = neutral[3 * l + c];
        for (int d = 0; d < k; d++) {
          x[c] += p[d] * slopes[d][3 * l + c];
        }
      }
      double cx = m[0] * x[0] + m[1] * x[1] + m[2] * x[2] + m[3];
      double cy = m[4] * x[0] + m[5] * x[1] + m[6] * x[2] + m[7];
      double cz = m[8] * x[0] + m[9] * x[1] + m[10] * x[2] + m[11];
      for (int axis = 0; axis < 2; axis++) {
        double focal = (axis == 0 ? camera.focalX(size) : camera.focalY(size)) * unit;
        double centre = (axis == 0 ? camera.centreX(size) : camera.centreY(size)) * unit;
        double at = axis == 0 ? cx : cy;
        double residual = target.landmarks()[2 * l + axis] * unit - (focal * at / cz + centre);
        double[] g = new double[3];
        for (int c = 0; c < 3; c++) {
          g[c] = focal * (m[4 * axis + c] / cz - at * m[8 + c] / (cz * cz));
        }
        for (int d = 0; d < k; d++) {
          row[d] =
              fixed[d]
                  ? 0
                  : g[0] * slopes[d][3 * l]
                      + g[1] * slopes[d][3 * l + 1]
                      + g[2] * slopes[d][3 * l + 2];
        }
        double x0 = x[0] - pivot[0];
        double x1 = x[1] - pivot[1];
        double x2 = x[2] - pivot[2];
        row[k] = x1 * g[2] - x2 * g[1];
        row[k + 1] = x2 * g[0] - x0 * g[2];
        row[k + 2] = x0 * g[1] - x1 * g[0];
        System.arraycopy(g, 0, row, k + 3, 3);
        // Huber: a landmark far off counts by its distance, not by its square.
        double w =
            LandmarkGaussians.weight(l)
                / (NOISE * NOISE)
                * Math.min(1, 2 / Math.max(1e-9, Math.abs(residual)));
        for (int i = 0; i < unknowns; i++) {
          if (row[i] == 0) {
            continue;
          }
          right.addToEntry(i, w * row[i] * residual);
          for (int j = 0; j <= i; j++) {
            normal.addToEntry(i, j, w * row[i] * row[j]);
          }
        }
      }
    }
    double[] spread = new double[unknowns];
    Arrays.fill(spread, 0, k, COEFFICIENT_SPREAD);
    Arrays.fill(spread, k, k + 3, TURN_SPREAD);
    Arrays.fill(spread, k + 3, unknowns, SHIFT_SPREAD);
    for (int i = 0; i < unknowns; i++) {
      double precision = 1 / (spread[i] * spread[i]);
      double now = i < k ? p[i] : motion[i - k];
      normal.addToEntry(i, i, precision);
      right.addToEntry(i, -precision * now);
      for (int j = 0; j < i; j++) {
        normal.setEntry(j, i, normal.getEntry(i, j));
      }
    }
    return new CholeskyDecomposition(normal, 1e-6, 1e-12).getSolver().solve(right).toArray();
  }
}
