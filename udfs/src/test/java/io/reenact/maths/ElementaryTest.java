package io.reenact.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementaryTest {
  @Test
  void expIsThatOfJavaWithinTwoBits() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      double v = i < 1401 ? i - 700 : random.nextDouble() * 60 - 30;
      double expected = StrictMath.exp(v);
      assertThat(Math.abs(Elementary.exp(v) - expected))
          .as("%s", v)
          .isLessThanOrEqualTo(2 * Math.ulp(expected));
    }
    assertThat(Elementary.exp(0)).isEqualTo(1);
  }

  @Test
  void expEndsAtItsLimits() {
    assertThat(Elementary.exp(1e9)).isEqualTo(Elementary.exp(700));
    assertThat(Elementary.exp(-1e9)).isEqualTo(Elementary.exp(-700)).isPositive();
  }

  @Test
  void logIsThatOfJavaWithinTwoBits() {
    Random random = new Random(4);
    for (int i = 0; i < 200_000; i++) {
      double v = i < 600 ? Math.scalb(1.0, i - 300) : 1 / (1 + Math.exp(8 * random.nextGaussian()));
      double expected = StrictMath.log(v);
      assertThat(Math.abs(Elementary.log(v) - expected))
          .as("%s", v)
          .isLessThanOrEqualTo(2 * Math.ulp(expected) + 1e-17);
    }
    assertThat(Elementary.log(1)).isZero();
  }
}
