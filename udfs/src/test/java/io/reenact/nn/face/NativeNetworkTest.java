package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.TestImages;
import io.reenact.nn.cpu.NativeNetwork;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.tflite.TfliteModel;
import io.reenact.nn.tflite.TfliteProgram;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own kernels against PyTorch on the same networks. */
class NativeNetworkTest {
  private static final TfliteModel LANDMARK =
      TfliteModel.parse("face_landmark", FaceModel.FACE_LANDMARK.bytes());
  private static final TfliteModel IDENTITY =
      TfliteModel.parse("MobileFaceNet", FaceModel.MOBILE_FACE_NET.bytes());
  private static NDManager manager;

  record Case(BundledNetworks.Part part, boolean features, int size, int batch) {
    FrozenNetwork load() {
      return features
          ? BundledNetworks.loadFeatures(manager, part)
          : BundledNetworks.load(manager, part, true);
    }

    @Override
    public String toString() {
      return part.name() + " " + part.wanted() + " of " + batch + " at " + size;
    }
  }

  @BeforeAll
  static void begin() {
    Assumptions.assumeTrue(NativeNetworks.available(), "no native networks on this machine");
    Autograd.threads(2);
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void end() {
    if (manager != null) {
      manager.close();
    }
  }

  static Stream<Case> cases() {
    BundledNetworks.Part points =
        new BundledNetworks.Part("face_landmark", LANDMARK, 0.5f, 0.5f, LANDMARK.outputs());
    BundledNetworks.Part embedding =
        new BundledNetworks.Part("MobileFaceNet", IDENTITY, 1, 0, IDENTITY.outputs());
    BundledNetworks.Part early =
        new BundledNetworks.Part(
            "face_landmark", LANDMARK, 0.5f, 0.5f, List.of(5, 23, 53, 83, 113));
    BundledNetworks.Part deep =
        new BundledNetworks.Part("MobileFaceNet", IDENTITY, 1, 0, List.of(49, 71, 128));
    BundledNetworks.Part both =
        new BundledNetworks.Part(
            "face_landmark", LANDMARK, 0.5f, 0.5f, List.of(LANDMARK.outputs().get(0), 113));
    return Stream.of(
        new Case(both, false, 192, 2),
        new Case(points, false, 192, 3),
        new Case(LandmarkNetwork.part(), false, 192, 2),
        new Case(embedding, false, 112, 2),
        new Case(early, true, 64, 1),
        new Case(early, true, 160, 2),
        new Case(deep, true, 96, 3));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPyTorchForwardAndBack(Case one) {
    float[] pictures = TestImages.synthetic(one.batch, one.size, 5);
    List<float[]> ours;
    try (FrozenNetwork network = one.load()) {
      assertThat(network).isInstanceOf(NativeNetwork.class);
      // Twice: the second goes through memory that was used.
      run(network, one, TestImages.synthetic(one.batch, one.size, 6));
      ours = run(network, one, pictures);
    }
    List<float[]> theirs;
    System.setProperty(NativeNetworks.PROPERTY, "torch");
    try (FrozenNetwork network = one.load()) {
      assertThat(network).isNotInstanceOf(NativeNetwork.class);
      theirs = run(network, one, pictures);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      boolean gradient = i == ours.size() - 1;
      assertThat(distance(ours.get(i), theirs.get(i)))
          .as(gradient ? "gradient" : "output " + i)
          // A PReLU near 0 may fall to the other side.
          .isLessThan(gradient ? 5e-3 : 1e-5);
    }
  }

  /** Outputs, then the gradient by the picture of random weights on them. */
  private static List<float[]> run(FrozenNetwork network, Case one, float[] pictures) {
    List<float[]> all = new ArrayList<>();
    try (NDManager step = manager.newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      FloatBuffer b = Autograd.buffer(pictures.length);
      b.put(pictures).rewind();
      NDArray x = Autograd.leaf(step, b, new Shape(one.batch, 3, one.size, one.size));
      // As behind a crop: no leaf, and read twice.
      NDArray in = x.mul(x).add(x);
      Random random = new Random(3);
      NDArray loss = null;
      for (int twice = 0; twice < 2; twice++) {
        NDList out = network.forward(in);
        for (NDArray o : out) {
          if (twice == 0) {
            all.add(o.toFloatArray());
          }
          float[] weights = new float[(int) o.size()];
          for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
          }
          NDArray term = o.mul(Autograd.constant(step, weights, o.getShape())).sum();
          loss = loss == null ? term : loss.add(term);
        }
      }
      Autograd.backward(loss.add(in.sum()));
      all.add(Autograd.gradient(x).toFloatArray());
    }
    return all;
  }

  private static double distance(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double d = 0;
    double n = 0;
    for (int i = 0; i < a.length; i++) {
      d += Math.pow(a[i] - b[i], 2);
      n += Math.pow(b[i], 2);
    }
    return Math.sqrt(d / n);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wideVectorsGiveTheSame(Case one) {
    float[] pictures = TestImages.synthetic(one.batch, one.size, 7);
    try (FrozenNetwork network = one.load()) {
      List<float[]> widest = run(network, one, pictures);
      System.setProperty(NativeNetworks.PROPERTY, "avx2");
      assertThat(run(network, one, pictures)).usingRecursiveComparison().isEqualTo(widest);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSame() {
    Case one = cases().toList().get(3);
    float[] pictures = TestImages.synthetic(one.batch, one.size, 8);
    try (FrozenNetwork network = one.load()) {
      List<float[]> two = run(network, one, pictures);
      Autograd.threads(1);
      assertThat(run(network, one, pictures)).usingRecursiveComparison().isEqualTo(two);
    } finally {
      Autograd.threads(2);
    }
  }

  @Test
  void whatPointsAreMadeOfIsTheSame() {
    float[] picture = TestImages.synthetic(1, 192, 4);
    float[] box = {20, 20, 170, 170};
    FaceDetail.Seen ours;
    try (FaceDetail network = new FaceDetail()) {
      ours = network.see(picture, 192, box);
    }
    System.setProperty(NativeNetworks.PROPERTY, "torch");
    try (FaceDetail network = new FaceDetail()) {
      FaceDetail.Seen theirs = network.see(picture, 192, box);
      assertThat(distance(ours.points(), theirs.points())).isLessThan(1e-4);
      assertThat(distance(ours.looks(), theirs.looks())).isLessThan(1e-3);
    } finally {
      System.clearProperty(NativeNetworks.PROPERTY);
    }
  }

  @Test
  void withoutGradientsNothingIsRecorded() {
    Case one = cases().toList().get(4);
    float[] pictures = TestImages.synthetic(one.batch, one.size, 9);
    try (FrozenNetwork network = one.load();
        NDManager step = manager.newSubManager()) {
      NDArray x = step.create(pictures, new Shape(one.batch, 3, one.size, one.size));
      float[] outside = network.forward(x).get(0).toFloatArray();
      try (Autograd.Scope on = Autograd.enabled()) {
        NDArray leaf = Autograd.leaf(Autograd.constant(step, pictures, x.getShape()));
        try (Autograd.Scope off = Autograd.disabled()) {
          network.forward(leaf);
        }
        Autograd.backward(leaf.sum());
        assertThat(Autograd.gradient(leaf).sum().getFloat()).isCloseTo(pictures.length, within(1f));
        // Forgotten with its scope, though nobody went back.
        network.forward(leaf);
      }
      try (Autograd.Scope on = Autograd.enabled()) {
        NDArray leaf = Autograd.leaf(Autograd.constant(step, pictures, x.getShape()));
        Autograd.backward(leaf.sum());
        assertThat(network.forward(leaf).get(0).toFloatArray()).containsExactly(outside);
      }
    }
  }

  @Test
  void whatItCannotRunIsSaid() {
    TfliteModel faces = TfliteModel.parse("faces", FaceModel.FACE_DETECTION.bytes());
    assertThatThrownBy(() -> TfliteProgram.compile(faces, faces.outputs(), false, 128))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNetworkWithoutAWayBackSaysSo() {
    TfliteModel matte = TfliteModel.parse("matte", FaceModel.SELFIE_SEGMENTATION.bytes());
    try (NativeNetwork network =
            new NativeNetwork(
                1, 0, side -> TfliteProgram.compile(matte, matte.outputs(), false, side));
        NDManager step = manager.newSubManager()) {
      NDArray picture = step.zeros(new Shape(1, 3, 256, 256));
      assertThat(network.forward(picture).get(0).getShape()).isEqualTo(new Shape(1, 1, 256, 256));
      try (Autograd.Scope on = Autograd.enabled()) {
        assertThatThrownBy(() -> network.forward(picture))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("no way back");
      }
    }
  }
}
