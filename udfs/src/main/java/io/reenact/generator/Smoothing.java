package io.reenact.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.splat.Gaussians;

/**
 * Draws Gaussians larger than they were learnt. A rasterizer adds a blur of {@link Gaussians#BLUR}
 * squared pixels to each; in a larger picture pixels are smaller, and what was smooth becomes thin
 * and noisy. So Gaussians are widened in space, all axes alike, as by the smoothing filter of
 * Mip-Splatting (Yu et al. 2024): here by half of the blur that a larger picture lacks, which keeps
 * irises and teeth crisp.
 *
 * @param learnt side of the pictures that the generator was tuned by, px; 0 if nothing is known
 */
record Smoothing(int learnt) {
  private static final double SHARE = 0.5;

  /** From the camera to the middle of a head, world units. */
  private static final double DISTANCE = 2.5;

  static final Smoothing NONE = new Smoothing(0);

  /** What is added to squared scales in a picture of so many pixels a side, world units. */
  double variance(int size) {
    if (learnt == 0 || size <= learnt) {
      return 0;
    }
    double pixel = DISTANCE / Camera.FOCAL;
    double lacking = 1.0 / ((double) learnt * learnt) - 1.0 / ((double) size * size);
    return SHARE * Gaussians.BLUR * lacking * pixel * pixel;
  }

  /**
   * Gaussians widened by so much.
   *
   * @param gaussians {@code [B, N, 14]}, of no graph
   * @param variance above 0
   * @return a copy
   */
  static NDArray widened(NDArray gaussians, double variance) {
    int from = Gaussians.LOG_SCALE;
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray scales = gaussians.get(new NDIndex(":, :, " + from + ":" + (from + 3)));
      NDArray wide = scales.mul(2).exp().add((float) variance).log().mul(0.5f);
      return NDArrays.concat(
          new NDList(
              gaussians.get(new NDIndex(":, :, :" + from)),
              wide,
              gaussians.get(new NDIndex(":, :, " + (from + 3) + ":"))),
          2);
    }
  }
}
