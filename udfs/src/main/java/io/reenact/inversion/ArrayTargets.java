package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The targets of a step's frames as arrays on the device. Only bytes cross the bus, all together:
 * five a pixel and frame.
 */
final class ArrayTargets implements StepPictures.Truth {
  /** Bytes a pixel: three of colour, the matte, the region. */
  private static final int PLANES = 5;

  private static final float[] OUTSIDE = new float[Regions.COUNT];

  static {
    Arrays.fill(OUTSIDE, 0, Regions.EYES, 1);
  }

  private final NDArray[] images;
  private final NDArray[] regions;
  private final int[] places;
  private NDArray allImages;
  private NDArray allRegions;

  /**
   * @param step owns the arrays
   * @param items of which some have a target, all of one size
   */
  ArrayTargets(NDManager step, List<RenderStep.Item> items) {
    images = new NDArray[items.size()];
    regions = new NDArray[items.size()];
    places = new int[items.size()];
    int[] own =
        IntStream.range(0, images.length).filter(i -> items.get(i).target() != null).toArray();
    if (own.length == 0) {
      return;
    }
    int size = items.get(own[0]).target().size();
    ByteBuffer bytes = ByteBuffer.allocateDirect(own.length * PLANES * size * size);
    FloatBuffer backgrounds = Autograd.buffer(3 * own.length);
    for (int i : own) {
      TargetFrame t = items.get(i).target();
      bytes.put(t.rgb()).put(t.matte()).put(t.region());
      backgrounds.put(items.get(i).background());
    }
    try (Autograd.Scope off = Autograd.disabled();
        NDManager scratch = step.newSubManager()) {
      NDArray all =
          Autograd.bytes(scratch, bytes.flip(), new Shape(own.length, PLANES, size, size));
      NDArray behind =
          Autograd.constant(scratch, backgrounds.flip(), new Shape(own.length, 3, 1, 1));
      allImages = composite(all, behind);
      allRegions = all.get(new NDIndex(":, 4:5")).toType(DataType.INT64, true);
      allImages.attach(step);
      allRegions.attach(step);
      for (int k = 0; k < own.length; k++) {
        places[own[k]] = k;
        images[own[k]] = allImages.get(k);
        regions[own[k]] = allRegions.get(k);
      }
    }
  }

  private static NDArray composite(NDArray bytes, NDArray behind) {
    NDArray rgb = bytes.get(new NDIndex(":, 0:3")).toType(DataType.FLOAT32, true);
    NDArray matte = bytes.get(new NDIndex(":, 3:4")).toType(DataType.FLOAT32, true);
    return rgb.mul(Autograd.number(1f / 127.5f))
        .sub(Autograd.number(1))
        .sub(behind)
        .mul(matte.mul(Autograd.number(1f / 255f)))
        .add(behind);
  }

  /** The target [3, S, S] of an item in [-1, 1], over its background; null if it has none. */
  NDArray image(int item) {
    return images[item];
  }

  /** The {@link Regions} codes [1, S, S] of an item, INT64. */
  NDArray region(int item) {
    return regions[item];
  }

  /** The targets of all items that have one, [T, 3, S, S]. */
  NDArray allImages() {
    return allImages;
  }

  /** Their codes [T, 1, S, S]. */
  NDArray allRegions() {
    return allRegions;
  }

  /** Where among them an item's is. */
  int place(int item) {
    return places[item];
  }

  @Override
  public NDArray images(int[] items) {
    return stack(images, items);
  }

  /** 0 where eyes or mouth are, else 1, in three channels as the sampler wants them. */
  @Override
  public NDArray faces(int[] items) {
    NDArray one = Autograd.lookUp(stack(regions, items), OUTSIDE);
    return one.broadcast(one.getShape().get(0), 3, one.getShape().get(2), one.getShape().get(3));
  }

  private static NDArray stack(NDArray[] of, int[] items) {
    NDList list = new NDList();
    for (int i : items) {
      list.add(of[i]);
    }
    return NDArrays.stack(list);
  }
}
