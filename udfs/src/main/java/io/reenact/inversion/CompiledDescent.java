package io.reenact.inversion;

import io.reenact.scratch.ShippedLibrary;
import java.nio.file.Path;

/**
 * {@code src/main/native/descent.cpp}: loops of {@link PixelLoss}, {@link ResidualDescent} and
 * {@link Lifting} in compiled code, with the bits of Java.
 */
final class CompiledDescent {
  private static final boolean LOADED =
      ShippedLibrary.load(
          CompiledDescent.class, "libdescent.so", CompiledDescent::runs, "inversion runs in Java");

  private CompiledDescent() {}

  /** Whether this machine runs it. */
  static boolean available() {
    return LOADED;
  }

  private static boolean runs(Path file) {
    System.load(file.toString());
    return runsHere();
  }

  private static native boolean runsHere();

  /**
   * One channel of {@link PixelLoss}.
   *
   * @param from where the channel begins in image, target and gradient
   * @param side pixels a side, a multiple of 8
   * @param edges whether neighbours and pooled blocks count as well
   * @param difference room for the channel
   * @return the loss; negative if memory ran out
   */
  static native double channel(
      float[] image,
      float[] target,
      int from,
      float[] weight,
      int side,
      boolean edges,
      float edge,
      float norm,
      float factor,
      float[] gradient,
      float[] difference);

  /** As {@link ResidualDescent#move}; negative if memory ran out. */
  static native int move(
      float[] change,
      float[] gradient,
      float[] mean,
      float[] variance,
      int n,
      double beta1,
      double beta2,
      double one,
      double two,
      double damping,
      double[] rates);

  /** As {@link ResidualDescent#smooth}; negative if memory ran out. */
  static native int smooth(float[] change, float[] before, int[] near, int n, double[] alike);

  /** As {@link Lifting#blend}; negative if memory ran out. */
  static native int blend(
      double[] places,
      double[] trusts,
      double[] floors,
      double[] found,
      int n,
      double[] own,
      double[] out);
}
