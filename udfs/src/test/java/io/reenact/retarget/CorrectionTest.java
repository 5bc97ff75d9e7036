package io.reenact.retarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class CorrectionTest {
  /** So wide that the ridge hardly counts. */
  private static final List<Control> CONTROLS =
      List.of(
          new Control("a", Control.Part.BROW, 1, 1e3), new Control("b", Control.Part.BROW, 1, 1e3));

  private static final double[][] FREE = {{-10, 10}, {-10, 10}};
  private static final RealMatrix TRUTH =
      new Array2DRowRealMatrix(new double[][] {{4, 1}, {-1, 3}, {2, 2}});
  private static final double[] START = {1, 2, 3};

  @Test
  void trueSlopesLeadThereInOneStep() {
    Correction c = of(marks(new double[] {0.5, -0.25}), TRUTH, FREE);
    assertThat(c.tried()).containsExactly(new double[] {0.5, -0.25}, within(1e-5));
  }

  @Test
  void wrongSlopesAreLearntFromLooks() {
    RealMatrix wrong = TRUTH.scalarMultiply(1.6).add(TRUTH.createMatrix(3, 2).scalarAdd(0.5));
    double[] wanted = {0.5, -0.25};
    Correction c = of(marks(wanted), wrong, FREE);
    double before = distance(c.tried(), wanted);
    for (int look = 0; look < 4; look++) {
      c.saw(marks(c.tried()));
    }
    assertThat(before).isGreaterThan(0.1);
    assertThat(distance(c.tried(), wanted)).isLessThan(0.01);
  }

  @Test
  void whatALookShowsToBeWorseIsNotKept() {
    double[] wanted = marks(new double[] {0.5, -0.25});
    Correction c = of(wanted, TRUTH, FREE);
    double[] first = c.tried();
    // Marks went the other way: the next try starts from no correction, along other slopes.
    double[] worse = new double[3];
    Arrays.setAll(worse, i -> START[i] - (wanted[i] - START[i]));
    c.saw(worse);
    assertThat(c.tried()[0] * first[0] + c.tried()[1] * first[1]).isNegative();
  }

  @Test
  void boundsHoldAndMarksThatDontCountAreNotAskedFor() {
    Correction bound = of(marks(new double[] {5, 0}), TRUTH, new double[][] {{-1, 1}, {-1, 1}});
    assertThat(bound.tried()[0]).isEqualTo(1);
    boolean[] none = new boolean[3];
    Correction blind =
        new Correction(marks(new double[] {5, 0}), none, START, TRUTH, CONTROLS, FREE);
    assertThat(blind.tried()).containsExactly(0, 0);
  }

  @Test
  void whatMayNotMoveLeavesItsShareToTheOthers() {
    // Both do the same: the one that is left does all of it.
    RealMatrix alike = new Array2DRowRealMatrix(new double[][] {{2, 2}, {2, 2}, {2, 2}});
    double[] wanted = {2, 3, 4};
    boolean[] all = {true, true, true};
    double[][] held = {{0, 0}, {-10, 10}};
    assertThat(new Correction(wanted, all, START, alike, CONTROLS, held).tried())
        .containsExactly(new double[] {0, 0.5}, within(1e-5));
  }

  @Test
  void inClosedEyesLidsDontGoUpAndIrisesStay() {
    double[] bounds = {-0.4, 0.6};
    Control blink = new Control("blink", Control.Part.BLINK, 1, 1);
    Control wide = new Control("wide", Control.Part.WIDE, 1, 1);
    Control gaze = new Control("gaze", Control.Part.GAZE, 1, 1);
    Control brow = new Control("brow", Control.Part.BROW, 1, 1);
    assertThat(blink.within(bounds, false)).containsExactly(0, 0.6);
    assertThat(wide.within(bounds, false)).containsExactly(-0.4, 0);
    assertThat(gaze.within(bounds, false)).containsExactly(0, 0);
    assertThat(brow.within(bounds, false)).containsExactly(bounds);
    assertThat(gaze.within(bounds, true)).containsExactly(bounds);
  }

  private static Correction of(double[] wanted, RealMatrix slopes, double[][] bounds) {
    boolean[] all = new boolean[3];
    Arrays.fill(all, true);
    return new Correction(wanted, all, START, slopes, CONTROLS, bounds);
  }

  /** What is seen under coefficients. */
  private static double[] marks(double[] coefficients) {
    double[] moved = TRUTH.operate(coefficients);
    double[] marks = new double[3];
    Arrays.setAll(marks, i -> START[i] + moved[i]);
    return marks;
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }
}
