package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;

/** {@link PixelLoss} on arrays, differentiable to the picture; on a GPU nothing leaves it. */
final class ArrayPixelLoss {
  private static final int POOL = 4;

  private final NDManager step;

  /**
   * @param step owns constants until after the gradient
   */
  ArrayPixelLoss(NDManager step) {
    this.step = step;
  }

  /**
   * The pixel term.
   *
   * @param image [3, S, S]
   * @param target [3, S, S]
   * @param region codes [1, S, S]
   * @param regions what a pixel counts, by code
   * @return a scalar
   */
  NDArray whole(NDArray image, NDArray target, NDArray region, float[] regions) {
    NDArray weight = weights(region, regions);
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
    return sum.add(Autograd.scale(edges.add(pooled), 0.5)).mul(norm);
  }

  /** Mean absolute difference inside the eyes and the mouth; 0 where there are none. */
  NDArray inside(NDArray image, NDArray target, NDArray region) {
    float[] eyesAndMouth = new float[Regions.COUNT];
    java.util.Arrays.fill(eyesAndMouth, Regions.EYES, eyesAndMouth.length, 1f);
    NDArray weight = weights(region, eyesAndMouth);
    return image.sub(target).abs().mul(weight).sum().mul(norm(weight));
  }

  /** Weights by code, [1, S, S]. */
  private NDArray weights(NDArray region, float[] byCode) {
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray sum = region.zerosLike();
      for (int code = 0; code < byCode.length; code++) {
        sum = sum.add(region.eq(code).toType(region.getDataType(), false).mul(byCode[code]));
      }
      return sum;
    }
  }

  /** One over the weights of all pixels and channels. */
  private NDArray norm(NDArray weight) {
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray one = Autograd.constant(step, new float[] {1}, new Shape());
      // Without any weight the sums are 0 as well, whatever the norm.
      return one.div(weight.sum().mul(3f).maximum(1e-6f));
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
