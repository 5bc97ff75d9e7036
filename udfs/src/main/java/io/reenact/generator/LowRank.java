package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.maths.Spectrum;
import io.reenact.nn.Autograd;
import java.nio.FloatBuffer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The best approximation of a matrix by one of low rank (Eckart and Young 1936), from the
 * eigenvectors of its Gram matrix along the shorter side.
 */
final class LowRank {
  private LowRank() {}

  /**
   * Whether factors of this rank hold fewer numbers than the matrix that a parameter flattens to.
   */
  static boolean pays(Shape shape, int rank) {
    if (rank <= 0 || shape.dimension() < 2) {
      return false;
    }
    long rows = shape.get(0);
    long columns = shape.size() / rows;
    return rank * (rows + columns) < rows * columns;
  }

  /**
   * @param matrix any shape, taken as [first, rest] = [M, N]
   * @param rank R
   * @return left [M, R] and right [R, N], whose product is nearest to the matrix; the caller owns
   *     them
   */
  static NDArray[] factors(NDArray matrix, int rank) {
    long rows = matrix.getShape().get(0);
    NDArray flat = matrix.reshape(rows, matrix.size() / rows);
    if (flat.getShape().get(1) < rows) {
      NDArray[] turned = factors(flat.transpose(), rank);
      return new NDArray[] {turned[1].transpose(), turned[0].transpose()};
    }
    NDArray left = leading(flat.matMul(flat.transpose()), rank);
    return new NDArray[] {left, left.transpose().matMul(flat)};
  }

  /** Eigenvectors of the largest eigenvalues of a symmetric matrix, as columns. */
  private static NDArray leading(NDArray gram, int rank) {
    int n = Math.toIntExact(gram.getShape().get(0));
    float[] values = gram.toFloatArray();
    RealMatrix m = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        // Rounding leaves it a little unsymmetric, which the decomposition would take for general.
        m.setEntry(i, j, 0.5 * ((double) values[i * n + j] + values[j * n + i]));
      }
    }
    // Its columns come by falling eigenvalues.
    RealMatrix v = Spectrum.of(m).vectors();
    int kept = Math.min(rank, n);
    FloatBuffer b = Autograd.buffer(n * kept);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < kept; k++) {
        b.put((float) v.getEntry(i, k));
      }
    }
    NDManager manager = gram.getManager();
    return Autograd.wrap(manager, b.rewind(), new Shape(n, kept)).duplicate();
  }
}
