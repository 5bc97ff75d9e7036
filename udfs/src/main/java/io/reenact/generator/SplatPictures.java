package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.splat.DevicePicture;
import io.reenact.splat.DeviceRasterizer;
import io.reenact.splat.Gaussians;
import java.util.List;
import java.util.function.Supplier;

/**
 * Pictures of Gaussians by a GPU's rasterizer. Gaussians, pictures and the gradients of both stay
 * in the GPU's memory: the rasterizer gets their addresses.
 */
public final class SplatPictures implements Pictures {
  private final Synthesis synthesis;
  private final DeviceRasterizer rasterizer;
  private final List<Camera> cameras;
  private final float[][] backgrounds;
  private final int size;
  private NDArray images;
  private DevicePicture drawn;
  private final NDList taken = new NDList();
  private final NDList takenGradients = new NDList();
  private NDArray imageGradient;
  private NDArray gradient;
  private long drawing;

  SplatPictures(
      Synthesis synthesis,
      DeviceRasterizer rasterizer,
      List<Camera> cameras,
      float[][] backgrounds,
      int size) {
    this.synthesis = synthesis;
    this.rasterizer = rasterizer;
    this.cameras = cameras;
    this.backgrounds = backgrounds;
    this.size = size;
  }

  /** Draws them when first asked, which waits for the device: once for all. */
  @Override
  public NDArray images() {
    if (images == null) {
      NDArray into =
          Autograd.empty(synthesis.manager(), new Shape(synthesis.size(), 3, size, size));
      long gaussians = DeviceMemory.address(synthesis.array());
      long to = DeviceMemory.address(into);
      long start = System.nanoTime();
      drawn = rasterizer.render(gaussians, synthesis.count(), cameras, size, size, backgrounds, to);
      drawing = System.nanoTime() - start;
      images = Autograd.leaf(into);
    }
    return images;
  }

  @Override
  public NDArray imageGradient() {
    if (imageGradient == null) {
      imageGradient = Autograd.gradient(images);
    }
    return imageGradient;
  }

  /** The Gaussians [B, N, 14]. */
  public NDArray gaussians() {
    return synthesis.array();
  }

  /**
   * Some Gaussians, for losses on the Gaussians themselves.
   *
   * @param rows which, the same of each head
   * @return [B, R, 14], to be given to {@link #add} with a gradient
   */
  public NDArray take(int[] rows) {
    NDArray index = Autograd.indices(synthesis.manager(), rows);
    try (Autograd.Scope on = Autograd.enabled()) {
      NDArray at =
          index
              .reshape(new Shape(1, rows.length, 1))
              .broadcast(synthesis.size(), rows.length, Gaussians.FLOATS);
      return synthesis.array().gather(at, 1);
    }
  }

  /** A gradient by what {@link #take} gave. */
  public void add(NDArray part, NDArray partGradient) {
    taken.add(part);
    takenGradients.add(partGradient);
  }

  /** The gradient by Gaussian [B, N, 14] of what the losses collected, without {@link #add}'s. */
  public NDArray gradient() {
    if (gradient == null) {
      gradient = synthesis.manager().zeros(synthesis.array().getShape());
      long from = DeviceMemory.address(imageGradient());
      long into = DeviceMemory.address(gradient);
      long start = System.nanoTime();
      drawn.backward(from, into);
      drawing += System.nanoTime() - start;
    }
    return gradient;
  }

  /**
   * The gradient by a small rigid motion of each head, [B, 6]: turn about a point, then shift.
   *
   * @param point three floats
   */
  public NDArray motions(float[] point) {
    NDArray motions = synthesis.manager().zeros(new Shape(synthesis.size(), 6));
    rasterizer.motions(
        DeviceMemory.address(synthesis.array()),
        DeviceMemory.address(gradient()),
        synthesis.count(),
        synthesis.size(),
        point,
        DeviceMemory.address(motions));
    return motions;
  }

  /** The gradient by latent [B][latentSize]; trained weights collect theirs. Once only. */
  public Supplier<float[][]> latents() {
    NDList outputs = new NDList(synthesis.array());
    NDList gradients = new NDList(gradient());
    outputs.addAll(taken);
    gradients.addAll(takenGradients);
    return synthesis.backward(outputs, gradients);
  }

  @Override
  public long drawingNanos() {
    return drawing;
  }

  @Override
  public void close() {
    if (drawn != null) {
      drawn.close();
    }
    synthesis.close();
  }
}
