package io.reenact.nn.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.error.UserError;
import io.reenact.nn.TestImages;
import io.reenact.nn.TorchNetwork;
import io.reenact.nn.face.FaceModel;
import io.reenact.nn.tflite.TfliteModel.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The attention mesh's own operators against what MediaPipe defines, in scalar double code. */
class AttentionOperatorsTest {
  private static final TfliteModel MODEL =
      TfliteModel.parse("attention", FaceModel.FACE_LANDMARK_WITH_ATTENTION.bytes());

  private static List<Operator> operators(String name) {
    return MODEL.operators().stream()
        .filter(o -> o.custom() != null && o.custom().name().equals(name))
        .toList();
  }

  /** Inputs and outputs of all custom operators for a picture, by tensor: NHWC, as in the file. */
  private static double[][] run(float[] picture, List<Integer> tensors) {
    try (NDManager m = NDManager.newBaseManager();
        TorchNetwork network =
            new TorchNetwork(
                m, TfliteCompiler.compile("attention", MODEL, 0.5f, 0.5f, tensors), true)) {
      NDList out = network.forward(m.create(picture, new Shape(1, 3, 192, 192)));
      double[][] all = new double[MODEL.tensors().size()][];
      for (int i = 0; i < tensors.size(); i++) {
        float[] values =
            (out.get(i).getShape().dimension() == 4 ? out.get(i).transpose(0, 2, 3, 1) : out.get(i))
                .toFloatArray();
        all[tensors.get(i)] = new double[values.length];
        for (int k = 0; k < values.length; k++) {
          all[tensors.get(i)][k] = values[k];
        }
      }
      return all;
    }
  }

  @Test
  void eachAgreesWithItsDefinition() {
    List<Integer> tensors = new ArrayList<>();
    for (Operator o : MODEL.operators()) {
      if (o.custom() != null) {
        o.inputs().stream().filter(i -> !tensors.contains(i)).forEach(tensors::add);
        tensors.addAll(o.outputs());
      }
    }
    tensors.sort(null);
    double[][] values = run(TestImages.synthetic(1, 192, 11), tensors);
    for (Operator o : operators(CustomOperator.PLACEMENT)) {
      double[] expected = placement(values[o.inputs().get(0)], o.custom().placement(468));
      assertThat(values[o.outputs().get(0)]).containsExactly(expected, within(2e-4));
    }
    for (Operator o : operators(CustomOperator.WARP)) {
      double[] expected = warp(values[o.inputs().get(0)], values[o.inputs().get(1)]);
      assertThat(Arrays.stream(expected).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
      assertThat(values[o.outputs().get(0)]).containsExactly(expected, within(2e-3));
    }
    for (Operator o : operators(CustomOperator.PLACE)) {
      double[] p = values[o.inputs().get(0)];
      double[] m = values[o.inputs().get(1)];
      double[] expected = new double[p.length];
      for (int i = 0; i < p.length; i += 2) {
        expected[i] = m[0] * p[i] + m[1] * p[i + 1] + m[3];
        expected[i + 1] = m[4] * p[i] + m[5] * p[i + 1] + m[7];
      }
      assertThat(values[o.outputs().get(0)]).containsExactly(expected, within(1e-3));
    }
  }

  /** Level the two landmarks, take the rectangle around all, widen it, and lead back from it. */
  private static double[] placement(double[] landmarks, CustomOperator.Placement p) {
    double[] d = new double[2];
    for (int k = 0; k < 2; k++) {
      d[k] = landmarks[3 * p.right() + k] - landmarks[3 * p.left() + k];
    }
    double angle = p.angle() - Math.atan2(d[1], d[0]);
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int i : p.landmarks()) {
      double x = landmarks[3 * i];
      double y = landmarks[3 * i + 1];
      double[] level = {c * x - s * y, s * x + c * y};
      for (int k = 0; k < 2; k++) {
        low[k] = Math.min(low[k], level[k]);
        high[k] = Math.max(high[k], level[k]);
      }
    }
    double[] m = new double[16];
    m[10] = 1;
    m[15] = 1;
    // Columns: where a pixel's step leads; last: where the corner of the part's image lies.
    double[][] corners = new double[3][];
    double[][] pixels = {{0, 0}, {1, 0}, {0, 1}};
    for (int i = 0; i < 3; i++) {
      double u = (pixels[i][0] / p.width() - 0.5) * p.scaleX() * (high[0] - low[0]);
      double v = (pixels[i][1] / p.height() - 0.5) * p.scaleY() * (high[1] - low[1]);
      u += (low[0] + high[0]) / 2;
      v += (low[1] + high[1]) / 2;
      corners[i] = new double[] {c * u + s * v, -s * u + c * v};
    }
    for (int row = 0; row < 2; row++) {
      m[4 * row] = corners[1][row] - corners[0][row];
      m[4 * row + 1] = corners[2][row] - corners[0][row];
      m[4 * row + 3] = corners[0][row];
    }
    return m;
  }

  /** Bilinear, pixels' centres at half-integers, nothing outside; 48 x 48 to 16 x 16. */
  private static double[] warp(double[] image, double[] m) {
    int channels = image.length / (48 * 48);
    double[] out = new double[16 * 16 * channels];
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        double u = m[0] * (x + 0.5) + m[1] * (y + 0.5) + m[3] - 0.5;
        double v = m[4] * (x + 0.5) + m[5] * (y + 0.5) + m[7] - 0.5;
        int u0 = (int) Math.floor(u);
        int v0 = (int) Math.floor(v);
        for (int k = 0; k < 4; k++) {
          int px = u0 + k % 2;
          int py = v0 + k / 2;
          if (px < 0 || py < 0 || px >= 48 || py >= 48) {
            continue;
          }
          double share = (1 - Math.abs(u - px)) * (1 - Math.abs(v - py));
          for (int c = 0; c < channels; c++) {
            out[(y * 16 + x) * channels + c] += share * image[(py * 48 + px) * channels + c];
          }
        }
      }
    }
    return out;
  }

  @Test
  void optionsOfAPlacementAreChecked() {
    CustomOperator good = operators(CustomOperator.PLACEMENT).get(0).custom();
    assertThat(good.placement(468).landmarks()).hasSize(80);
    assertThatThrownBy(() -> good.placement(100)).isInstanceOf(IllegalArgumentException.class);
    CustomOperator cut =
        new CustomOperator(good.name(), good.options().slice(0, good.options().remaining() / 2));
    assertThatThrownBy(() -> cut.placement(468)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherCustomOperatorIsRefusedByName() {
    List<Operator> operators = new ArrayList<>(MODEL.operators());
    int at = operators.indexOf(operators(CustomOperator.WARP).get(0));
    Operator o = operators.get(at);
    operators.set(
        at,
        new Operator(
            o.code(),
            o.inputs(),
            o.outputs(),
            null,
            new CustomOperator("Sharpen", o.custom().options())));
    TfliteModel other =
        new TfliteModel(MODEL.tensors(), operators, MODEL.inputs(), MODEL.outputs());
    assertThatThrownBy(
            () -> TfliteCompiler.compile("mine", other, 1, 0, List.of(o.outputs().get(0))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("mine")
        .hasMessageContaining("Sharpen");
  }
}
