package io.reenact.motion;

import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Reads the coefficients of a generator's directions off offsets: the p for which p A comes nearest
 * to an offset, every float of w in units of its spread, by ridge regression. An offset that was
 * made of directions gives their coefficients back; of one that was optimised they are the part
 * that directions can say.
 */
public final class OffsetReader {
  /** What offsets hold beside directions, in spreads of w, and coefficients as they usually are. */
  private static final double NOISE = 0.02;

  private static final double SPREAD = 0.35;

  private final List<String> names;
  private final double[][] steps;
  private final double[] weights;
  private final DecompositionSolver solver;

  /**
   * @throws UserError if the bundle has no directions
   */
  public OffsetReader(GeneratorBundle bundle) {
    if (bundle.manifest().directions() == null) {
      throw new UserError(
          "bundle "
              + bundle.where()
              + " has no directions, so nothing can be read off its latents");
    }
    names = bundle.manifest().directions().names();
    int size = bundle.manifest().latentSize();
    weights = weights(bundle, size);
    steps = new double[names.size()][size];
    for (int k = 0; k < steps.length; k++) {
      float[] step = bundle.directions()[k];
      for (int i = 0; i < size; i++) {
        // In W+ the same for every layer.
        steps[k][i] = step[i % step.length];
      }
    }
    RealMatrix normal = new Array2DRowRealMatrix(steps.length, steps.length);
    for (int a = 0; a < steps.length; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
          sum += weights[i] * steps[a][i] * steps[b][i];
        }
        normal.setEntry(a, b, sum);
        normal.setEntry(b, a, sum);
      }
      normal.addToEntry(a, a, Math.pow(NOISE / SPREAD, 2));
    }
    solver = new CholeskyDecomposition(normal, 1e-6, 1e-12).getSolver();
  }

  /** One over the square of the spread of each float of a latent. */
  private static double[] weights(GeneratorBundle bundle, int size) {
    float[] spread = bundle.latentStats().std();
    double mean = 0;
    for (float s : spread) {
      mean += s / spread.length;
    }
    double[] w = new double[size];
    for (int i = 0; i < size; i++) {
      // A float that hardly varies would outweigh all others.
      double s = Math.max(spread[i % spread.length], 0.05 * mean);
      w[i] = 1 / (s * s);
    }
    return w;
  }

  /** The coefficients' names. */
  public List<String> names() {
    return names;
  }

  /**
   * Reads an offset.
   *
   * @param offset as the table latents holds it
   * @return a coefficient a name
   */
  public double[] read(float[] offset) {
    double[] right = new double[steps.length];
    for (int k = 0; k < steps.length; k++) {
      for (int i = 0; i < offset.length; i++) {
        right[k] += weights[i] * steps[k][i] * offset[i];
      }
    }
    return solver.solve(new ArrayRealVector(right, false)).toArray();
  }
}
