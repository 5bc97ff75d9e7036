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
      List.of(new Control("a", 1, 1e3, false), new Control("b", 1, 1e3, false));

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
