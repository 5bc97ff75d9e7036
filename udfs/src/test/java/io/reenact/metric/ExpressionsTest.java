package io.reenact.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionsTest {
  private static Expressions.Shape shape(float x, double mouth, double eyes) {
    return new Expressions.Shape(new float[] {x, 0, 0}, mouth, eyes);
  }

  /** Of eight frames the four with open eyes, of these the two with closed mouths. */
  @Test
  void restHasOpenEyesAndAClosedMouth() {
    List<Expressions.Shape> frames = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      frames.add(shape(100, 0, 0.1));
    }
    frames.add(shape(1, 0.1, 0.4));
    frames.add(shape(3, 0.2, 0.5));
    frames.add(shape(50, 0.9, 0.6));
    frames.add(shape(60, 0.8, 0.5));
    assertThat(Expressions.rest(frames)).containsExactly(2, 0, 0);
    assertThat(Expressions.rest(List.of(shape(7, 1, 0)))).containsExactly(7, 0, 0);
  }

  /** Another person's face with the same movement is no distance; a movement less is its length. */
  @Test
  void whoseFaceItIsFallsOut() {
    float[] narrow = {0, 0, 0, 1, 0, 0};
    float[] wide = {-5, 2, 1, 9, 0, 3};
    float[] moves = Expressions.displacement(narrow, new float[] {0, 0, 0, 1, -0.5f, 0});
    float[] same = Expressions.displacement(wide, new float[] {-5, 2, 1, 9, -0.5f, 3});
    float[] still = Expressions.displacement(wide, wide);
    assertThat(Expressions.distance(moves, same)).isZero();
    assertThat(Expressions.distance(moves, still)).isCloseTo(0.25, within(1e-9));
    assertThatThrownBy(() -> Expressions.distance(moves, new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
