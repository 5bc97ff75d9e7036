package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class SpectrumTest {
  @Test
  void twoByTwoByHand() {
    Spectrum s = Spectrum.of(new Array2DRowRealMatrix(new double[][] {{2, 1}, {1, 2}}));
    assertThat(s.values()).containsExactly(new double[] {3, 1}, within(1e-12));
    assertThat(Math.abs(s.vectors().getEntry(0, 0))).isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  /**
   * Forty vectors in a space of three dimensions: what the eigenvalues' own way does not manage.
   */
  @Test
  void lowRank() {
    boolean failed = false;
    for (int seed = 0; seed < 40; seed++) {
      RealMatrix gram = gram(40, 3, 2_000, seed);
      try {
        new EigenDecomposition(gram);
      } catch (MaxCountExceededException e) {
        failed = true;
      }
      check(gram, Spectrum.of(gram));
    }
    assertThat(failed).as("the library fails for one of these, or Spectrum need not be").isTrue();
  }

  private static RealMatrix gram(int count, int rank, int d, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[count][d];
    double[][] ways = new double[rank][d];
    for (double[] way : ways) {
      for (int i = 0; i < d; i++) {
        way[i] = (float) random.nextGaussian();
      }
    }
    for (double[] row : rows) {
      for (double[] way : ways) {
        float far = (float) random.nextGaussian();
        for (int i = 0; i < d; i++) {
          row[i] += far * way[i];
        }
      }
    }
    RealMatrix m = new Array2DRowRealMatrix(rows, false);
    return m.multiply(m.transpose()).scalarMultiply(1.0 / count);
  }

  private static void check(RealMatrix matrix, Spectrum s) {
    double size = matrix.getNorm();
    RealMatrix back =
        s.vectors()
            .multiply(MatrixUtils.createRealDiagonalMatrix(s.values()))
            .multiply(s.vectors().transpose());
    assertThat(back.subtract(matrix).getNorm()).isLessThan(1e-9 * size);
    RealMatrix one = s.vectors().transpose().multiply(s.vectors());
    int n = matrix.getRowDimension();
    assertThat(one.subtract(MatrixUtils.createRealIdentityMatrix(n)).getNorm()).isLessThan(1e-9);
    assertThat(s.values()[0]).isGreaterThanOrEqualTo(s.values()[n - 1]);
  }
}
