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
  private NDArray imageGradient;

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

  @Override
  public NDArray imageGradient() {
    if (imageGradient == null) {
      imageGradient = Autograd.gradient(images);
    }
    return imageGradient;
  }

  /** Propagates what the losses collected, to the trained weights too; once only. */
  public void backward() {
    synthesis.backward(scaled, imageGradient());
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
