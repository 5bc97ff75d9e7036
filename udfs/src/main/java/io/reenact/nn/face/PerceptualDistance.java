package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A frozen network's distance between images, as seen by its features. It is not LPIPS. */
public sealed interface PerceptualDistance extends AutoCloseable
    permits PerceptualNetwork, PluggableNetwork.Perceptual {
  /** What reports and metric names call it. */
  String name();

  /** Features of one batch, so that a target's can be kept; the last argument of both distances. */
  List<NDArray> features(NDArray images);

  /**
   * Distance of two batches, differentiable to both.
   *
   * @param a from {@link #features}
   * @param b from {@link #features}
   * @return {@code [B]}, 0 for equal images
   */
  NDArray distance(List<NDArray> a, List<NDArray> b);

  /**
   * Distance of two batches of images, differentiable to both.
   *
   * @param a {@code [B, 3, S, S]} RGB in [-1, 1]
   * @param b as {@code a}
   * @return {@code [B]}, 0 for equal images
   */
  default NDArray distance(NDArray a, NDArray b) {
    return distance(features(a), features(b));
  }

  /**
   * Distance inside a mask, from features already at hand. A distance whose features are no maps
   * can't tell places apart and gives the whole image's.
   *
   * @param a from {@link #features}
   * @param b from {@link #features}
   * @param mask {@code [B, 1, S, S]} weights, 0 to 1, of the images that the features are of
   * @return {@code [B]}, a mean over the mask; 0 where the mask is empty
   */
  default NDArray distance(List<NDArray> a, List<NDArray> b, NDArray mask) {
    return distance(a, b);
  }

  /**
   * A part of this distance that can be asked for by itself: the mean over any number of turns that
   * follow each other in full rounds is the whole. Steps that take turns go, on average, where the
   * whole would send them, at a part of its cost.
   *
   * @param turn from 0, any number
   * @return a view of this, valid until this is closed; this, if it has no parts
   */
  default PerceptualDistance part(int turn) {
    return this;
  }

  @Override
  void close();
}
