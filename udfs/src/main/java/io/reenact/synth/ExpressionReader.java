package io.reenact.synth;

import io.reenact.camera.Camera;
import io.reenact.nn.face.Landmarks68;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Reads a head model's expression coefficients off landmarks: those under which a person's own
 * landmarks, held and seen as in a frame, come nearest. A shift, a turn and a scale in the picture
 * are fitted along, since no detector puts a landmark just where the model has it. Least squares
 * with priors of what is usual; coefficients stay in 0 to 1 (method as in key frames' start, by
 * rounds of Gauss-Newton).
 */
final class ExpressionReader {
  private static final int ROUNDS = 5;
  private static final double STEP = 0.25;

  /** Error of a landmark, in sides of the face's box. */
  private static final double NOISE = 0.01;

  private static final double COEFFICIENT_SPREAD = 0.35;

  /** Of shift (sides of the box), turn (radians) and scale. */
  private static final double PLACE_SPREAD = 0.05;

  private static final int PLACE = 4;

  private final HeadModel model;
  private final PersonMesh mesh;
  private final int expressions;

  ExpressionReader(PersonMesh mesh) {
    this.model = mesh.model;
    this.mesh = mesh;
    this.expressions = model.expressions().size();
  }

  /** Where a person's landmarks are in a picture, {@code [68, 2]} px. */
  double[] landmarks(double[] b, FrameState state, Camera camera, int size) {
    float[] shape = new float[3 * model.vertices];
    System.arraycopy(mesh.rest, 0, shape, 0, shape.length);
    float[] coefficients = new float[b.length];
    for (int e = 0; e < b.length; e++) {
      coefficients[e] = (float) b[e];
    }
    model.express(coefficients, shape);
    double[] turn = state.headRotation();
    double[] out = new double[2 * Landmarks68.COUNT];
    for (int l = 0; l < Landmarks68.COUNT; l++) {
      int v = model.landmarks[l];
      float[] p = {shape[3 * v], shape[3 * v + 1], shape[3 * v + 2]};
      float[] w = Pose.bent(p, mesh.headWeight[v], turn, state.shift());
      HeadModel.toWorld(w, 0);
      double[] xy = camera.project(w[0], w[1], w[2], size, size);
      out[2 * l] = xy[0];
      out[2 * l + 1] = xy[1];
    }
    return out;
  }

  /**
   * The coefficients.
   *
   * @param found landmarks {@code [68, 2]} px
   * @param state how the head is held; its expression is not looked at
   */
  float[] read(float[] found, FrameState state, Camera camera, int size) {
    double[] b = new double[expressions];
    double[] place = new double[PLACE];
    boolean[] fixed = new boolean[expressions];
    for (int round = 0; round < ROUNDS; round++) {
      RealVector delta = solve(found, state, camera, size, b, place, fixed);
      for (int e = 0; e < expressions; e++) {
        double v = b[e] + (fixed[e] ? 0 : delta.getEntry(e));
        b[e] = Math.max(0, Math.min(1, v));
        // One at its bound leaves the next round's system if it would go on outwards.
        fixed[e] = v != b[e];
      }
      for (int k = 0; k < PLACE; k++) {
        place[k] += delta.getEntry(expressions + k);
      }
    }
    float[] read = new float[expressions];
    for (int e = 0; e < expressions; e++) {
      read[e] = (float) b[e];
    }
    return read;
  }

  private RealVector solve(
      float[] found,
      FrameState state,
      Camera camera,
      int size,
      double[] b,
      double[] place,
      boolean[] fixed) {
    int unknowns = expressions + PLACE;
    double[] at = landmarks(b, state, camera, size);
    double[] centre = new double[2];
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int i = 0; i < at.length; i++) {
      centre[i % 2] += at[i] / Landmarks68.COUNT;
      low[i % 2] = Math.min(low[i % 2], at[i]);
      high[i % 2] = Math.max(high[i % 2], at[i]);
    }
    double box = Math.sqrt((high[0] - low[0]) * (high[1] - low[1]));
    double[][] slopes = new double[unknowns][at.length];
    for (int e = 0; e < expressions; e++) {
      if (fixed[e]) {
        continue;
      }
      double[] moved = b.clone();
      moved[e] += b[e] > 0.5 ? -STEP : STEP;
      double[] there = landmarks(moved, state, camera, size);
      for (int i = 0; i < at.length; i++) {
        slopes[e][i] = (there[i] - at[i]) / (moved[e] - b[e]);
      }
    }
    double[] residual = new double[at.length];
    for (int i = 0; i < at.length; i += 2) {
      double x = at[i] - centre[0];
      double y = at[i + 1] - centre[1];
      slopes[expressions][i] = box;
      slopes[expressions + 1][i + 1] = box;
      slopes[expressions + 2][i] = -y;
      slopes[expressions + 2][i + 1] = x;
      slopes[expressions + 3][i] = x;
      slopes[expressions + 3][i + 1] = y;
      residual[i] = found[i] - at[i] - box * place[0] + y * place[2] - x * place[3];
      residual[i + 1] = found[i + 1] - at[i + 1] - box * place[1] - x * place[2] - y * place[3];
    }
    double noise = NOISE * box;
    RealMatrix rows = new Array2DRowRealMatrix(slopes, false).scalarMultiply(1 / noise);
    RealMatrix normal = rows.multiply(rows.transpose());
    RealVector right = rows.operate(new ArrayRealVector(residual, false).mapMultiply(1 / noise));
    for (int u = 0; u < unknowns; u++) {
      double spread = u < expressions ? COEFFICIENT_SPREAD : PLACE_SPREAD;
      double value = u < expressions ? b[u] : place[u - expressions];
      normal.addToEntry(u, u, 1 / (spread * spread));
      right.addToEntry(u, -value / (spread * spread));
    }
    return new CholeskyDecomposition(normal).getSolver().solve(right);
  }
}
