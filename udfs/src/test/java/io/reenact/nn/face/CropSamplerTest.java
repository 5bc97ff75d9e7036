package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.TestImages;
import io.reenact.nn.cpu.NativeNetworks;
import org.junit.jupiter.api.Test;

class CropSamplerTest {
  private static float[] crop(float[] image, int h, int w, float[] box, int size) {
    try (NDManager m = NDManager.newBaseManager()) {
      return CropSampler.crop(m.create(image, new Shape(1, 3, h, w)), new float[][] {box}, size)
          .toFloatArray();
    }
  }

  @Test
  void wholePixelsAreCopiedAndWhiteLiesOutside() {
    float[] image = new float[3 * 4 * 5];
    for (int i = 0; i < image.length; i++) {
      image[i] = i * 0.01f;
    }
    float[] out = crop(image, 4, 5, new float[] {3, 1, 6, 4}, 3);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 3; x++) {
          float wanted = x == 2 ? 1 : image[c * 20 + (y + 1) * 5 + x + 3];
          assertThat(out[c * 9 + y * 3 + x]).isCloseTo(wanted, within(1e-5f));
        }
      }
    }
  }

  @Test
  void linearRampsSurviveEnlargingAndShrinking() {
    int n = 64;
    float[] image = new float[3 * n * n];
    for (int i = 0; i < image.length; i++) {
      image[i] = (i % n + 0.5f) / n - 0.4f * (i / n % n + 0.5f) / n;
    }
    for (int size : new int[] {8, 17, 90}) {
      float[] box = {10.3f, 12.7f, 51.1f, 49.9f};
      float[] out = crop(image, n, n, box, size);
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double u = box[0] + (x + 0.5) * (box[2] - box[0]) / size;
          double v = box[1] + (y + 0.5) * (box[3] - box[1]) / size;
          assertThat((double) out[y * size + x])
              .isCloseTo(u / n - 0.4 * v / n, within(size < 40 ? 4e-3 : 1e-5));
        }
      }
    }
  }

  @Test
  void shrinkingDoesNotAlias() {
    int n = 64;
    float[] image = new float[3 * n * n];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 2 == 0 ? 1 : -1;
    }
    for (float v : crop(image, n, n, new float[] {8, 8, 56, 56}, 12)) {
      assertThat(v).isCloseTo(0f, within(1e-4f));
    }
  }

  @Test
  void gradientIsTheTransposedMap() {
    // <crop(x) - crop(0), v> = <x, gradient> for a linear map
    float[] x = TestImages.synthetic(2, 20, 1);
    float[] v = TestImages.synthetic(2, 9, 2);
    float[][] boxes = {{-3, 2, 15, 21}, {1.5f, 2.5f, 8, 9}};
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray in = Autograd.leaf(m.create(x, new Shape(2, 3, 20, 20)));
      NDArray out = CropSampler.crop(in, boxes, 9);
      NDArray zero = CropSampler.crop(in.zerosLike(), boxes, 9);
      NDArray weights = m.create(v, out.getShape());
      Autograd.backward(out, weights);
      float direct = out.sub(zero).mul(weights).sum().getFloat();
      float adjoint = Autograd.gradient(in).mul(in.stopGradient()).sum().getFloat();
      assertThat(adjoint).isCloseTo(direct, within(1e-2f * Math.max(1, Math.abs(direct))));
    }
  }

  /** Forward and back, where our kernel runs. */
  @Test
  void pyTorchCutsTheSame() {
    float[] x = TestImages.synthetic(2, 40, 3);
    float[][] boxes = {{-3, 2, 15, 21}, {1.5f, 2.5f, 38, 41}};
    for (int size : new int[] {9, 96}) {
      float[][] ours = cutAndBack(x, boxes, size);
      System.setProperty(NativeNetworks.PROPERTY, "torch");
      try {
        float[][] theirs = cutAndBack(x, boxes, size);
        assertThat(ours[0]).containsExactly(theirs[0], within(2e-6f));
        assertThat(ours[1]).containsExactly(theirs[1], within(2e-5f));
      } finally {
        System.clearProperty(NativeNetworks.PROPERTY);
      }
    }
  }

  private static float[][] cutAndBack(float[] x, float[][] boxes, int size) {
    try (NDManager m = NDManager.newBaseManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray in = Autograd.leaf(m.create(x, new Shape(2, 3, 40, 40)));
      NDArray out = CropSampler.crop(in, boxes, size);
      Autograd.backward(out, m.create(TestImages.synthetic(2, size, 4), out.getShape()));
      return new float[][] {out.toFloatArray(), Autograd.gradient(in).toFloatArray()};
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> crop(new float[48], 4, 4, new float[] {2, 2, 2, 3}, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty box");
    assertThatThrownBy(() -> crop(new float[48], 4, 4, new float[] {Float.NaN, 2, 3, 3}, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> {
              try (NDManager m = NDManager.newBaseManager()) {
                CropSampler.crop(m.zeros(new Shape(2, 3, 4, 4)), new float[1][4], 4);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 boxes for 2 images");
  }

  @Test
  void identityBoxPutsTheTemplateOntoTheFace() {
    // The template itself, enlarged 3 times and moved, must give the box that it came from.
    double[] five = {
      38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041
    };
    float[] l = new float[136];
    int[][] groups = {{36, 37, 38, 39, 40, 41}, {42, 43, 44, 45, 46, 47}, {30}, {48}, {54}};
    for (int i = 0; i < 5; i++) {
      for (int g : groups[i]) {
        l[2 * g] = (float) (3 * five[2 * i] + 20);
        l[2 * g + 1] = (float) (3 * five[2 * i + 1] - 7);
      }
    }
    float[] box = FaceBoxes.identityBox(l);
    assertThat(box).containsExactly(new float[] {20, -7, 356, 329}, within(0.01f));
  }
}
