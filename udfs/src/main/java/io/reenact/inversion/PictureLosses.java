package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.face.FaceCrops;
import io.reenact.face.Regions;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PerceptualDistance;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The terms that are computed from pictures as arrays, batched over the frames of a step, with
 * gradients to the rendered images.
 */
final class PictureLosses {
  private final FaceNetworks networks;
  private final FaceCrops crops;
  private final ExpressionEmphasis emphasis;

  PictureLosses(FaceNetworks networks, FaceCrops crops, ExpressionEmphasis emphasis) {
    this.networks = networks;
    this.crops = crops;
    this.emphasis = emphasis;
  }

  /** The whole perceptual distance. */
  PerceptualDistance perceptual() {
    return networks.perceptual();
  }

  /**
   * Adds gradients to {@code gradients} and losses to {@code sums}.
   *
   * @param seen the perceptual distance, or a part of it
   * @param size S
   * @param images [B][3 S S]
   * @param targets [B][3 S S], null where an item has none
   */
  void add(
      List<RenderStep.Item> items,
      PerceptualDistance seen,
      int size,
      float[][] images,
      float[][] targets,
      float[][] gradients,
      LossSums sums) {
    List<Integer> used =
        IntStream.range(0, items.size())
            .filter(
                i -> items.get(i).terms().stream().anyMatch(LossTerm.OfPictures.class::isInstance))
            .boxed()
            .toList();
    if (used.isEmpty()) {
      return;
    }
    int floats = 3 * size * size;
    FloatBuffer buffer = Autograd.buffer(used.size() * floats);
    used.forEach(i -> buffer.put(images[i]));
    buffer.rewind();
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray all = Autograd.leaf(step, buffer, new Shape(used.size(), 3, size, size));
      Total total = new Total(sums, items.size());
      add(items, seen, all, used, new HostTruth(step, items, targets), total);
      if (!total.backward()) {
        return;
      }
      total.ask();
      total.tell();
      FloatBuffer d = Autograd.view(Autograd.gradient(all));
      for (int k = 0; k < used.size(); k++) {
        float[] g = gradients[used.get(k)];
        for (int i = 0; i < floats; i++) {
          g[i] += d.get(k * floats + i);
        }
      }
    }
  }

  /**
   * Adds the terms of pictures that are arrays already.
   *
   * @param seen the perceptual distance, or a part of it
   * @param images [K, 3, S, S] of a graph
   * @param used items that they are of, increasing
   */
  void add(
      List<RenderStep.Item> items,
      PerceptualDistance seen,
      NDArray images,
      List<Integer> used,
      StepPictures.Truth truth,
      Total total) {
    StepPictures pictures =
        new StepPictures(networks, seen, crops, emphasis, items, images, used, truth);
    for (LossTerm.Need need : LossTerm.Need.values()) {
      Map<LossTerm.OfPictures, List<Integer>> judged = new LinkedHashMap<>();
      for (int i : used) {
        for (LossTerm.OfPictures term : terms(items.get(i), need)) {
          judged.computeIfAbsent(term, t -> new ArrayList<>()).add(i);
        }
      }
      Map<LossTerm.OfPictures, List<NDArray>> values = new LinkedHashMap<>();
      judged.forEach((term, own) -> values.put(term, term.values(pictures, List.copyOf(own))));
      for (int i : used) {
        for (LossTerm.OfPictures term : terms(items.get(i), need)) {
          total.add(values.get(term).get(judged.get(term).indexOf(i)), term, items.get(i));
        }
      }
    }
  }

  private static List<LossTerm.OfPictures> terms(RenderStep.Item item, LossTerm.Need need) {
    return item.terms().stream()
        .filter(t -> t.need() == need && t.judges(item))
        .filter(LossTerm.OfPictures.class::isInstance)
        .map(LossTerm.OfPictures.class::cast)
        .toList();
  }

  /** Targets in Java's memory. */
  private record HostTruth(NDManager step, List<RenderStep.Item> items, float[][] targets)
      implements StepPictures.Truth {
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

    private static void putMask(FloatBuffer into, byte[] region) {
      for (int c = 0; c < 3; c++) {
        for (byte code : region) {
          into.put(code >= Regions.EYES ? 0 : 1);
        }
      }
    }

    private Shape shape(int[] own) {
      int size = items.get(own[0]).target().size();
      return new Shape(own.length, 3, size, size);
    }
  }

  /** The weighted sum of terms, as an array for autograd and as numbers for the trace. */
  static final class Total {
    private record Value(LossTerm term, RenderStep.Item item) {}

    private final LossSums sums;
    private final int items;
    private final NDList values = new NDList();
    private final List<Value> of = new ArrayList<>();
    private NDArray sum;
    private Supplier<float[]> numbers;

    Total(LossSums sums, int items) {
      this.sums = sums;
      this.items = items;
    }

    /** Adds a scalar: the value of a term of an item. */
    void add(NDArray value, LossTerm term, RenderStep.Item item) {
      values.add(value);
      of.add(new Value(term, item));
      NDArray weighted = Autograd.scale(value, item.weight(term) / items);
      sum = sum == null ? weighted : sum.add(weighted);
    }

    /** Propagates from the sum. False without any. */
    boolean backward() {
      if (sum == null) {
        return false;
      }
      Autograd.backward(sum);
      return true;
    }

    /** Asks for the values, all in one copy. */
    void ask() {
      if (sum != null) {
        try (Autograd.Scope off = Autograd.disabled()) {
          numbers = Autograd.later(NDArrays.stack(values));
        }
      }
    }

    /** Tells the trace the values that were asked for. */
    void tell() {
      if (numbers != null) {
        float[] all = numbers.get();
        for (int i = 0; i < all.length; i++) {
          sums.add(of.get(i).term(), all[i], of.get(i).item());
        }
      }
    }
  }
}
