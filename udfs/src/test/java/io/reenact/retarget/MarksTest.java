package io.reenact.retarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarksTest {
  @Test
  void marksAreMeasuresInErrorsOfReading() {
    float[] f = face(0.2f, 0.3f, 0.1f, -0.05f);
    assertThat(Marks.of(f)).containsExactly(new double[] {20, 20, 15, 15, 10, -5}, within(1e-5));
  }

  @Test
  void theDriversMovementIsAskedForAndNotItsFace() {
    // Brows 10 higher in the source; its lids half as far open; it looks 1 to the right.
    double[][] shown = {
      {10, 10, 20, 20, 0, 0}, {14, 10, 24, 16, 4, 2}, {10, 10, 2, 6, 99, 99}, {10, 10, 2, 2, 99, 99}
    };
    double[][] seen = {
      {21, 10, 11, 9, 3, 1}, {21, 10, 11, 9, 3, 1}, {21, 10, 9, 1, 0, 0}, {21, 10, 1, 9, 0, 0}
    };
    Marks.askOf(shown, seen, new boolean[] {true, true, false, false});
    assertThat(shown[0]).containsExactly(20, 10, 10, 10, 1, 0);
    assertThat(shown[1]).containsExactly(24, 10, 12, 8, 5, 2);
    // Shut is a quarter of what is open: of 11 and of 9. What is further shut may stay so.
    assertThat(shown[2][2]).isEqualTo(2.75);
    assertThat(shown[2][3]).isEqualTo(6 * 0.5);
    assertThat(shown[3][2]).isEqualTo(1);
    assertThat(shown[3][3]).isEqualTo(2.25);
  }

  @Test
  void closedEyesAreAskedForNoGaze() {
    double[][] shown = {{0, 0, 9, 11, 0, 0}, {0, 0, 10, 8, 0, 0}, {0, 0, 5, 5, 0, 0}};
    assertThat(Marks.open(shown)).containsExactly(true, true, false);
    assertThat(Marks.counted(true)).containsOnly(true);
    assertThat(Marks.counted(false)).containsExactly(true, true, true, true, false, false);
  }

  @Test
  void theMostUsualFrameComesFirstThenThoseLeastLikeTheOthers() {
    double[][] marks = {
      {0, 0, 0, 0, 0, 0}, {9, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0}, {-6, 0, 0, 0, 0, 0}
    };
    assertThat(Marks.spread(marks, 3)).containsExactly(2, 1, 3);
    assertThat(Marks.spread(marks, 9)).containsExactly(2, 1, 3, 0);
  }

  @Test
  void measuresGoToTablesAndBack() {
    float[] f = face(0.2f, 0.3f, 0.1f, -0.05f);
    assertThat(FaceMeter.named(f)).containsEntry("eye_left", 0.3f).hasSize(FaceMeter.NAMES.size());
    assertThat(FaceMeter.values(FaceMeter.named(f))).containsExactly(f);
    assertThat(FaceMeter.named(null)).isNull();
    assertThat(FaceMeter.values(null)).isNull();
    assertThat(FaceMeter.values(Map.of("eye_left", 1f))).isNull();
  }

  /** Both sides alike, but for the irises, which look at the same. */
  private static float[] face(float brows, float lids, float gazeX, float gazeY) {
    float[] f = new float[FaceMeter.NAMES.size()];
    set(f, "brow_left", brows);
    set(f, "brow_right", brows);
    set(f, "eye_left", lids);
    set(f, "eye_right", lids);
    set(f, "gaze_left_x", gazeX - 0.04f);
    set(f, "gaze_right_x", gazeX + 0.04f);
    set(f, "gaze_left_y", gazeY);
    set(f, "gaze_right_y", gazeY);
    return f;
  }

  private static void set(float[] f, String name, float value) {
    f[FaceMeter.NAMES.indexOf(name)] = value;
  }
}
