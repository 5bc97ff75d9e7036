package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class FaceMetricsTest {
  private static final double[] STILL = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  private static double[] product(double[] a, double[] b) {
    RealMatrix m = matrix(a).multiply(matrix(b));
    double[] out = new double[9];
    for (int i = 0; i < 9; i++) {
      out[i] = m.getEntry(i / 3, i % 3);
    }
    return out;
  }

  private static RealMatrix matrix(double[] m) {
    return new Array2DRowRealMatrix(
        new double[][] {{m[0], m[1], m[2]}, {m[3], m[4], m[5]}, {m[6], m[7], m[8]}});
  }

  private static double[] yaw(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {c, 0, s, 0, 1, 0, -s, 0, c};
  }

  private static double[] pitch(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {1, 0, 0, 0, c, -s, 0, s, c};
  }

  private static double[] roll(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {c, -s, 0, s, c, 0, 0, 0, 1};
  }

  @Test
  void cosine() {
    assertThat(FaceMetrics.csim(new float[] {3, 4}, new float[] {6, 8})).isEqualTo(1);
    assertThat(FaceMetrics.csim(new float[] {1, 0}, new float[] {0, 5})).isZero();
    // 3*4 + 4*3 = 24 of 5*5.
    assertThat(FaceMetrics.csim(new float[] {3, 4}, new float[] {4, 3})).isEqualTo(0.96);
    assertThat(FaceMetrics.csim(new float[] {0, 0}, new float[] {4, 3})).isNaN();
    assertThatThrownBy(() -> FaceMetrics.csim(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anglesAreThoseOfTheProduct() {
    double[] r = product(product(yaw(30), pitch(-20)), roll(10));
    assertThat(FaceMetrics.yawPitchRoll(r)[0]).isCloseTo(30, within(1e-9));
    assertThat(FaceMetrics.yawPitchRoll(r)[1]).isCloseTo(-20, within(1e-9));
    assertThat(FaceMetrics.yawPitchRoll(r)[2]).isCloseTo(10, within(1e-9));
  }

  @Test
  void poseDistances() {
    assertThat(FaceMetrics.poseAngle(STILL, yaw(25))).isCloseTo(25, within(1e-6));
    assertThat(FaceMetrics.poseAngle(yaw(-10), yaw(25))).isCloseTo(35, within(1e-6));
    assertThat(FaceMetrics.apd(STILL, yaw(24))).isCloseTo(8, within(1e-9));
    double[] r = product(product(yaw(30), pitch(-20)), roll(10));
    assertThat(FaceMetrics.apd(STILL, r)).isCloseTo(20, within(1e-9));
    assertThat(FaceMetrics.apd(yaw(179), yaw(-178))).isCloseTo(1, within(1e-9));
    assertThat(FaceMetrics.apd(r, r)).isZero();
    double[] mirror = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
    assertThatThrownBy(() -> FaceMetrics.apd(STILL, mirror))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FaceMetrics.apd(STILL, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void expressionDistance() {
    assertThat(FaceMetrics.aed(new float[] {1, 2, 3, 0}, new float[] {1, 0, 4, 1})).isEqualTo(1);
  }

  private static FeatureMoments of(float[]... features) {
    FeatureMoments m = new FeatureMoments(features[0].length);
    for (float[] f : features) {
      m.add(f);
    }
    return m;
  }

  @Test
  void frechetInOneDimension() {
    // Means 1 and 5, variances 2 and 8: 16 + (sqrt 8 - sqrt 2)^2 = 18.
    FeatureMoments a = of(new float[] {0}, new float[] {2});
    FeatureMoments b = of(new float[] {3}, new float[] {7});
    assertThat(FeatureMoments.frechet(a, b)).isCloseTo(18, within(1e-9));
    assertThat(FeatureMoments.frechet(a, a)).isCloseTo(0, within(1e-9));
  }

  @Test
  void frechetOfAxesThatDoNotCommute() {
    // Covariances diag(2, 0) and the all-ones matrix, equal means: the root's trace is
    // sqrt(trace(C1^(1/2) C2 C1^(1/2))) = sqrt 2, as it has rank one.
    FeatureMoments a = of(new float[] {-1, 0}, new float[] {1, 0});
    float h = (float) Math.sqrt(0.5);
    FeatureMoments b = of(new float[] {-h, -h}, new float[] {h, h});
    assertThat(FeatureMoments.frechet(a, b)).isCloseTo(4 - 2 * Math.sqrt(2), within(1e-6));
    assertThat(FeatureMoments.frechet(b, a)).isCloseTo(4 - 2 * Math.sqrt(2), within(1e-6));
  }

  @Test
  void momentsMergeToThoseOfTheWhole() {
    Random random = new Random(2);
    int n = 300;
    int dim = 12;
    double[][] data = new double[n][dim];
    FeatureMoments whole = new FeatureMoments(dim);
    FeatureMoments parts = new FeatureMoments(dim);
    FeatureMoments part = new FeatureMoments(dim);
    for (int i = 0; i < n; i++) {
      float[] f = new float[dim];
      for (int j = 0; j < dim; j++) {
        f[j] = (float) (1000 + j + random.nextGaussian() * (j + 1) + (j > 0 ? f[j - 1] * 0.01 : 0));
        data[i][j] = f[j];
      }
      whole.add(f);
      part.add(f);
      if (i % 70 == 69 || i == n - 1) {
        parts.merge(part);
        part = new FeatureMoments(dim);
      }
    }
    parts.merge(part);
    RealMatrix expected = new Covariance(data).getCovarianceMatrix();
    assertThat(parts.count()).isEqualTo(n);
    assertThat(whole.covariance().subtract(expected).getNorm()).isLessThan(1e-6);
    assertThat(parts.covariance().subtract(expected).getNorm()).isLessThan(1e-6);
    assertThat(FeatureMoments.frechet(whole, parts)).isLessThan(1e-6);
    assertThatThrownBy(() -> FeatureMoments.frechet(whole, new FeatureMoments(dim)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void frechetOfManyFeaturesAgreesWithTheDefinition() {
    // For C2 = 4 C1 and equal means it is trace(C1 + 4 C1 - 2 * 2 C1) = trace(C1).
    Random random = new Random(4);
    FeatureMoments a = new FeatureMoments(64);
    FeatureMoments b = new FeatureMoments(64);
    double[] sum = new double[64];
    for (int i = 0; i < 200; i++) {
      float[] f = new float[64];
      float[] twice = new float[64];
      float common = (float) random.nextGaussian();
      for (int j = 0; j < 64; j++) {
        f[j] = common + (float) random.nextGaussian();
        twice[j] = 2 * f[j];
        sum[j] += f[j];
      }
      a.add(f);
      b.add(twice);
    }
    double means = 0;
    for (double s : sum) {
      means += s / 200 * (s / 200);
    }
    assertThat(FeatureMoments.frechet(a, b))
        .isCloseTo(a.covariance().getTrace() + means, within(1e-3));
  }
}
