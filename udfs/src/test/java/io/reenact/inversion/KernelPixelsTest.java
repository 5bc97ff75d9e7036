package io.reenact.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import io.reenact.nn.GpuUnit;
import io.reenact.splat.Scenes;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of terms on pixels against {@link PixelLoss}, itself checked in LossTermsTest. */
class KernelPixelsTest {
  private static final float[] COUNTS = new float[Regions.COUNT];

  static {
    for (int i = 0; i < COUNTS.length; i++) {
      COUNTS[i] = i == 1 ? 0 : 0.3f + i;
    }
  }

  private static TargetFrame target(int size, int seed, int codes) {
    Random random = new Random(seed);
    byte[] rgb = new byte[3 * size * size];
    byte[] matte = new byte[size * size];
    byte[] region = new byte[size * size];
    random.nextBytes(rgb);
    random.nextBytes(matte);
    for (int i = 0; i < region.length; i++) {
      region[i] = (byte) random.nextInt(codes);
    }
    return new TargetFrame(
        0, 0, 0, Camera.neutral(), size, rgb, matte, region, new float[136], new float[3]);
  }

  /** Frames with both terms, without a target, with one term, and without eyes and mouth. */
  @ParameterizedTest
  @ValueSource(ints = {4, 30, 130})
  void areTheHosts(int size) throws IOException, InterruptedException {
    PixelLoss loss = new PixelLoss(size);
    LossTerm whole = new PixelTerm(0.7, loss, COUNTS);
    LossTerm inside = new LocalityTerm(1.3, loss);
    int all = Regions.COUNT;
    List<RenderStep.Item> every =
        List.of(
            item(target(size, 1, all), List.of(whole, inside)),
            item(null, List.of()),
            item(target(size, 2, all), List.of(inside)),
            item(target(size, 3, Regions.EYES), List.of(whole, inside)));
    // One frame of so many pixels that a thread takes several.
    List<RenderStep.Item> items = size > 128 ? every.subList(1, 3) : every;
    int floats = 3 * size * size;
    float[] images = Scenes.weights(items.size() * floats, 4);
    float[] gradient = Scenes.weights(images.length, 5);
    float[] expected = gradient.clone();
    LossSums host = new LossSums(items);
    for (int i = 0; i < items.size(); i++) {
      RenderStep.Item item = items.get(i);
      float[] image = Arrays.copyOfRange(images, i * floats, (i + 1) * floats);
      float[] own = Arrays.copyOfRange(expected, i * floats, (i + 1) * floats);
      for (LossTerm.OfPixels term : item.judgedBy(LossTerm.OfPixels.class)) {
        float[] target = new float[floats];
        item.target().composite(item.background(), target);
        float factor = (float) item.weight(term) / items.size();
        host.add(term, term.add(image, target, item.target().region(), factor, own), item);
      }
      System.arraycopy(own, 0, expected, i * floats, floats);
    }
    LossSums sums = new LossSums(items);
    try (EmulatedCuda cuda = EmulatedCuda.start();
        GpuUnit unit = GpuUnit.begin(Device.cpu(), new CudaUnit(0, false));
        NDManager m = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Shape shape = new Shape(items.size(), 3, size, size);
      NDArray pictures = Autograd.constant(m, images, shape);
      NDArray sum = Autograd.constant(m, gradient, shape);
      KernelPixels kernels = new KernelPixels(GpuUnit.on(Device.cpu()).orElseThrow());
      EmulatedCuda.Deeds before = cuda.deeds();
      kernels.judge(m, items, pictures, new ArrayTargets(m, items));
      kernels.backward(sum);
      assertThat(cuda.deeds().since(before).launches())
          .as("three a term")
          .isEqualTo(3L * host.means().size());
      kernels.tell(sums);
      assertThat(sum.toFloatArray()).containsExactly(expected, within(1e-6f));
    }
    assertThat(sums.loss()).isCloseTo(host.loss(), within(2e-6 * host.loss()));
    host.means().forEach((n, v) -> assertThat(sums.means().get(n)).isCloseTo(v, within(2e-6 * v)));
  }

  private static RenderStep.Item item(TargetFrame target, List<LossTerm> terms) {
    float[] background = {0.2f, -1, 0.6f};
    return new RenderStep.Item(
        null, Camera.neutral(), target, background, new ArrayList<>(terms), 1.5, null, null, 0);
  }
}
