package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The targets of a step's frames as arrays on the device. Only bytes cross the bus: five a pixel
 * and frame.
 */
final class ArrayTargets implements StepPictures.Truth {
  private static final float[] OUTSIDE = new float[Regions.COUNT];

  static {
    Arrays.fill(OUTSIDE, 0, Regions.EYES, 1);
  }

  private final NDArray[] images;
  private final NDArray[] regions;

  /**
   * @param step owns the arrays
   * @param items of which some have a target
   */
  ArrayTargets(NDManager step, List<RenderStep.Item> items) {
    images = new NDArray[items.size()];
    regions = new NDArray[items.size()];
    try (Autograd.Scope off = Autograd.disabled()) {
      for (int i = 0; i < images.length; i++) {
        TargetFrame t = items.get(i).target();
        if (t != null) {
          images[i] = composite(step, t, items.get(i).background());
          Shape plane = new Shape(1, t.size(), t.size());
          regions[i] = Autograd.codes(step, ByteBuffer.wrap(t.region()), plane);
        }
      }
    }
  }

  private static NDArray composite(NDManager step, TargetFrame t, float[] background) {
    try (NDManager scratch = step.newSubManager()) {
      int size = t.size();
      NDArray rgb = Autograd.bytes(scratch, ByteBuffer.wrap(t.rgb()), new Shape(3, size, size));
      NDArray matte = Autograd.bytes(scratch, ByteBuffer.wrap(t.matte()), new Shape(1, size, size));
      NDArray b = Autograd.constant(scratch, background, new Shape(3, 1, 1));
      NDArray out =
          rgb.mul(Autograd.number(1f / 127.5f))
              .sub(Autograd.number(1))
              .sub(b)
              .mul(matte.mul(Autograd.number(1f / 255f)))
              .add(b);
      out.attach(step);
      return out;
    }
  }

  /** The target [3, S, S] of an item in [-1, 1], over its background; null if it has none. */
  NDArray image(int item) {
    return images[item];
  }

  /** The {@link Regions} codes [1, S, S] of an item, INT64. */
  NDArray region(int item) {
    return regions[item];
  }

  @Override
  public NDArray images(int[] items) {
    NDList list = new NDList();
    for (int i : items) {
      list.add(images[i]);
    }
    return NDArrays.stack(list);
  }

  @Override
  public NDArray faces(int[] items) {
    NDList list = new NDList();
    for (int i : items) {
      // 0 where eyes or mouth are, else 1, in three channels as the sampler wants them.
      list.add(Autograd.lookUp(regions[i], OUTSIDE).repeat(0, 3));
    }
    return NDArrays.stack(list);
  }
}
