package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.camera.Rotations;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Synthesis;
import io.reenact.generator.TinyBundle;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossTermsTest {
  private static final float[] REGIONS = InversionSettings.quick().emphasis().regions();

  @Test
  void pixelTermOfAConstantDifferenceIsKnown() {
    int size = 8;
    float[] image = new float[3 * 64];
    float[] target = new float[3 * 64];
    Arrays.fill(image, 0.25f);
    byte[] region = new byte[64];
    Arrays.fill(region, (byte) Regions.HEAD);
    // L1 0.25, no image gradient, pooled: half of the mean over pixels of what each 4x4 block sums
    // to, 0.5 * 0.25.
    double loss = new PixelLoss(size).add(image, target, region, REGIONS, 1, new float[3 * 64]);
    assertThat(loss).isCloseTo(0.25 + 0.125, within(1e-6));
    assertThat(
            new PixelLoss(size)
                .addMasked(image, target, region, Regions.EYES, 1, new float[3 * 64]))
        .isZero();
    region[5] = Regions.MOUTH;
    assertThat(
            new PixelLoss(size)
                .addMasked(image, target, region, Regions.EYES, 1, new float[3 * 64]))
        .isCloseTo(0.25, within(1e-6));
  }

  @Test
  void whatLiesOutsideTheFrameCountsATwentieth() {
    int size = 8;
    float[] image = new float[3 * 64];
    float[] target = new float[3 * 64];
    byte[] region = new byte[64];
    for (int i = 0; i < 64; i++) {
      boolean outside = i % size >= 4;
      region[i] = (byte) (outside ? Regions.INVALID : Regions.HEAD);
      for (int c = 0; c < 3; c++) {
        image[64 * c + i] = outside ? 0.25f : 0;
      }
    }
    // Half of the pixels weigh 0.05: absolute 32 * 0.0125, half of the border's 8 edges of 0.0125,
    // half of two blocks' 16 * 0.0125, over weights of 32 * 1.05.
    double expected = (0.4 + 0.05 + 0.2) / 33.6;
    double host = new PixelLoss(size).add(image, target, region, REGIONS, 1, new float[3 * 64]);
    assertThat(host).isCloseTo(expected, within(1e-6));
  }

  @Test
  void squaresAreWeighedByRegion() {
    float[] weights = new float[Regions.COUNT];
    weights[Regions.FACE] = 1;
    weights[Regions.MOUTH] = 3;
    byte[] region = {(byte) Regions.FACE, (byte) Regions.MOUTH, (byte) Regions.INVALID};
    float[] image = {0.5f, 0, 9, 0, 0.25f, 9, 0, 0, 9};
    float[] gradient = new float[9];
    SquaredTerm term = new SquaredTerm(1, weights);
    // One of 0.5 and three of 0.25, squared, over three channels of four.
    double loss = term.add(image, new float[9], region, 2, gradient);
    assertThat(loss).isCloseTo((0.25 + 3 * 0.0625) / 12, within(1e-9));
    assertThat(gradient)
        .containsExactly(
            new float[] {2 * 2 * 0.5f / 12, 0, 0, 0, 2 * 2 * 3 * 0.25f / 12, 0, 0, 0, 0},
            within(1e-7f));
    double squares = 0;
    float[] roots = term.roots(region);
    for (int i = 0; i < image.length; i++) {
      squares += Math.pow(roots[i % 3] * image[i], 2);
    }
    assertThat(squares).isCloseTo(loss, within(1e-7));
    Arrays.fill(region, (byte) Regions.INVALID);
    assertThat(term.add(image, new float[9], region, 2, gradient)).isZero();
  }

  @Test
  void thePixelTermOfArraysIsThatOfTheHostInEveryRegion() {
    int size = 12;
    Random random = new Random(4);
    float[] image = noise(random, 3 * size * size);
    float[] target = noise(random, image.length);
    byte[] region = new byte[size * size];
    for (int i = 0; i < region.length; i++) {
      region[i] = (byte) random.nextInt(Regions.COUNT);
    }
    float[] unused = new float[image.length];
    double whole = new PixelLoss(size).add(image, target, region, REGIONS, 0, unused);
    double inside = new PixelLoss(size).addMasked(image, target, region, Regions.EYES, 0, unused);
    double squared = new SquaredTerm(1, REGIONS).add(image, target, region, 0, unused);
    try (NDManager m = NDManager.newBaseManager()) {
      ArrayPixelLoss arrays = new ArrayPixelLoss();
      NDArray x = m.create(image, new Shape(3, size, size));
      NDArray y = m.create(target, new Shape(3, size, size));
      Shape plane = new Shape(1, size, size);
      NDArray r =
          m.create(ByteBuffer.wrap(region), plane, DataType.UINT8).toType(DataType.INT64, true);
      assertThat((double) arrays.whole(x, y, r, REGIONS).getFloat()).isCloseTo(whole, within(1e-5));
      assertThat((double) arrays.inside(x, y, r).getFloat()).isCloseTo(inside, within(1e-5));
      assertThat((double) arrays.squared(x, y, r, REGIONS).getFloat())
          .isCloseTo(squared, within(1e-5));
    }
  }

  private static float[] noise(Random random, int n) {
    float[] noise = new float[n];
    for (int i = 0; i < n; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  @Test
  void pixelTermsGradientMatchesFiniteDifferences() {
    int size = 12;
    Random random = new Random(3);
    float[] image = noise(random, 3 * size * size);
    float[] target = noise(random, image.length);
    byte[] region = new byte[size * size];
    for (int i = 0; i < region.length; i++) {
      region[i] = (byte) random.nextInt(7);
    }
    float[] gradient = new float[image.length];
    PixelLoss loss = new PixelLoss(size);
    loss.add(image, target, region, REGIONS, 2, gradient);
    float[] unused = new float[image.length];
    for (int k = 0; k < 40; k++) {
      int i = random.nextInt(image.length);
      float keep = image[i];
      double eps = 1e-3;
      image[i] = (float) (keep + eps);
      double up = loss.add(image, target, region, REGIONS, 0, unused);
      image[i] = (float) (keep - eps);
      double down = loss.add(image, target, region, REGIONS, 0, unused);
      image[i] = keep;
      assertThat((double) gradient[i]).isCloseTo(2 * (up - down) / (2 * eps), within(2e-4));
    }
  }

  /**
   * Against moved Gaussians in double precision. A step of 1e-4 leaves an error of its square times
   * a third derivative of about 10, below 1e-6; the result's rounding to float is another 1e-6.
   */
  @Test
  void headMotionGradientMatchesFiniteDifferences() {
    int n = 40;
    Random random = new Random(7);
    FloatBuffer gaussians = Autograd.buffer(n * Gaussians.FLOATS);
    FloatBuffer d = Autograd.buffer(n * Gaussians.FLOATS);
    for (int i = 0; i < n * Gaussians.FLOATS; i++) {
      gaussians.put(i, (float) (0.3 * random.nextGaussian()));
      d.put(i, (float) random.nextGaussian());
    }
    float[] gradient = HeadMotion.gradient(gaussians, d, n);
    double step = 1e-4;
    for (int k = 0; k < HeadMotion.SIZE; k++) {
      double[] up = new double[HeadMotion.SIZE];
      double[] down = new double[HeadMotion.SIZE];
      up[k] = step;
      down[k] = -step;
      double expected = (moved(gaussians, d, n, up) - moved(gaussians, d, n, down)) / (2 * step);
      assertThat((double) gradient[k]).as("motion %d", k).isCloseTo(expected, within(2e-6));
    }
  }

  /** What a moved camera sees is what the camera sees of the moved head. */
  @Test
  void aMovedCameraSeesTheMovedHead() {
    Camera camera = Camera.orbit(0.3, 0.1, 0);
    double[] motion = {0.1, 0.15, -0.1, 0.03, 0.02, -0.01};
    float[] floats = {0.1f, 0.15f, -0.1f, 0.03f, 0.02f, -0.01f};
    double[] x = {0.05, -0.1, 0.3};
    double[] there = moved(x, motion);
    double[] expected = camera.project(there[0], there[1], there[2], 512, 512);
    double[] seen = camera.withHeadMotion(floats).project(x[0], x[1], x[2], 512, 512);
    // A label's 25 floats near 3 are rounded by 1e-7, a pixel is 1 / 800 of the distance.
    assertThat(seen).containsExactly(expected, within(1e-3));
  }

  /** The scalar product of moved Gaussians with {@code d}. */
  private static double moved(FloatBuffer gaussians, FloatBuffer d, int n, double[] motion) {
    double[] r = Rotations.toQuaternion(Rotations.fromVector(Arrays.copyOf(motion, 3)));
    double sum = 0;
    for (int i = 0; i < n * Gaussians.FLOATS; i += Gaussians.FLOATS) {
      double[] x =
          moved(
              new double[] {gaussians.get(i), gaussians.get(i + 1), gaussians.get(i + 2)}, motion);
      double[] q = new double[4];
      for (int k = 0; k < 4; k++) {
        q[k] = gaussians.get(i + Gaussians.ROTATION + k);
      }
      double[] turned = {
        r[0] * q[0] - r[1] * q[1] - r[2] * q[2] - r[3] * q[3],
        r[0] * q[1] + r[1] * q[0] + r[2] * q[3] - r[3] * q[2],
        r[0] * q[2] - r[1] * q[3] + r[2] * q[0] + r[3] * q[1],
        r[0] * q[3] + r[1] * q[2] - r[2] * q[1] + r[3] * q[0]
      };
      for (int k = 0; k < 3; k++) {
        sum += d.get(i + k) * x[k];
      }
      for (int k = 0; k < 4; k++) {
        sum += d.get(i + Gaussians.ROTATION + k) * turned[k];
      }
    }
    return sum;
  }

  private static double[] moved(double[] x, double[] motion) {
    double[] r = Rotations.fromVector(Arrays.copyOf(motion, 3));
    double[] p = Camera.lookAtPoint();
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      out[i] = p[i] + motion[3 + i];
      for (int k = 0; k < 3; k++) {
        out[i] += r[3 * i + k] * (x[k] - p[k]);
      }
    }
    return out;
  }

  @Test
  void landmarkTermsGradientMatchesFiniteDifferences() {
    try (Generator g = Generator.load(TinyBundle.load(), Device.cpu(), false)) {
      GeneratorManifest.Landmarks map = g.bundle().manifest().landmarks68();
      LandmarkGaussians term = new LandmarkGaussians(map);
      Camera camera = Camera.orbit(-0.2, 0.1, 0);
      TargetFrame target =
          new TargetFrame(0, 0, 0, camera, 64, null, null, null, Scene.face(64, 0.2f), null);
      try (Synthesis s = g.synthesize(new float[1][16], false)) {
        FloatBuffer x = Autograd.buffer(s.count() * Gaussians.FLOATS);
        x.put(s.gaussians(0)).rewind();
        FloatBuffer d = Autograd.buffer(s.count() * Gaussians.FLOATS);
        double loss = term.add(x, camera, target, 1, d);
        assertThat(loss).isCloseTo(term.error(x, camera, target), within(1e-9));
        for (int c = 0; c < 3; c++) {
          int at = Gaussians.FLOATS * map.indices()[50][0] + c;
          float keep = x.get(at);
          x.put(at, keep + 1e-3f);
          double up = term.error(x, camera, target);
          x.put(at, keep - 1e-3f);
          double down = term.error(x, camera, target);
          x.put(at, keep);
          double expected = (up - down) / 2e-3;
          assertThat((double) d.get(at))
              .isCloseTo(expected, within(0.01 * Math.abs(expected) + 1e-3));
        }
      }
    }
  }

  @Test
  void regionsNameEyesMouthFaceAndUnknownPixels() {
    int size = 64;
    byte[] matte = new byte[size * size];
    Arrays.fill(matte, (byte) 255);
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    valid[0] = false;
    matte[size - 1] = 0;
    byte[] r = Regions.codes(Scene.face(size, 0.2f), matte, valid, size);
    assertThat((int) r[0]).isEqualTo(Regions.INVALID);
    assertThat((int) r[size - 1]).isEqualTo(Regions.BACKGROUND);
    assertThat((int) r[(int) (0.66 * size) * size + size / 2]).isEqualTo(Regions.MOUTH);
    assertThat((int) r[(int) (0.42 * size) * size + (int) (0.4 * size)]).isEqualTo(Regions.EYES);
    assertThat((int) r[size / 2 * size + size / 2]).isEqualTo(Regions.FACE);
    assertThat((int) r[(size - 1) * size + size / 2]).isEqualTo(Regions.BODY);
    assertThat(List.of(Regions.face(Regions.MOUTH), Regions.face(Regions.HEAD)))
        .containsExactly(true, false);
  }
}
