package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import io.reenact.face.Regions;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One term of the loss: what it is called, what it weighs, which frames it judges, and its value
 * with gradients in one or more of three forms: of pictures as arrays, which autograd derives
 * ({@link OfPictures}); of pixels, with a loop of its own in Java's memory ({@link OfPixels}); of
 * Gaussians ({@link OfGaussians}). A frame's value is the sum of its forms' values; what a step
 * minimises is the mean over its frames of the weighted sum of their terms. {@link PhaseTerms}
 * lists the terms of each phase.
 */
interface LossTerm {
  /** What traces and columns call it. */
  String name();

  /** Its factor in the loss, above 0. */
  double weight();

  /** Whether it says anything about a frame. */
  default boolean judges(RenderStep.Item item) {
    return true;
  }

  /** The term as it judges a person, where that depends on them. */
  default LossTerm of(PersonState person) {
    return this;
  }

  /** What it looks through. */
  default Need need() {
    return Need.NOTHING;
  }

  /** What terms look through, in the order in which a step computes it. */
  enum Need {
    /** The perceptual distance on the face crop. */
    PERCEPTUAL,
    /** The identity network on its crop. */
    IDENTITY,
    /** The expression network on a look at the face. */
    EXPRESSION,
    /** No network. */
    NOTHING
  }

  /** The form of a term that is computed from pictures as arrays, on any device. */
  interface OfPictures extends LossTerm {
    /**
     * Values of some frames of the step, differentiable to the pictures.
     *
     * @param pictures of the step
     * @param own indices of the items that the term judges, increasing
     * @return scalars, one an item
     */
    List<NDArray> values(StepPictures pictures, List<Integer> own);
  }

  /** The form of a term that compares pixels with the target's, frame by frame. */
  interface OfPixels extends LossTerm {
    @Override
    default boolean judges(RenderStep.Item item) {
      return item.target() != null;
    }

    /**
     * In Java's memory: adds the gradient of {@code factor} times the value.
     *
     * @param image [3, S, S] in [-1, 1]
     * @param target [3, S, S]
     * @param region {@link Regions} codes [S, S]
     * @param gradient [3, S, S], added to
     * @return the value, not scaled
     */
    double add(float[] image, float[] target, byte[] region, float factor, float[] gradient);

    /**
     * The same value as an array, differentiable to the image.
     *
     * @param loss makes it
     * @param image [3, S, S]
     * @param target [3, S, S]
     * @param region codes [1, S, S]
     */
    NDArray value(ArrayPixelLoss loss, NDArray image, NDArray target, NDArray region);

    /** The same in kernels of ours, where it is of that kind. */
    default Optional<KernelPixels.Kind> kernel() {
      return Optional.empty();
    }
  }

  /** The form of a term that looks at some Gaussians of a frame. */
  interface OfGaussians extends LossTerm {
    /**
     * Adds the gradient of {@code factor} times the value.
     *
     * @param gaussians [N, 14]
     * @param gradient [N, 14], added to
     * @return the value, not scaled
     */
    double add(FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient);

    /** The Gaussians that it looks at, each once. */
    int[] rows();

    /** As {@link #add}, on an array of {@link #rows} alone. */
    double addRows(
        FloatBuffer gaussians, RenderStep.Item item, double factor, FloatBuffer gradient);
  }

  /** Whether a term among some looks through a network. */
  static boolean any(Collection<LossTerm> terms, Need need) {
    return terms.stream().anyMatch(t -> t.need() == need);
  }
}
