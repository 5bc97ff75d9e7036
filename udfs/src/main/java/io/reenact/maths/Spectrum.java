package io.reenact.maths;

import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix without negative eigenvalues, such as a
 * covariance.
 *
 * @param values falling; by rounding they may lie a little below 0
 * @param vectors of unit length, as columns, in the order of the values
 */
@SuppressWarnings("ArrayRecordComponent") // the result of a computation
public record Spectrum(double[] values, RealMatrix vectors) {
  /**
   * Of a matrix.
   *
   * @param matrix symmetric to the last bit
   */
  public static Spectrum of(RealMatrix matrix) {
    try {
      EigenDecomposition found = new EigenDecomposition(matrix);
      return new Spectrum(found.getRealEigenvalues(), found.getV());
    } catch (MaxCountExceededException e) {
      // Its iterations do not converge for some matrices of low rank. Singular values take longer,
      // always come, and are the same where none is negative.
      SingularValueDecomposition found = new SingularValueDecomposition(matrix);
      return new Spectrum(found.getSingularValues(), found.getU());
    }
  }
}
