package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PerceptualDistance;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The terms that look through networks, batched over the frames of a step, with gradients to the
 * rendered images.
 */
final class NetworkLosses {
  private final FaceNetworks networks;
  private final FaceCrops crops;
  private final int size;
  private final int perceptualSize;

  /**
   * @param size pixels a side of the images, S
   */
  NetworkLosses(FaceNetworks networks, FaceCrops crops, int size) {
    this.networks = networks;
    this.crops = crops;
    this.size = size;
    // The perceptual crop keeps about the resolution that the face has in the image; the networks
    // want multiples of 32.
    float[] box = crops.face(Camera.neutral(), size);
    this.perceptualSize = Math.max(64, Math.min(192, 32 * Math.round((box[2] - box[0]) / 32)));
  }

  /**
   * Adds gradients to {@code gradients} and losses to {@code sums}.
   *
   * @param images [B][3 S S]
   * @param targets [B][3 S S], null where an item has none
   */
  void add(
      List<RenderStep.Item> items,
      float[][] images,
      float[][] targets,
      float[][] gradients,
      RenderStep.Sums sums) {
    int[] used = indices(items, i -> items.get(i).terms().needsNetworks() ? 1 : 0);
    if (used.length == 0) {
      return;
    }
    int floats = 3 * size * size;
    FloatBuffer buffer = Autograd.buffer(used.length * floats);
    for (int i : used) {
      buffer.put(images[i]);
    }
    buffer.rewind();
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray all = Autograd.leaf(step, buffer, new Shape(used.length, 3, size, size));
      Total total = new Total(sums, items.size());
      perceptual(all, used, items, new HostTruth(step, items, targets), total);
      identity(all, used, items, total);
      expression(all, used, items, total);
      if (!total.backward()) {
        return;
      }
      FloatBuffer d = Autograd.view(Autograd.gradient(all));
      for (int k = 0; k < used.length; k++) {
        float[] g = gradients[used[k]];
        for (int i = 0; i < floats; i++) {
          g[i] += d.get(k * floats + i);
        }
      }
    }
  }

  /** Where the targets of items are. */
  interface Truth {
    /** Targets [K, 3, S, S] of some items. */
    NDArray images(int[] items);

    /** 0 in eyes and mouth, else 1, [K, 3, S, S]. */
    NDArray faces(int[] items);
  }

  /** Targets in Java's memory. */
  private record HostTruth(NDManager step, List<RenderStep.Item> items, float[][] targets)
      implements Truth {
    @Override
    public NDArray images(int[] own) {
      FloatBuffer truth = Autograd.buffer(own.length * targets[own[0]].length);
      for (int i : own) {
        truth.put(targets[i]);
      }
      return Autograd.wrap(step, truth.rewind(), shape(own));
    }

    @Override
    public NDArray faces(int[] own) {
      FloatBuffer masks = Autograd.buffer(own.length * targets[own[0]].length);
      for (int i : own) {
        putMask(masks, items.get(i).target().region());
      }
      return Autograd.wrap(step, masks.rewind(), shape(own));
    }

    private Shape shape(int[] own) {
      int size = items.get(own[0]).target().size();
      return new Shape(own.length, 3, size, size);
    }
  }

  /**
   * Adds the terms of pictures that are arrays already.
   *
   * @param images [B, 3, S, S] of a graph
   */
  void add(NDManager step, NDArray images, List<RenderStep.Item> items, Truth truth, Total total) {
    int[] used = new int[items.size()];
    Arrays.setAll(used, i -> i);
    perceptual(images, used, items, truth, total);
    identity(images, used, items, total);
    expression(images, used, items, total);
  }

  /** Perceptual distance on the face crop, and once more inside the eyes-and-mouth mask. */
  private void perceptual(
      NDArray all, int[] used, List<RenderStep.Item> items, Truth targets, Total total) {
    int[] own =
        indices(
            items,
            i ->
                items.get(i).target() == null
                    ? 0
                    : Math.max(items.get(i).terms().perceptual(), items.get(i).terms().face()));
    if (own.length == 0) {
      return;
    }
    NDList rendered = new NDList();
    float[][] boxes = new float[own.length][];
    boolean masked = false;
    for (int k = 0; k < own.length; k++) {
      RenderStep.Item item = items.get(own[k]);
      rendered.add(all.get(position(used, own[k])));
      boxes[k] = crops.face(item.camera(), size);
      masked |= item.terms().face() != 0;
    }
    PerceptualDistance network = networks.perceptual();
    List<NDArray> want;
    NDArray mask;
    try (Autograd.Scope off = Autograd.disabled()) {
      want = network.features(CropSampler.crop(targets.images(own), boxes, perceptualSize));
      // The sampler takes what lies outside an image for white, 1: so the mask is cut negated.
      NDArray m = CropSampler.crop(targets.faces(own), boxes, perceptualSize);
      mask = m.get(new NDIndex(":, 0:1")).sub(1f).neg();
    }
    NDArray have = CropSampler.crop(NDArrays.stack(rendered), boxes, perceptualSize);
    List<NDArray> features = network.features(have);
    NDArray whole = network.distance(features, want);
    NDArray inside = masked ? network.distance(features, want, mask) : whole;
    for (int k = 0; k < own.length; k++) {
      Terms terms = items.get(own[k]).terms();
      if (terms.perceptual() != 0) {
        total.add(whole.get(k), Terms.PERCEPTUAL, terms.perceptual());
      }
      if (terms.face() != 0) {
        total.add(inside.get(k), Terms.FACE, terms.face());
      }
    }
  }

  private static void putMask(FloatBuffer into, byte[] region) {
    for (int c = 0; c < 3; c++) {
      for (byte code : region) {
        into.put(code >= Regions.EYES ? 0 : 1);
      }
    }
  }

  private void identity(NDArray all, int[] used, List<RenderStep.Item> items, Total total) {
    int[] own =
        indices(items, i -> items.get(i).identity() == null ? 0 : items.get(i).terms().identity());
    if (own.length == 0) {
      return;
    }
    float[][] boxes = new float[own.length][];
    float[] goals = new float[own.length * items.get(own[0]).identity().length];
    NDList rendered = new NDList();
    for (int k = 0; k < own.length; k++) {
      RenderStep.Item item = items.get(own[k]);
      rendered.add(all.get(position(used, own[k])));
      boxes[k] = crops.identity(item.camera(), size);
      System.arraycopy(
          item.identity(), 0, goals, k * item.identity().length, item.identity().length);
    }
    NDArray crop = CropSampler.crop(NDArrays.stack(rendered), boxes, networks.identity().size());
    NDArray goal = array(all.getManager(), goals).reshape(own.length, goals.length / own.length);
    NDArray apart = networks.identity().embed(crop).mul(goal).sum(new int[] {1}).neg().add(1f);
    for (int k = 0; k < own.length; k++) {
      total.add(apart.get(k), Terms.IDENTITY, items.get(own[k]).terms().identity());
    }
  }

  private void expression(NDArray all, int[] used, List<RenderStep.Item> items, Total total) {
    int[] own =
        indices(
            items,
            i ->
                items.get(i).expression() == null
                    ? 0
                    : Math.max(items.get(i).terms().expression(), items.get(i).terms().change()));
    if (own.length == 0) {
      return;
    }
    float[][] boxes = new float[own.length][];
    NDList rendered = new NDList();
    float[] goals = new float[own.length * items.get(own[0]).expression().length];
    for (int k = 0; k < own.length; k++) {
      RenderStep.Item item = items.get(own[k]);
      rendered.add(all.get(position(used, own[k])));
      boxes[k] = crops.look(item.camera(), size, item.look());
      System.arraycopy(
          item.expression(), 0, goals, k * item.expression().length, item.expression().length);
    }
    NDArray crop = CropSampler.crop(NDArrays.stack(rendered), boxes, networks.expression().size());
    NDArray features = networks.expression().encode(crop);
    NDArray goal = array(all.getManager(), goals).reshape(own.length, goals.length / own.length);
    NDArray apart = networks.expression().emphasised(features.sub(goal));
    List<Integer> changing = new ArrayList<>();
    for (int k = 0; k < own.length; k++) {
      Terms terms = items.get(own[k]).terms();
      if (terms.change() != 0) {
        changing.add(k);
      } else {
        total.add(length(apart.get(k)), Terms.EXPRESSION, terms.expression());
      }
    }
    if (changing.isEmpty()) {
      return;
    }
    NDList rows = new NDList();
    changing.forEach(k -> rows.add(apart.get(k)));
    NDArray shared = NDArrays.stack(rows).mean(new int[] {0});
    NDArray sharedLength = length(shared);
    for (int k : changing) {
      Terms terms = items.get(own[k]).terms();
      total.add(sharedLength, Terms.EXPRESSION, terms.expression());
      total.add(length(apart.get(k).sub(shared)), Terms.CHANGE, terms.change());
    }
  }

  /** Euclidean; the small term keeps its gradient finite at 0. */
  private static NDArray length(NDArray vector) {
    return vector.square().sum().add(1e-4f).sqrt();
  }

  private NDArray array(NDManager manager, float[] values) {
    FloatBuffer b = Autograd.buffer(values.length);
    b.put(values).rewind();
    Shape shape =
        values.length == 3 * size * size
            ? new Shape(3, size, size)
            : values.length == size * size ? new Shape(1, size, size) : new Shape(values.length);
    return Autograd.wrap(manager, b, shape);
  }

  private static int[] indices(List<RenderStep.Item> items, ToDoubleFunction<Integer> weight) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (weight.applyAsDouble(i) != 0) {
        found.add(i);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int position(int[] used, int item) {
    return Arrays.binarySearch(used, item);
  }

  /** The weighted sum of all terms, as an array for autograd and as numbers for the trace. */
  static final class Total {
    private final RenderStep.Sums sums;
    private final int items;
    private final NDList values = new NDList();
    private final List<Integer> terms = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();
    private NDArray sum;

    Total(RenderStep.Sums sums, int items) {
      this.sums = sums;
      this.items = items;
    }

    /** Adds a scalar to a term. */
    void add(NDArray value, int term, double weight) {
      values.add(value);
      terms.add(term);
      weights.add(weight);
      NDArray weighted = Autograd.scale(value, weight / items);
      sum = sum == null ? weighted : sum.add(weighted);
    }

    /** Propagates from the sum; tells the trace the values, all in one copy. False without any. */
    boolean backward() {
      if (sum == null) {
        return false;
      }
      float[] numbers;
      try (Autograd.Scope off = Autograd.disabled()) {
        numbers = Autograd.floats(NDArrays.stack(values));
      }
      for (int i = 0; i < numbers.length; i++) {
        sums.add(terms.get(i), numbers[i], weights.get(i));
      }
      Autograd.backward(sum);
      return true;
    }
  }
}
