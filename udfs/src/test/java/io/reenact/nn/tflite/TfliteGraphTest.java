package io.reenact.nn.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.nn.Gradients;
import io.reenact.nn.TestImages;
import io.reenact.nn.TorchNetwork;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceModel;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The compiled graphs against TensorFlow Lite's interpreter. */
class TfliteGraphTest {
  @BeforeAll
  static void oneThread() {
    Autograd.threads(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaceModel.class,
      names = {"FACE_LANDMARK", "FACE_DETECTION", "MOBILE_FACE_NET"})
  void outputsMatchTheReferenceRuntimeForAnyBatch(FaceModel model) throws IOException {
    TfliteModel graph = TfliteModel.parse(model.name(), model.bytes());
    List<Integer> in = graph.tensors().get(graph.inputs().get(0)).shape();
    int size = in.get(1);
    try (NDManager m = NDManager.newBaseManager();
        TfliteReference reference = new TfliteReference(model.bytes());
        TorchNetwork network =
            new TorchNetwork(
                m, TfliteCompiler.compile(model.name(), graph, 1, 0, graph.outputs()))) {
      for (float[] image : images(size)) {
        List<float[]> expected =
            reference.run(TestImages.nhwc(repeat(image, in.get(0)), in.get(0), size, 1, 0));
        for (int b : new int[] {1, 2, 5}) {
          try (NDManager s = m.newSubManager()) {
            NDList out = network.forward(s.create(repeat(image, b), new Shape(b, 3, size, size)));
            for (int k = 0; k < out.size(); k++) {
              float[] wanted = expected.get(k);
              int each = wanted.length / in.get(0);
              float[] got = out.get(k).toFloatArray();
              assertThat(got).hasSize(each * b);
              float spread = largest(wanted);
              float worst = 0;
              for (int i = 0; i < got.length; i++) {
                worst = Math.max(worst, Math.abs(got[i] - wanted[i % each]));
              }
              assertThat(worst).isLessThan(1e-3f * Math.max(1, spread));
            }
          }
        }
      }
    }
  }

  private static float largest(float[] v) {
    float max = 0;
    for (float x : v) {
      max = Math.max(max, Math.abs(x));
    }
    return max;
  }

  private static float[] repeat(float[] image, int b) {
    float[] out = new float[image.length * b];
    for (int i = 0; i < b; i++) {
      System.arraycopy(image, 0, out, i * image.length, image.length);
    }
    return out;
  }

  private static List<float[]> images(int size) throws IOException {
    List<float[]> result = new ArrayList<>(List.of(TestImages.synthetic(1, size, 7)));
    if (TestImages.haveClips()) {
      try (NDManager m = NDManager.newBaseManager()) {
        for (int clip : new int[] {1, 4}) {
          for (RgbImage frame : TestImages.frames(clip, 2, 40)) {
            float side = Math.min(frame.width(), frame.height());
            result.add(
                CropSampler.crop(
                        TestImages.array(m, frame), new float[][] {{0, 0, side, side}}, size)
                    .toFloatArray());
          }
        }
      }
    }
    return result;
  }

  @Test
  void spelledOutPreluIsFused() {
    TfliteModel model = TfliteModel.parse("m", FaceModel.MOBILE_FACE_NET.bytes());
    TfliteModel fused = PreluFusion.apply(model);
    assertThat(fused.operators().stream().filter(o -> o.code() == TfliteModel.PRELU)).hasSize(33);
    assertThat(fused.operators()).hasSize(model.operators().size() - 4 * 33);
  }

  @Test
  void damagedFilesGiveOneLineErrors() {
    byte[] good = FaceModel.FACE_LANDMARK.bytes();
    for (int length : new int[] {0, 3, 4, 8, 100, 1000, good.length / 2, good.length - 5000}) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> compile(cut))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("hostile")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(
            () -> compile("<html>not found</html>".repeat(100).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UserError.class);
  }

  @Test
  void randomDamageNeverEscapesAsAnotherError() {
    byte[] good = FaceModel.FACE_LANDMARK.bytes();
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      // The structure lies at both ends of the file, the weights between.
      for (int k = 0; k < 20; k++) {
        int at = random.nextInt(60_000);
        bad[random.nextBoolean() ? at : bad.length - 1 - at] = (byte) random.nextInt();
      }
      try {
        compile(bad);
      } catch (UserError e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  private static void compile(byte[] bytes) {
    TfliteModel model = TfliteModel.parse("hostile", bytes);
    TfliteCompiler.compile("hostile", model, 1, 0, model.outputs());
  }

  @Test
  void halfPrecisionIsReadExactly() {
    assertThat(TfliteModel.half((short) 0x3c00)).isEqualTo(1f);
    assertThat(TfliteModel.half((short) 0xc000)).isEqualTo(-2f);
    assertThat(TfliteModel.half((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(TfliteModel.half((short) 0x7bff)).isEqualTo(65504f);
    assertThat(TfliteModel.half((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(TfliteModel.half((short) 0x3555)).isEqualTo(0.33325195f);
  }

  @Test
  void inputGradientsMatchFiniteDifferences() {
    try (NDManager m = NDManager.newBaseManager()) {
      for (FaceModel model : List.of(FaceModel.FACE_LANDMARK, FaceModel.MOBILE_FACE_NET)) {
        TfliteModel graph = TfliteModel.parse(model.name(), model.bytes());
        int size = graph.tensors().get(graph.inputs().get(0)).shape().get(1);
        byte[] script = TfliteCompiler.compile(model.name(), graph, 1, 0, graph.outputs());
        try (TorchNetwork network = new TorchNetwork(m, script)) {
          Gradients.check(
              m,
              TestImages.synthetic(1, size, 3),
              new Shape(1, 3, size, size),
              x -> {
                NDArray y = network.forward(x).head();
                return y.reshape(new Shape(1, -1));
              });
        }
      }
    }
  }
}
