package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import java.util.function.Supplier;

/** Pictures that a network ends in, scaled to the size wanted. */
public final class NetworkPictures implements Pictures {
  private final ImageSynthesis synthesis;
  private final NDArray scaled;
  private final NDArray images;

  NetworkPictures(ImageSynthesis synthesis, int size) {
    this.synthesis = synthesis;
    try (Autograd.Scope on = Autograd.enabled()) {
      this.scaled = CropSampler.scale(synthesis.array(), size);
    }
    try (Autograd.Scope off = Autograd.disabled()) {
      this.images = Autograd.leaf(scaled.stopGradient());
    }
  }

  @Override
  public NDArray images() {
    return images;
  }

  /** Propagates what the losses collected, to the trained weights too; once only. */
  public void backward() {
    synthesis.backward(scaled, Autograd.gradient(images));
  }

  /** The gradient by latent [B][latentSize]. */
  public Supplier<float[][]> latents() {
    return synthesis.latents();
  }

  /** The gradient by camera label [B][25]. */
  public Supplier<float[][]> cameras() {
    return synthesis.cameras();
  }

  /** No rasterizer has a part in them. */
  @Override
  public long drawingNanos() {
    return 0;
  }

  @Override
  public void close() {
    synthesis.close();
  }
}
