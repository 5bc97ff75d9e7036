package io.reenact.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.cpu.NativeNetworks;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.ExpressionFeatures;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.splat.Scenes;
import io.reenact.splat.cuda.CudaUnit;
import io.reenact.splat.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A unit's copies and kernels with the emulated driver, whose copies to the host arrive only when
 * the host waits, and which fails if memory that a copy is read from has changed by then.
 */
class GpuUnitTest {
  private static EmulatedCuda cuda;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private GpuUnit unit;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cuda = EmulatedCuda.start();
  }

  @AfterAll
  static void end() {
    if (cuda != null) {
      cuda.close();
    }
  }

  @BeforeEach
  void begin() {
    unit = GpuUnit.begin(Device.cpu(), new CudaUnit(0, true));
  }

  @AfterEach
  void close() {
    manager.close();
    unit.close();
  }

  @Test
  void valuesGoWithoutWaitingAndComeBackTogether() {
    EmulatedCuda.Deeds before = cuda.deeds();
    FloatBuffer floats = Autograd.buffer(3).put(new float[] {1, 2, 3}).rewind();
    NDArray a = Autograd.constant(manager, floats, new Shape(3));
    // The host's memory is its own again.
    floats.put(0, 9);
    NDArray b = Autograd.wrap(manager, floats, new Shape(3));
    NDArray large = Autograd.constant(manager, new float[100_000], new Shape(1000, 100));
    NDArray bytes =
        Autograd.bytes(manager, ByteBuffer.allocateDirect(2).put((byte) 200).flip(), new Shape(1));
    NDArray indices = Autograd.indices(manager, new int[] {7, 1 << 20});
    Supplier<float[]> first = Autograd.later(a);
    Supplier<float[]> second = Autograd.later(b.add(large.get(0, 0)));
    assertThat(cuda.deeds().since(before).waits()).isZero();
    assertThat(first.get()).containsExactly(1, 2, 3);
    assertThat(second.get()).containsExactly(9, 2, 3);
    assertThat(cuda.deeds().since(before).waits()).isEqualTo(1);
    assertThat(cuda.deeds().since(before).copies()).isEqualTo(5 + 2);
    assertThat(bytes.toType(ai.djl.ndarray.types.DataType.INT32, true).toIntArray())
        .containsExactly(200);
    assertThat(indices.toLongArray()).containsExactly(7, 1 << 20);
  }

  @Test
  void memoryOfCopiesIsUsedAgainOnceTheHostHasWaited() {
    for (int round = 0; round < 50; round++) {
      int floats = 20_000 * (round % 3 + 1);
      float[] values = Scenes.weights(floats, round);
      NDArray there = Autograd.constant(manager, values, new Shape(floats));
      NDArray more = Autograd.constant(manager, new float[] {round}, new Shape(1));
      assertThat(Autograd.later(there).get()).isEqualTo(values);
      assertThat(Autograd.later(more).get()).containsExactly(round);
    }
  }

  @Test
  void aUnitsCopiesAndKernelsGoToItsOwnStream() {
    EmulatedCuda.Deeds before = cuda.onDefaultStream();
    EmulatedCuda.Deeds all = cuda.deeds();
    CropSampler.Cut cut = CropSampler.cut(manager, new float[][] {{0, 0, 4, 4}}, 2, 8, 8);
    cut.of(manager.zeros(new Shape(1, 3, 8, 8)));
    assertThat(cuda.deeds().since(all).launches()).isEqualTo(1);
    EmulatedCuda.Deeds after = cuda.onDefaultStream().since(before);
    assertThat(after.launches() + after.copies() + after.waits()).isZero();
  }

  /** Bit by bit as by PyTorch: the same sums in double precision. */
  @Test
  void cropsAreTheHosts() {
    float[][] boxes = {{10.3f, -12.7f, 51.1f, 49.9f}, {3, 4, 9, 21}, {-5, -5, 100, 70}};
    float[] pictures = Scenes.weights(3 * 3 * 40 * 52, 2);
    for (int size : new int[] {8, 33, 96}) {
      NDArray images = manager.create(pictures, new Shape(3, 3, 40, 52));
      float[] here = CropSampler.crop(images, boxes, size).toFloatArray();
      unit.close();
      System.setProperty(NativeNetworks.PROPERTY, "torch");
      try {
        assertThat(here).isEqualTo(CropSampler.crop(images, boxes, size).toFloatArray());
      } finally {
        System.clearProperty(NativeNetworks.PROPERTY);
      }
      begin();
    }
  }

  @Test
  void facesAreTurnedAsByTheHost() {
    Random random = new Random(5);
    int faces = 5;
    float[] points = new float[faces * LandmarkNetwork.POINTS * 3];
    for (int i = 0; i < points.length; i++) {
      points[i] = 0.5f + 0.1f * (float) random.nextGaussian();
    }
    NDArray landmarks =
        manager.create(points, new Shape(faces, LandmarkNetwork.POINTS, 3)).duplicate();
    float[] onGpu = ExpressionFeatures.of(landmarks).mesh().toFloatArray();
    unit.close();
    float[] host = ExpressionFeatures.of(landmarks).mesh().toFloatArray();
    begin();
    float size = 0;
    for (float v : host) {
      size = Math.max(size, Math.abs(v));
    }
    assertThat(onGpu).containsExactly(host, within(1e-5f * size));
  }
}
