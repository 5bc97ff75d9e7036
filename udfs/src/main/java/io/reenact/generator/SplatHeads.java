package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Heads of Gaussians. With a device's rasterizer only pictures leave the GPU. */
final class SplatHeads implements Heads {
  private final Synthesis synthesis;
  private final Rasterizer rasterizer;
  private final Smoothing smoothing;

  /** By what is added to squared scales. */
  private final Map<Double, NDArray> widened = new HashMap<>();

  /** The same in Java's memory, by height. */
  private final Map<Integer, FloatBuffer> views = new HashMap<>();

  SplatHeads(Synthesis synthesis, Rasterizer rasterizer, Smoothing smoothing) {
    this.synthesis = synthesis;
    this.rasterizer = rasterizer;
    this.smoothing = smoothing;
  }

  /** All Gaussians {@code [B, N, 14]} as they are drawn in a picture of such a height. */
  private NDArray drawn(int height) {
    double variance = smoothing.variance(height);
    return variance == 0
        ? synthesis.array()
        : widened.computeIfAbsent(variance, v -> Smoothing.widened(synthesis.array(), v));
  }

  @Override
  public int size() {
    return synthesis.size();
  }

  @Override
  public Drawn draw(int head, Camera camera, int width, int height, float[] background) {
    return rasterizer
        .onDevice()
        .map(device -> onDevice(device, head, camera, width, height, background))
        .orElseGet(() -> throughHost(head, camera, width, height, background));
  }

  private Drawn throughHost(int head, Camera camera, int width, int height, float[] background) {
    try (Rendering r =
        rasterizer.render(
            gaussians(head, height), synthesis.count(), camera, width, height, background)) {
      return new Drawn(r.image(), r.alpha());
    }
  }

  private Drawn onDevice(
      DeviceRasterizer device, int head, Camera camera, int width, int height, float[] background) {
    try (NDManager step = synthesis.manager().newSubManager()) {
      NDArray image = step.zeros(new Shape(3, height, width));
      long gaussians =
          DeviceMemory.address(drawn(height)) + 4L * Gaussians.FLOATS * head * synthesis.count();
      try (DevicePicture p =
          device.render(
              gaussians,
              synthesis.count(),
              List.of(camera),
              width,
              height,
              new float[][] {background},
              DeviceMemory.address(image))) {
        // On a GPU both come with one wait.
        Supplier<float[]> picture = Autograd.later(image);
        float[] alpha = p.alpha();
        return new Drawn(picture.get(), alpha);
      }
    }
  }

  @Override
  public FloatBuffer gaussians(int head) {
    return synthesis.gaussians(head);
  }

  @Override
  public FloatBuffer gaussians(int head, int height) {
    return smoothing.variance(height) == 0
        ? gaussians(head)
        : synthesis.slice(views.computeIfAbsent(height, h -> Autograd.view(drawn(h))), head);
  }

  @Override
  public void close() {
    synthesis.close();
  }
}
