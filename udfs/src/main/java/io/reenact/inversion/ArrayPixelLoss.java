package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import java.util.Arrays;

/** {@link PixelLoss} on arrays, differentiable to the picture; on a GPU nothing leaves it. */
final class ArrayPixelLoss {
  private static final int POOL = 4;

  /** What a pixel counts by its region's code, where eyes and mouth alone do. */
  static final float[] EYES_AND_MOUTH = new float[Regions.COUNT];

  static {
    Arrays.fill(EYES_AND_MOUTH, Regions.EYES, Regions.COUNT, 1);
  }

  /**
   * The pixel term.
   *
   * @param image [3, S, S]
   * @param target [3, S, S]
   * @param region codes [1, S, S], INT64
   * @param regions what a pixel counts, by code
   * @return a scalar
   */
  NDArray whole(NDArray image, NDArray target, NDArray region, float[] regions) {
    NDArray weight = Autograd.lookUp(region, regions);
    NDArray norm = norm(weight);
    NDArray difference = image.sub(target);
    NDArray sum = difference.abs().mul(weight).sum();
    NDArray edges = edges(difference, weight, 2).add(edges(difference, weight, 1));
    int blocks = (int) image.getShape().get(2) / POOL;
    NDArray pooled =
        difference
            .mul(weight)
            .reshape(new Shape(3, blocks, POOL, blocks, POOL))
            .sum(new int[] {2, 4})
            .abs()
            .sum();
    return sum.add(Autograd.scale(edges.add(pooled), PixelLoss.EDGE)).mul(norm);
  }

  /** The weighted mean of squared differences. */
  NDArray squared(NDArray image, NDArray target, NDArray region, float[] regions) {
    NDArray weight = Autograd.lookUp(region, regions);
    return image.sub(target).square().mul(weight).sum().mul(norm(weight));
  }

  /** Mean absolute difference inside the eyes and the mouth; 0 where there are none. */
  NDArray inside(NDArray image, NDArray target, NDArray region) {
    NDArray weight = Autograd.lookUp(region, EYES_AND_MOUTH);
    return image.sub(target).abs().mul(weight).sum().mul(norm(weight));
  }

  /** One over the weights of all pixels and channels. */
  private static NDArray norm(NDArray weight) {
    try (Autograd.Scope off = Autograd.disabled()) {
      // Without any weight the sums are 0 as well, whatever the norm.
      NDArray sum = weight.sum().mul(Autograd.number(3)).maximum(Autograd.number(1e-6f));
      return sum.onesLike().div(sum);
    }
  }

  /** Differences of neighbours along an axis, weighed by the lesser of the two. */
  private static NDArray edges(NDArray difference, NDArray weight, int axis) {
    long last = difference.getShape().get(axis);
    NDIndex after = new NDIndex(axis == 1 ? ":, 1:" : ":, :, 1:");
    NDIndex before = new NDIndex(axis == 1 ? ":, :" + (last - 1) : ":, :, :" + (last - 1));
    NDArray least;
    try (Autograd.Scope off = Autograd.disabled()) {
      least = NDArrays.minimum(weight.get(after), weight.get(before));
    }
    return difference.get(after).sub(difference.get(before)).abs().mul(least).sum();
  }
}
