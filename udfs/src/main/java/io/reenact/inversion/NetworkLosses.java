package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.nn.Autograd;
import io.reenact.nn.CropSampler;
import java.nio.FloatBuffer;
import java.util.ArrayList;
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
      perceptual(step, all, used, items, targets, total);
      identity(all, used, items, total);
      expression(all, used, items, total);
      if (total.sum == null) {
        return;
      }
      Autograd.backward(total.sum);
      FloatBuffer d = Autograd.view(Autograd.gradient(all));
      for (int k = 0; k < used.length; k++) {
        float[] g = gradients[used[k]];
        for (int i = 0; i < floats; i++) {
          g[i] += d.get(k * floats + i);
        }
      }
    }
  }

  /**
   * Perceptual distance on the face crop, and once more with everything but eyes and mouth taken
   * from the target.
   */
  private void perceptual(
      NDManager step,
      NDArray all,
      int[] used,
      List<RenderStep.Item> items,
      float[][] targets,
      Total total) {
    int[] whole = indices(items, i -> targets[i] == null ? 0 : items.get(i).terms().perceptual());
    int[] masked = indices(items, i -> targets[i] == null ? 0 : items.get(i).terms().face());
    if (whole.length + masked.length == 0) {
      return;
    }
    NDList rendered = new NDList();
    List<float[]> boxes = new ArrayList<>();
    FloatBuffer truth = Autograd.buffer((whole.length + masked.length) * 3 * size * size);
    for (int i : whole) {
      rendered.add(all.get(position(used, i)));
      truth.put(targets[i]);
      boxes.add(crops.face(items.get(i).camera(), size));
    }
    for (int i : masked) {
      NDArray target = array(step, targets[i]);
      NDArray mask = array(step, mask(items.get(i).target().region()));
      rendered.add(target.add(all.get(position(used, i)).sub(target).mul(mask)));
      truth.put(targets[i]);
      boxes.add(crops.face(items.get(i).camera(), size));
    }
    truth.rewind();
    float[][] box = boxes.toArray(float[][]::new);
    List<NDArray> want;
    try (Autograd.Scope off = Autograd.disabled()) {
      NDArray t = Autograd.wrap(step, truth, new Shape(box.length, 3, size, size));
      want = networks.perceptual().features(CropSampler.crop(t, box, perceptualSize));
    }
    NDArray have = CropSampler.crop(ai.djl.ndarray.NDArrays.stack(rendered), box, perceptualSize);
    NDArray distance = networks.perceptual().distance(networks.perceptual().features(have), want);
    for (int k = 0; k < whole.length; k++) {
      total.add(distance.get(k), Terms.PERCEPTUAL, items.get(whole[k]).terms().perceptual());
    }
    for (int k = 0; k < masked.length; k++) {
      total.add(distance.get(whole.length + k), Terms.FACE, items.get(masked[k]).terms().face());
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
    NDArray crop =
        CropSampler.crop(
            ai.djl.ndarray.NDArrays.stack(rendered), boxes, networks.identity().size());
    NDArray goal = array(all.getManager(), goals).reshape(own.length, goals.length / own.length);
    NDArray apart = networks.identity().embed(crop).mul(goal).sum(new int[] {1}).neg().add(1f);
    for (int k = 0; k < own.length; k++) {
      total.add(apart.get(k), Terms.IDENTITY, items.get(own[k]).terms().identity());
    }
  }

  private void expression(NDArray all, int[] used, List<RenderStep.Item> items, Total total) {
    int[] own =
        indices(
            items, i -> items.get(i).expression() == null ? 0 : items.get(i).terms().expression());
    if (own.length == 0) {
      return;
    }
    float[][] boxes = new float[own.length][];
    NDList rendered = new NDList();
    float[] goals = new float[own.length * items.get(own[0]).expression().length];
    for (int k = 0; k < own.length; k++) {
      RenderStep.Item item = items.get(own[k]);
      rendered.add(all.get(position(used, own[k])));
      boxes[k] = crops.face(item.camera(), size);
      System.arraycopy(
          item.expression(), 0, goals, k * item.expression().length, item.expression().length);
    }
    NDArray crop =
        CropSampler.crop(
            ai.djl.ndarray.NDArrays.stack(rendered), boxes, networks.expression().size());
    NDArray features = networks.expression().encode(crop);
    NDArray goal = array(all.getManager(), goals).reshape(own.length, goals.length / own.length);
    // The Euclidean distance; the small term keeps its gradient finite at 0.
    NDArray apart = features.sub(goal).square().sum(new int[] {1}).add(1e-4f).sqrt();
    for (int k = 0; k < own.length; k++) {
      total.add(apart.get(k), Terms.EXPRESSION, items.get(own[k]).terms().expression());
    }
  }

  private static float[] mask(byte[] region) {
    float[] m = new float[region.length];
    for (int i = 0; i < m.length; i++) {
      m[i] = region[i] >= Regions.EYES ? 1 : 0;
    }
    return m;
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
    return java.util.Arrays.binarySearch(used, item);
  }

  /** The weighted sum of all terms, as an array for autograd and as numbers for the trace. */
  private static final class Total {
    private final RenderStep.Sums sums;
    private final int items;
    private NDArray sum;

    Total(RenderStep.Sums sums, int items) {
      this.sums = sums;
      this.items = items;
    }

    void add(NDArray value, int term, double weight) {
      sums.add(term, value.toFloatArray()[0], weight);
      NDArray weighted = value.mul((float) (weight / items));
      sum = sum == null ? weighted : sum.add(weighted);
    }
  }
}
