package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.nn.Autograd;
import java.util.function.Supplier;

/**
 * Pictures [B, 3, S, S] that a network made of latents and cameras, and the way back to both. Valid
 * until closed.
 */
final class ImageSynthesis implements AutoCloseable {
  /** Floats of a camera label. */
  static final int LABEL = 25;

  private final NDManager step;
  private final NDArray ws;
  private final NDArray cameras;
  private final NDArray out;
  private final GeneratorManifest manifest;
  private final int copies;

  ImageSynthesis(
      NDManager step,
      NDArray ws,
      NDArray cameras,
      NDArray out,
      GeneratorManifest manifest,
      int copies) {
    this.step = step;
    this.ws = ws;
    this.cameras = cameras;
    this.out = out;
    this.manifest = manifest;
    this.copies = copies;
  }

  /** The pictures, of the graph. */
  NDArray array() {
    return out;
  }

  /** Owns what lives as long as this. */
  NDManager manager() {
    return step;
  }

  /**
   * Propagates from something made of the pictures to latents, cameras, and trained weights. Once
   * only.
   *
   * @param output of the pictures' graph
   * @param gradient by it
   */
  void backward(NDArray output, NDArray gradient) {
    try (Autograd.Scope on = Autograd.enabled()) {
      Autograd.backward(output, gradient);
    }
  }

  /** The gradient by latent [B][latentSize], after {@link #backward}. */
  Supplier<float[][]> latents() {
    return Synthesis.byLatent(Autograd.gradient(ws), copies, manifest.latentSize());
  }

  /** The gradient by camera label [B][25], after {@link #backward}. */
  Supplier<float[][]> cameras() {
    return Synthesis.byLatent(Autograd.gradient(cameras), 1, LABEL);
  }

  @Override
  public void close() {
    step.close();
  }
}
