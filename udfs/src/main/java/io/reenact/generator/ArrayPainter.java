package io.reenact.generator;

import ai.djl.ndarray.NDManager;
import io.reenact.camera.Camera;
import java.util.List;

/** Draws pictures with gradients as arrays on the generator's device. */
public interface ArrayPainter {
  /** Owns what the generator holds on its device. */
  NDManager manager();

  /**
   * Draws each latent with its camera.
   *
   * @param latents [B][latentSize]
   * @param cameras B
   * @param backgrounds [B][3] in [-1, 1]; a generator that ends in pictures has its own
   * @param size pixels a side
   * @return pictures; the caller closes them
   */
  Pictures pictures(float[][] latents, List<Camera> cameras, float[][] backgrounds, int size);
}
