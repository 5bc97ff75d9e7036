package io.reenact.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AttributeFlowTest {
  private static final int SAMPLES = 3000;

  /** How strongly the attribute bends the other entries. */
  private static final double BEND = 1.5;

  private static FlowFit bent;

  /**
   * Latents on a bent sheet: as the attribute a grows, w goes along a parabola in the first two
   * entries; the third and fourth are somebody's own. What a line along the mean direction does to
   * the second entry is wrong everywhere.
   */
  private static float[] w(double a, double own, double more) {
    return new float[] {
      (float) a,
      (float) (own + BEND * a * a),
      (float) (more + 0.5 * own),
      (float) (own - 0.3 * more)
    };
  }

  private static FlowFit.Labelled samples(int count, long seed) {
    Random random = new Random(seed);
    float[][] w = new float[count][];
    double[][] labels = new double[count][];
    for (int n = 0; n < count; n++) {
      double a = random.nextGaussian();
      w[n] = w(a, 0.5 * random.nextGaussian(), random.nextGaussian());
      labels[n] = new double[] {10 + 2 * a};
    }
    return new FlowFit.Labelled(w, labels);
  }

  @BeforeAll
  static void fit() {
    bent =
        FlowFit.of(
            "ab12",
            Map.of("age", "z_age"),
            samples(SAMPLES, 1),
            new FlowSettings(4, 32, 40, 5),
            (done, total, doing) -> {});
  }

  @Test
  void aFlowFollowsACurveThatALineLeaves() {
    AttributeFlow flow = bent.flow();
    Random random = new Random(9);
    double byFlow = 0;
    double byLine = 0;
    double moved = 0;
    for (int n = 0; n < 200; n++) {
      double a = 1.4 * random.nextDouble() - 0.7;
      double own = 0.5 * random.nextGaussian();
      double more = random.nextGaussian();
      float[] from = w(a, own, more);
      float[] to = w(a + 0.8, own, more);
      float[] edited = flow.edit(from, Map.of("age", 0.8));
      byFlow += Math.abs(edited[1] - to[1]) / 200;
      moved += (edited[0] - from[0]) / 200;
      // The mean direction of the attribute lies along the first entry.
      byLine += Math.abs(from[1] - to[1]) / 200;
    }
    assertThat(moved).isCloseTo(0.8, within(0.1));
    assertThat(byFlow).isLessThan(0.5 * byLine);
    assertThat((double) bent.figures().get("loss"))
        .isLessThan((double) bent.figures().get("loss_linear") - 0.5);
  }

  @Test
  void whatIsKnownOfTheAttributeIsInItsUnits() {
    Attribute age = bent.flow().find("age");
    assertThat(age.mean()).isCloseTo(10, within(0.2));
    assertThat(age.spread()).isCloseTo(2, within(0.1));
    assertThat(age.low()).isBetween(-3.2, -2.2);
    assertThat(age.high()).isBetween(2.2, 3.2);
    assertThat(age.read()).isGreaterThan(0.98);
    assertThat(bent.flow().read(w(1, 0, 0))[0]).isCloseTo(1, within(0.15));
    assertThat(bent.flow().read(w(9, 0, 0))[0]).as("held to what was seen").isEqualTo(age.high());
  }

  @Test
  void noiseLeadsBackToWhereItCameFrom() {
    AttributeFlow flow = bent.flow();
    for (float[] from : samples(50, 77).w()) {
      double[] given = flow.read(from);
      double[] x = flow.linear().whitened(from, given);
      double[] there = flow.noise(from, given);
      for (int k = flow.couplings().size() - 1; k >= 0; k--) {
        flow.couplings().get(k).inverse(there, given);
      }
      assertThat(there).containsExactly(x, within(1e-9));
    }
  }

  @Test
  void aChangeOfNothingChangesNothingAndThereAndBackIsNearby() {
    AttributeFlow flow = bent.flow();
    float[] from = w(0.4, 0.2, -0.3);
    assertThat(flow.edit(from, Map.of("age", 0.0))).containsExactly(from);
    assertThat(flow.edit(from, Map.of())).containsExactly(from);
    float[] back = flow.edit(flow.edit(from, Map.of("age", 0.7)), Map.of("age", -0.7));
    assertThat(back).containsExactly(from, within(0.15f));
  }

  @Test
  void layersMoveAlike() {
    float[] from = w(0.4, 0.2, -0.3);
    float[] twice = new float[8];
    System.arraycopy(from, 0, twice, 0, 4);
    System.arraycopy(from, 0, twice, 4, 4);
    float[] one = bent.flow().edit(from, Map.of("age", 0.5));
    float[] both = bent.flow().edit(twice, Map.of("age", 0.5));
    for (int i = 0; i < 8; i++) {
      assertThat(both[i]).isEqualTo(one[i % 4]);
    }
  }

  @Test
  void theDeterminantIsThatOfFiniteDifferences() {
    List<Coupling> couplings = new ArrayList<>();
    Random random = new Random(3);
    int size = 5;
    int[][] orders = {{3, 0, 4, 1, 2}, {2, 3, 4, 0, 1}};
    for (int[] order : orders) {
      couplings.add(
          new Coupling(
              order,
              new Coupling.Layer[] {
                layer(2 + 1, 8, random),
                layer(8, 8, random),
                layer(8, 3, random),
                layer(8, 3, random)
              }));
    }
    double[] at = {0.3, -0.4, 0.8, 0.1, -1};
    double[] given = {0.7};
    double sum = 0;
    double[] here = at.clone();
    for (Coupling c : couplings) {
      sum += c.forward(here, given);
    }
    double[][] jacobian = new double[size][size];
    double h = 1e-5;
    for (int i = 0; i < size; i++) {
      double[] low = at.clone();
      double[] high = at.clone();
      low[i] -= h;
      high[i] += h;
      for (Coupling c : couplings) {
        c.forward(low, given);
        c.forward(high, given);
      }
      for (int k = 0; k < size; k++) {
        jacobian[k][i] = (high[k] - low[k]) / (2 * h);
      }
    }
    double determinant = new LUDecomposition(new Array2DRowRealMatrix(jacobian)).getDeterminant();
    assertThat(sum).isNotCloseTo(0, within(0.05));
    assertThat(Math.log(Math.abs(determinant))).isCloseTo(sum, within(1e-5));
  }

  private static Coupling.Layer layer(int inputs, int outputs, Random random) {
    float[] weight = new float[inputs * outputs];
    float[] bias = new float[outputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (0.5 * random.nextGaussian());
    }
    for (int i = 0; i < outputs; i++) {
      bias[i] = (float) (0.5 * random.nextGaussian());
    }
    return new Coupling.Layer(weight, bias);
  }

  @Test
  void trainingAndUseAreTheSameNetwork() {
    // The likelihood that training reports is that of the flow in plain Java.
    FlowFit.Labelled some = samples(200, 4);
    FlowFit fit =
        FlowFit.of(
            "ab12", Map.of("age", "z"), some, new FlowSettings(2, 8, 3, 1), (d, t, doing) -> {});
    AttributeFlow flow = fit.flow();
    double loss = 0;
    int held = 0;
    for (int n = 9; n < 200; n += 10) {
      double[] given = {
        (some.labels()[n][0] - flow.find("age").mean()) / flow.find("age").spread()
      };
      for (double v : flow.noise(some.w()[n], given)) {
        loss += 0.5 * v * v;
      }
      loss -= flow.logDeterminant(some.w()[n], given);
      held++;
    }
    assertThat(loss / held).isCloseTo((double) fit.figures().get("loss"), within(1e-3));
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    FlowFit[] fits = new FlowFit[3];
    for (int i = 0; i < fits.length; i++) {
      fits[i] =
          FlowFit.of(
              "ab12",
              Map.of("age", "z"),
              samples(200, 4),
              new FlowSettings(2, 8, 2, i / 2 + 1),
              (d, t, doing) -> {});
    }
    float[] from = w(0.4, 0.2, -0.3);
    Map<String, Double> by = Map.of("age", 0.5);
    assertThat(fits[1].flow().edit(from, by)).containsExactly(fits[0].flow().edit(from, by));
    assertThat(fits[2].flow().edit(from, by)).isNotEqualTo(fits[0].flow().edit(from, by));
  }

  @Test
  void whatCantBeDoneIsSaid() {
    AttributeFlow flow = bent.flow();
    assertThatThrownBy(() -> flow.edit(w(0, 0, 0), Map.of("agee", 1.0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no 'agee'; did you mean age?; there are [age]");
    assertThatThrownBy(() -> flow.edit(new float[3], Map.of("age", 1.0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a latent has 3 floats, the attribute flow 4");
    FlowFit.Labelled few = samples(5, 1);
    FlowSettings settings = new FlowSettings(2, 8, 1, 1);
    assertThatThrownBy(
            () -> FlowFit.of("x", Map.of("age", "z"), few, settings, (d, t, doing) -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("5 labelled samples are too few");
    FlowFit.Labelled flat = new FlowFit.Labelled(samples(50, 1).w(), new double[50][1]);
    assertThatThrownBy(
            () -> FlowFit.of("x", Map.of("hat", "z_hat"), flat, settings, (d, t, doing) -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("attribute hat: z_hat has the same value for all samples");
    assertThatThrownBy(() -> new FlowSettings(0, 8, 1, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--couplings must be 1 to 64, not 0");
  }

  @Test
  void severalAttributesChangeApart() {
    // Two attributes that go together in the samples: 0.8 of b's variance is a's.
    Random random = new Random(6);
    int count = 1500;
    float[][] w = new float[count][];
    double[][] labels = new double[count][];
    for (int n = 0; n < count; n++) {
      double a = random.nextGaussian();
      double b = 0.9 * a + 0.44 * random.nextGaussian();
      float[] rest = {(float) random.nextGaussian(), (float) random.nextGaussian()};
      w[n] = new float[] {(float) a, (float) b, rest[0], rest[1]};
      labels[n] = new double[] {a, b};
    }
    Map<String, String> names = new LinkedHashMap<>();
    names.put("a", "a");
    names.put("b", "b");
    AttributeFlow flow =
        FlowFit.of(
                "x",
                names,
                new FlowFit.Labelled(w, labels),
                new FlowSettings(1, 8, 1, 1),
                (d, t, doing) -> {})
            .flow();
    float[] edited = flow.edit(new float[4], Map.of("a", 1.0));
    assertThat(edited[0]).isCloseTo(1, within(0.1f));
    assertThat(edited[1]).as("b, though it goes with a").isCloseTo(0, within(0.1f));
  }
}
