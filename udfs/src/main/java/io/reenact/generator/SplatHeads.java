package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.cuda.CudaPicture;
import io.reenact.splat.cuda.CudaRasterizer;
import java.nio.FloatBuffer;

/** Heads of Gaussians. With a GPU's rasterizer only pictures leave the GPU. */
final class SplatHeads implements Heads {
  private final Synthesis synthesis;
  private final Rasterizer rasterizer;

  SplatHeads(Synthesis synthesis, Rasterizer rasterizer) {
    this.synthesis = synthesis;
    this.rasterizer = rasterizer;
  }

  @Override
  public int size() {
    return synthesis.size();
  }

  @Override
  public Drawn draw(int head, Camera camera, int width, int height, float[] background) {
    if (rasterizer instanceof CudaRasterizer cuda) {
      return draw(cuda, head, camera, width, height, background);
    }
    try (Rendering r =
        rasterizer.render(
            synthesis.gaussians(head), synthesis.count(), camera, width, height, background)) {
      return new Drawn(r.image(), r.alpha());
    }
  }

  private Drawn draw(
      CudaRasterizer cuda, int head, Camera camera, int width, int height, float[] background) {
    try (NDManager step = synthesis.manager().newSubManager()) {
      NDArray image = step.zeros(new Shape(3, height, width));
      long gaussians = DeviceMemory.address(synthesis.array()) + 4L * 14 * head * synthesis.count();
      try (CudaPicture p =
          cuda.render(
              gaussians,
              synthesis.count(),
              camera,
              width,
              height,
              background,
              DeviceMemory.address(image))) {
        return new Drawn(Autograd.floats(image), p.alpha());
      }
    }
  }

  @Override
  public FloatBuffer gaussians(int head) {
    return synthesis.gaussians(head);
  }

  @Override
  public void close() {
    synthesis.close();
  }
}
