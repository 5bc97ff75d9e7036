package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  private static final int SIZE = 4;

  private static List<float[]> cloud(int n, long seed, double stretch) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float[] x = new float[SIZE];
      for (int k = 0; k < SIZE; k++) {
        x[k] = (float) (random.nextGaussian() * (1 + k * stretch) + seed + (k == 0 ? 0 : x[0] / 2));
      }
      all.add(x);
    }
    return all;
  }

  private static FeatureMoments of(List<float[]> cloud) {
    FeatureMoments moments = new FeatureMoments(SIZE);
    cloud.forEach(moments::add);
    return moments;
  }

  /** By hand: means 1 and 4, standard deviations 1 and 3. */
  @Test
  void oneFeatureByHand() {
    FeatureMoments a = new FeatureMoments(1);
    FeatureMoments b = new FeatureMoments(1);
    double half = Math.sqrt(0.5);
    for (int sign : new int[] {-1, 1}) {
      a.add(new float[] {(float) (1 + sign * half)});
      b.add(new float[] {(float) (4 + 3 * sign * half)});
    }
    assertThat(a.frechet(b)).isCloseTo(9 + 4, within(1e-4));
    assertThat(a.frechet(a)).isCloseTo(0, within(1e-6));
  }

  /** The formula with the root of the product of both covariances by Denman and Beavers (1976). */
  @Test
  void manyFeaturesByTheFormula() {
    List<float[]> x = cloud(300, 1, 0.5);
    List<float[]> y = cloud(200, 2, 1.5);
    RealMatrix a = covariance(x);
    RealMatrix b = covariance(y);
    RealMatrix root = a.multiply(b);
    RealMatrix inverse = MatrixUtils.createRealIdentityMatrix(SIZE);
    for (int i = 0; i < 50; i++) {
      RealMatrix next = root.add(invert(inverse)).scalarMultiply(0.5);
      inverse = inverse.add(invert(root)).scalarMultiply(0.5);
      root = next;
    }
    double expected = a.getTrace() + b.getTrace() - 2 * root.getTrace();
    for (int k = 0; k < SIZE; k++) {
      expected += Math.pow(mean(x, k) - mean(y, k), 2);
    }
    assertThat(of(x).frechet(of(y))).isCloseTo(expected, within(1e-3 * expected));
    assertThat(of(y).frechet(of(x))).isCloseTo(expected, within(1e-3 * expected));
  }

  private static RealMatrix invert(RealMatrix m) {
    return new LUDecomposition(m).getSolver().getInverse();
  }

  private static RealMatrix covariance(List<float[]> cloud) {
    double[][] rows = new double[cloud.size()][SIZE];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < SIZE; k++) {
        rows[i][k] = cloud.get(i)[k];
      }
    }
    return new Covariance(new Array2DRowRealMatrix(rows)).getCovarianceMatrix();
  }

  private static double mean(List<float[]> cloud, int k) {
    return cloud.stream().mapToDouble(x -> x[k]).average().orElseThrow();
  }

  @Test
  void mergedInAnyGroupingItIsTheSame() {
    List<float[]> all = cloud(120, 3, 1);
    FeatureMoments merged = new FeatureMoments(SIZE);
    merged.merge(of(all.subList(0, 1)));
    merged.merge(new FeatureMoments(SIZE));
    FeatureMoments rest = of(all.subList(50, 120));
    rest.merge(of(all.subList(1, 50)));
    merged.merge(rest);
    assertThat(merged.count()).isEqualTo(120);
    FeatureMoments other = of(cloud(80, 5, 2));
    double expected = of(all).frechet(other);
    assertThat(merged.frechet(other)).isCloseTo(expected, within(1e-9 * expected));
  }

  /** Fewer samples than features: covariances are singular, the distance is still finite. */
  @Test
  void fewSamplesStillHaveADistance() {
    assertThat(of(cloud(2, 1, 1)).frechet(of(cloud(3, 2, 1)))).isFinite().isNotNegative();
    assertThatThrownBy(() -> of(cloud(1, 1, 1)).frechet(of(cloud(3, 2, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 vectors, not 1");
    assertThatThrownBy(() -> new FeatureMoments(SIZE).add(new float[] {1, 2, 3, Float.NaN}))
        .hasMessageContaining("feature 3 is NaN");
    assertThatThrownBy(() -> new FeatureMoments(SIZE).add(new float[3]))
        .hasMessageContaining("3 features, not 4");
  }
}
