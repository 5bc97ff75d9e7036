package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestPointsTest {
  private static final int STRIDE = 5;

  /** Against a comparison with all: even, on a plane, on a line, in clusters far apart. */
  @ParameterizedTest
  @CsvSource({"1,1,1,0", "1,1,0,0", "1,0,0,0", "0.01,0.01,0.02,40", "1,0.1,3,0"})
  void areTheNearest(float x, float y, float z, float apart) {
    int n = 700;
    int k = 8;
    float[] points = new float[n * STRIDE];
    Random random = new Random(4);
    float[] size = {x, y, z};
    for (int i = 0; i < n; i++) {
      for (int d = 0; d < 3; d++) {
        points[i * STRIDE + d] = size[d] * (float) random.nextGaussian() + (i % 3) * apart;
      }
      points[i * STRIDE + 3] = random.nextFloat();
    }
    int[] near = NearestPoints.of(points, STRIDE, k);
    for (int i = 0; i < n; i++) {
      int own = i;
      double[] all =
          IntStream.range(0, n)
              .filter(j -> j != own)
              .mapToDouble(j -> distance(points, own, j))
              .sorted()
              .toArray();
      int[] found = Arrays.copyOfRange(near, i * k, (i + 1) * k);
      assertThat(found).doesNotHaveDuplicates().doesNotContain(i);
      assertThat(Arrays.stream(found).mapToDouble(j -> distance(points, own, j)).toArray())
          .containsExactly(Arrays.copyOf(all, k));
    }
  }

  @Test
  void whereThereAreTooFewAPointStandsForThem() {
    assertThat(NearestPoints.of(new float[] {0, 0, 0, 1, 0, 0}, 3, 3))
        .containsExactly(1, 0, 0, 0, 1, 1);
    assertThat(NearestPoints.of(new float[] {2, 2, 2}, 3, 2)).containsExactly(0, 0);
  }

  private static double distance(float[] points, int i, int j) {
    double sum = 0;
    for (int d = 0; d < 3; d++) {
      double by = (double) points[i * STRIDE + d] - points[j * STRIDE + d];
      sum += by * by;
    }
    return sum;
  }
}
