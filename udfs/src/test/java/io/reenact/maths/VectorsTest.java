package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private static final float[] A = {3, 4};
  private static final float[] B = {4, 3};

  @Test
  void productsByHand() {
    assertThat(Vectors.dot(A, B)).isEqualTo(24);
    assertThat(Vectors.norm(A)).isEqualTo(5);
    assertThat(Vectors.unit(A)).containsExactly(0.6f, 0.8f);
  }

  @Test
  void cosinesByHand() {
    assertThat(Vectors.cosine(A, new float[] {6, 8})).isEqualTo(1);
    assertThat(Vectors.cosine(new float[] {1, 0}, new float[] {0, 5})).isZero();
    // 24 of 5 * 5.
    assertThat(Vectors.cosine(A, B)).isEqualTo(0.96);
    assertThat(Vectors.cosine(A, new float[] {-3, -4})).isEqualTo(-1);
    assertThat(Vectors.cosine(new float[2], A)).isNaN();
  }

  @Test
  void distancesByHand() {
    float[] a = {1, 2, 3, 0};
    float[] b = {1, 0, 4, 2};
    assertThat(Vectors.squaredDistance(a, b)).isEqualTo(9);
    assertThat(Vectors.distance(a, b)).isEqualTo(3);
    assertThat(Vectors.absoluteDistance(a, b)).isEqualTo(5);
  }

  @Test
  void meansByHand() {
    assertThat(Vectors.mean(List.of(A, B, new float[] {2, 2})))
        .containsExactly(new float[] {3, 3}, within(1e-6f));
    assertThatThrownBy(() -> Vectors.mean(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherLengthsAreRefused() {
    assertThatThrownBy(() -> Vectors.cosine(A, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3");
    assertThatThrownBy(() -> Vectors.mean(List.of(A, new float[3])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
