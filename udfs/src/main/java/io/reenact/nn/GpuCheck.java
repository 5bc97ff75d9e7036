package io.reenact.nn;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.splat.Colours;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A short check, before a GPU is trusted, that our kernels run on it, work on PyTorch's memory,
 * keep its order, and give what the CPU gives.
 */
final class GpuCheck {
  private static final int COUNT = 64;
  private static final int SIZE = 48;

  private GpuCheck() {}

  /**
   * What is wrong with a GPU.
   *
   * @param device where PyTorch's arrays are
   * @param gpu number of the same GPU for the rasterizer
   */
  static Optional<String> trouble(Device device, int gpu) {
    if (!Tf32.present()) {
      return Optional.of(
          "this libtorch lacks the switches for TF32, without which float32 would not be float32");
    }
    try {
      try (Rasterizer rasterizer = Rasterizers.open(Place.gpu(gpu, true))) {
        // One that is forced to work in Java's memory has nothing to share with PyTorch.
        return rasterizer.onDevice().flatMap(r -> compare(device, r));
      }
    } catch (EngineException | IllegalStateException | IllegalArgumentException | LinkageError e) {
      return Optional.of(
          "its check failed ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ")");
    } catch (io.reenact.error.UserError e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> compare(Device device, DeviceRasterizer rasterizer) {
    FloatBuffer gaussians = gaussians();
    Camera camera = Camera.neutral();
    Shape shape = new Shape(COUNT, Gaussians.FLOATS);
    // As units work: with a stream and copies of its own.
    try (GpuUnit unit = GpuUnit.begin(device);
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Autograd.Scope off = Autograd.disabled();
        Rasterizer cpu = Rasterizers.reference();
        Rendering expected = cpu.render(gaussians, COUNT, camera, SIZE, SIZE, Colours.white())) {
      // Made and used by PyTorch's operations, so that a lack of order between the two shows.
      NDArray x = Autograd.constant(manager, gaussians, shape);
      NDArray image = manager.zeros(new Shape(3, SIZE, SIZE));
      NDArray gradient = manager.zeros(shape);
      FloatBuffer expectedGradient = Autograd.buffer(COUNT * Gaussians.FLOATS);
      try (DevicePicture picture =
          rasterizer.render(
              DeviceMemory.address(x),
              COUNT,
              List.of(camera),
              SIZE,
              SIZE,
              new float[][] {Colours.white()},
              DeviceMemory.address(image))) {
        NDArray squares = image.mul(image);
        picture.backward(DeviceMemory.address(squares), DeviceMemory.address(gradient));
        float[] found = image.add(image).toFloatArray();
        float[] dImage = expected.image().clone();
        for (int i = 0; i < dImage.length; i++) {
          if (Math.abs(found[i] - 2 * dImage[i]) > 1e-3) {
            return Optional.of("its pictures differ from the CPU's");
          }
          dImage[i] *= dImage[i];
        }
        expected.backward(dImage, expectedGradient);
        return close(gradient.toFloatArray(), expectedGradient)
            ? Optional.empty()
            : Optional.of("its gradients differ from the CPU's");
      }
    }
  }

  private static FloatBuffer gaussians() {
    Random random = new Random(5);
    FloatBuffer g = Autograd.buffer(COUNT * Gaussians.FLOATS);
    for (int i = 0; i < COUNT; i++) {
      for (int c = 0; c < Gaussians.FLOATS; c++) {
        double v = random.nextGaussian();
        g.put((float) (c < 3 ? 0.1 * v : c < 6 ? -3.5 + 0.2 * v : c < 13 ? v : 0.5 * v));
      }
    }
    return g.rewind();
  }

  /** Over the whole scene: a pixel at a threshold may fall to either side. */
  private static boolean close(float[] found, FloatBuffer expected) {
    double size = 0;
    double apart = 0;
    for (int i = 0; i < found.length; i++) {
      size += Math.pow(expected.get(i), 2);
      apart += Math.pow(expected.get(i) - found[i], 2);
    }
    return Math.sqrt(apart) <= 1e-2 * Math.sqrt(size);
  }
}
