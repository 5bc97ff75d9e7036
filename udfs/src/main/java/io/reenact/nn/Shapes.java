package io.reenact.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/** Checks and small steps that several networks share. */
public final class Shapes {
  private Shapes() {}

  /**
   * @throws IllegalArgumentException if the shape is not {@code [B, 3, size, size]}
   */
  public static void requireImages(NDArray images, int size) {
    Shape s = images.getShape();
    if (s.dimension() != 4 || s.get(1) != 3 || s.get(2) != size || s.get(3) != size) {
      throw new IllegalArgumentException(
          "images of shape " + s + ", not [B, 3, " + size + ", " + size + "]");
    }
  }

  /** Rows of {@code [B, n]}, scaled to unit length. */
  public static NDArray unitRows(NDArray rows) {
    try (NDArray square = rows.square();
        NDArray sum = square.sum(new int[] {1}, true);
        NDArray safe = sum.add(Autograd.number(1e-12f));
        NDArray norm = safe.sqrt()) {
      return rows.div(norm);
    }
  }

  /**
   * Zeros after the last of an axis.
   *
   * @param to length of the axis, at least what it is
   */
  public static NDArray padded(NDArray x, int axis, long to) {
    long[] shape = x.getShape().getShape().clone();
    shape[axis] = to - shape[axis];
    return shape[axis] == 0
        ? x
        : NDArrays.concat(new NDList(x, x.getManager().zeros(new Shape(shape))), axis);
  }
}
