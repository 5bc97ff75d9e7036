package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.AutogradTest;
import io.reenact.nn.Gradients;
import io.reenact.nn.TestImages;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FaceNetworksTest {
  private static NDManager manager;
  private static LandmarkNetwork landmark;
  private static IdentityNetwork identity;
  private static PerceptualNetwork perceptual;

  @BeforeAll
  static void load() {
    // Several threads wait for each other at every operator; on a busy machine that takes minutes.
    Autograd.threads(1);
    manager = NDManager.newBaseManager();
    landmark = new LandmarkNetwork(manager);
    identity = new IdentityNetwork(manager);
    perceptual = new PerceptualNetwork(manager);
  }

  @AfterAll
  static void close() {
    perceptual.close();
    identity.close();
    landmark.close();
    manager.close();
  }

  @Test
  void landmarksLieOnRealFaces() throws IOException {
    Assumptions.assumeTrue(TestImages.haveClips(), "no shared clips beside the repository");
    try (NDManager m = manager.newSubManager()) {
      for (int clip = 1; clip <= 4; clip++) {
        RgbImage frame = TestImages.frames(clip, 1, 1).get(0);
        float[] dense = TestImages.dense(m, landmark, frame);
        float[] l = Landmarks68.fromDense(dense);
        float[] box = FaceBoxes.landmarkBox(l);
        float[] exact = FaceBoxes.landmarkBoxOfDense(dense);
        float side = exact[2] - exact[0];
        // Cut from the 68 points' box, the network must find the same face again.
        NDArray crop =
            CropSampler.crop(TestImages.array(m, frame), new float[][] {box}, LandmarkNetwork.SIZE);
        LandmarkNetwork.Output out = landmark.forward(crop);
        assertThat(out.presence().getFloat()).isGreaterThan(5);
        float[] again = out.landmarks().toFloatArray();
        double error = 0;
        for (int v = 0; v < LandmarkNetwork.POINTS; v++) {
          error +=
              Math.hypot(
                  again[3 * v] * (box[2] - box[0]) + box[0] - dense[3 * v],
                  again[3 * v + 1] * (box[3] - box[1]) + box[1] - dense[3 * v + 1]);
        }
        assertThat(error / LandmarkNetwork.POINTS).isLessThan(0.015 * side);
        for (int k = 0; k < 4; k++) {
          assertThat(box[k]).isCloseTo(exact[k], within(0.08f * side));
        }
      }
    }
  }

  @Test
  void identityTellsPeopleApart() throws IOException {
    Assumptions.assumeTrue(TestImages.haveClips(), "no shared clips beside the repository");
    List<float[]> embeddings = new ArrayList<>();
    try (NDManager m = manager.newSubManager()) {
      for (int clip = 1; clip <= 4; clip++) {
        for (RgbImage frame : TestImages.frames(clip, 2, 60)) {
          float[] l = Landmarks68.fromDense(TestImages.dense(m, landmark, frame));
          NDArray crop =
              CropSampler.crop(
                  TestImages.array(m, frame), new float[][] {FaceBoxes.identityBox(l)}, 112);
          embeddings.add(identity.embed(crop).toFloatArray());
        }
      }
    }
    for (int i = 0; i < embeddings.size(); i++) {
      for (int j = 0; j < i; j++) {
        double cosine = 0;
        for (int k = 0; k < IdentityNetwork.DIMENSIONS; k++) {
          cosine += embeddings.get(i)[k] * embeddings.get(j)[k];
        }
        if (i / 2 == j / 2) {
          assertThat(cosine).isGreaterThan(0.6);
        } else {
          assertThat(cosine).isLessThan(0.4);
        }
      }
    }
  }

  @Test
  void embeddingsHaveUnitLengthAndIgnoreTheRestOfTheBatch() {
    float[] x = TestImages.synthetic(5, 112, 9);
    try (NDManager m = manager.newSubManager()) {
      NDArray images = m.create(x, new Shape(5, 3, 112, 112));
      NDArray all = identity.embed(images);
      assertThat(all.getShape()).isEqualTo(new Shape(5, IdentityNetwork.DIMENSIONS));
      for (float n : all.square().sum(new int[] {1}).toFloatArray()) {
        assertThat(n).isCloseTo(1, within(1e-4f));
      }
      assertThat(identity.embed(images.get("3:4")).toFloatArray())
          .containsExactly(all.get("3").toFloatArray(), within(1e-4f));
    }
  }

  @Test
  void perceptualDistanceGrowsWithBlurAndShift() throws IOException {
    try (NDManager m = manager.newSubManager()) {
      for (int size : new int[] {96, 128}) {
        for (RgbImage image : pictures(m, 2 * size)) {
          NDArray x = TestImages.array(m, image);
          float[][] whole = {{0, 0, 2 * size, 2 * size}};
          NDArray sharp = CropSampler.crop(x, whole, size);
          assertThat(perceptual.distance(sharp, sharp).getFloat()).isZero();
          double last = 1e-4;
          for (int blur : new int[] {2, 4, 8, 16}) {
            // Down and up again takes the fine detail away.
            NDArray small =
                CropSampler.crop(sharp, new float[][] {{0, 0, size, size}}, size / blur);
            float n = (float) size / blur;
            NDArray soft = CropSampler.crop(small, new float[][] {{0, 0, n, n}}, size);
            double d = perceptual.distance(sharp, soft).getFloat();
            assertThat(d).as("blur %d", blur).isGreaterThan(last * 1.1);
            last = d;
          }
          last = 1e-4;
          for (float shift : new float[] {0.25f, 0.5f, 1, 2, 4}) {
            float s = 2 * shift;
            NDArray moved =
                CropSampler.crop(x, new float[][] {{s, 0, 2 * size + s, 2 * size}}, size);
            double d = perceptual.distance(sharp, moved).getFloat();
            assertThat(d).as("shift %f px", shift).isGreaterThan(last * 1.1);
            last = d;
          }
        }
      }
    }
  }

  /** Square face pictures of real people, or a drawn pattern where there are none. */
  private static List<RgbImage> pictures(NDManager m, int size) throws IOException {
    List<RgbImage> result = new ArrayList<>();
    if (TestImages.haveClips()) {
      for (int clip : new int[] {2, 3}) {
        RgbImage frame = TestImages.frames(clip, 1, 1).get(0);
        float[] box = FaceBoxes.landmarkBoxOfDense(TestImages.dense(m, landmark, frame));
        NDArray crop = CropSampler.crop(TestImages.array(m, frame), new float[][] {box}, size);
        result.add(RgbImage.ofChw(crop.toFloatArray(), size, size));
      }
    } else {
      float[] waves = TestImages.synthetic(1, size, 4);
      for (int i = 0; i < waves.length; i++) {
        waves[i] = Math.round(2 * waves[i]) / 2f;
      }
      result.add(RgbImage.ofChw(waves, size, size));
    }
    return result;
  }

  @Test
  void gradientsMatchFiniteDifferences() {
    try (NDManager m = manager.newSubManager()) {
      Gradients.check(
          m,
          TestImages.synthetic(2, 192, 1),
          new Shape(2, 3, 192, 192),
          x -> landmark.forward(x).landmarks());
      Gradients.check(
          m, TestImages.synthetic(2, 112, 2), new Shape(2, 3, 112, 112), identity::embed);
      NDArray target = m.create(TestImages.synthetic(2, 64, 5), new Shape(2, 3, 64, 64));
      List<NDArray> features = perceptual.features(target);
      Gradients.check(
          m,
          TestImages.synthetic(2, 64, 3),
          new Shape(2, 3, 64, 64),
          x -> perceptual.distance(perceptual.features(x), features));
    }
  }

  @Test
  void partsOfThePerceptualDistanceAreOnAverageTheWhole() {
    try (NDManager m = manager.newSubManager()) {
      NDArray x = m.create(TestImages.synthetic(2, 64, 3), new Shape(2, 3, 64, 64));
      NDArray y = m.create(TestImages.synthetic(2, 64, 5), new Shape(2, 3, 64, 64));
      // The left half alone.
      NDArray mask =
          m.zeros(new Shape(2, 1, 64, 32)).concat(m.ones(new Shape(2, 1, 64, 32)), 3).neg().add(1);
      float[] whole = perceptual.distance(x, y).toFloatArray();
      float[] inside =
          perceptual.distance(perceptual.features(x), perceptual.features(y), mask).toFloatArray();
      float[][] parts = new float[4][];
      for (int turn = 0; turn < 2; turn++) {
        PerceptualDistance part = perceptual.part(turn);
        parts[turn] = part.distance(x, y).toFloatArray();
        parts[2 + turn] = part.distance(part.features(x), part.features(y), mask).toFloatArray();
        assertThat(perceptual.part(turn - 2).distance(x, y).toFloatArray())
            .containsExactly(parts[turn]);
      }
      for (int i = 0; i < 2; i++) {
        assertThat((parts[0][i] + parts[1][i]) / 2).isCloseTo(whole[i], within(1e-5f));
        assertThat((parts[2][i] + parts[3][i]) / 2).isCloseTo(inside[i], within(1e-5f));
        assertThat(parts[0][i]).isNotCloseTo(parts[1][i], within(1e-3f));
      }
    }
    try (NDManager m = manager.newSubManager();
        PerceptualNetwork light = new PerceptualNetwork(m, true)) {
      assertThat(light.part(1)).isSameAs(light);
    }
  }

  @Test
  void memoryStaysFlatOver200Steps() throws IOException {
    LandmarkExpression expression = new LandmarkExpression(landmark);
    List<UnaryOperator<NDArray>> steps =
        List.of(
            x -> expression.encode(CropSampler.crop(x, new float[][] {{1, 2, 60, 61}}, 192)),
            x -> identity.embed(CropSampler.crop(x, new float[][] {{1, 2, 60, 61}}, 112)),
            x -> perceptual.distance(x, x.flip(3)));
    FloatBuffer pixels = Autograd.buffer(3 * 64 * 64);
    pixels.put(TestImages.synthetic(1, 64, 8)).rewind();
    try (NDManager m = manager.newSubManager()) {
      for (int i = 0; i < 40; i++) {
        step(m, pixels, steps.get(i % 3));
      }
      long before = AutogradTest.residentBytes();
      for (int i = 0; i < 200; i++) {
        step(m, pixels, steps.get(i % 3));
      }
      // One leaked graph a step would add gigabytes.
      assertThat(AutogradTest.residentBytes() - before).isLessThan(150L << 20);
      assertThat(m.getManagedArrays()).isEmpty();
    }
  }

  private static void step(NDManager m, FloatBuffer pixels, UnaryOperator<NDArray> f) {
    try (NDManager s = m.newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray x = Autograd.leaf(s, pixels, new Shape(1, 3, 64, 64));
      NDArray y = f.apply(x);
      Autograd.backward(y, y.onesLike());
      assertThat(Float.isFinite(Autograd.view(Autograd.gradient(x)).get(100))).isTrue();
    }
  }

  @Test
  void wrongShapesAreRefused() {
    try (NDManager m = manager.newSubManager()) {
      NDArray odd = m.zeros(new Shape(1, 3, 100, 100));
      assertThatThrownBy(() -> landmark.forward(odd)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> identity.embed(odd)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> perceptual.features(odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("multiple of 32");
    }
  }
}
