package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PerceptualDistance;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The pictures of one step as arrays of a graph, and what networks make of them: computed when a
 * term first asks for it, once for all terms that look at the same frames.
 */
final class StepPictures {
  /** Where the targets of items are. */
  interface Truth {
    /** Targets [K, 3, S, S] of some items. */
    NDArray images(int[] items);

    /** 0 in eyes and mouth, else 1, [K, 3, S, S]. */
    NDArray faces(int[] items);
  }

  private final FaceNetworks networks;
  private final PerceptualDistance seen;
  private final FaceCrops crops;
  private final ExpressionEmphasis emphasis;
  private final int perceptualSize;
  private final List<RenderStep.Item> items;
  private final NDArray all;
  private final List<Integer> used;
  private final Truth truth;
  private final int size;
  private final Map<List<Integer>, Perceptual> perceptual = new HashMap<>();
  private final Map<List<Integer>, NDArray> identities = new HashMap<>();
  private final Map<List<Integer>, Expressions> expressions = new HashMap<>();

  /**
   * @param seen the perceptual distance, or a part of it
   * @param all pictures [K, 3, S, S]
   * @param used items that they are of, increasing
   * @param truth targets
   */
  StepPictures(
      FaceNetworks networks,
      PerceptualDistance seen,
      FaceCrops crops,
      ExpressionEmphasis emphasis,
      List<RenderStep.Item> items,
      NDArray all,
      List<Integer> used,
      Truth truth) {
    this.networks = networks;
    this.seen = seen;
    this.crops = crops;
    this.emphasis = emphasis;
    this.items = items;
    this.all = all;
    this.used = used;
    this.truth = truth;
    this.size = (int) all.getShape().get(2);
    // The perceptual crop keeps about the resolution that the face has in the image; the networks
    // want multiples of 32.
    float[] box = crops.face(Camera.neutral(), size);
    this.perceptualSize = Math.max(64, Math.min(192, 32 * Math.round((box[2] - box[0]) / 32)));
  }

  /** What is in the step. */
  RenderStep.Item item(int item) {
    return items.get(item);
  }

  /** The picture [3, S, S] of an item, in [-1, 1]. */
  NDArray picture(int item) {
    return all.get(used.indexOf(item));
  }

  /** The scalars or rows of an array. */
  static List<NDArray> each(NDArray values) {
    List<NDArray> list = new ArrayList<>();
    for (int k = 0; k < values.getShape().get(0); k++) {
      list.add(values.get(k));
    }
    return list;
  }

  /**
   * Euclidean length, of 0 a hundredth: the square root has no finite slope at 0. Unlike its
   * square, it still pulls when little is left.
   */
  static NDArray length(NDArray vector) {
    return vector.square().sum().add(Autograd.number(1e-4f)).sqrt();
  }

  /** Constants of items as rows, [K, D]. */
  NDArray rows(List<Integer> own, Function<RenderStep.Item, float[]> row) {
    int width = row.apply(item(own.get(0))).length;
    FloatBuffer b = Autograd.buffer(own.size() * width);
    own.forEach(i -> b.put(row.apply(item(i))));
    return Autograd.wrap(all.getManager(), b.rewind(), new Shape(own.size() * (long) width))
        .reshape(own.size(), width);
  }

  /** Identity embeddings [K, D] of items, unit length. */
  NDArray identities(List<Integer> own) {
    return identities.computeIfAbsent(
        own,
        o ->
            networks
                .identity()
                .embed(crop(o, i -> crops.identity(i.camera(), size), networks.identity().size())));
  }

  /** Perceptual distances of items to their targets on the face crop. */
  Perceptual perceptual(List<Integer> own) {
    return perceptual.computeIfAbsent(own, Perceptual::new);
  }

  /** Expression features of items against those that they should show. */
  Expressions expressions(List<Integer> own) {
    return expressions.computeIfAbsent(own, Expressions::new);
  }

  private NDArray crop(List<Integer> own, Function<RenderStep.Item, float[]> box, int to) {
    return cut(own, box, to).of(pictures(own));
  }

  private NDArray pictures(List<Integer> own) {
    NDList rendered = new NDList();
    own.forEach(i -> rendered.add(picture(i)));
    return NDArrays.stack(rendered);
  }

  private CropSampler.Cut cut(List<Integer> own, Function<RenderStep.Item, float[]> box, int to) {
    float[][] boxes = own.stream().map(i -> box.apply(item(i))).toArray(float[][]::new);
    return CropSampler.cut(all.getManager(), boxes, to, size, size);
  }

  /** Distances through the perceptual network. */
  final class Perceptual {
    private final List<NDArray> want;
    private final List<NDArray> have;
    private final NDArray mask;
    private NDArray whole;
    private NDArray inside;

    private Perceptual(List<Integer> own) {
      Function<RenderStep.Item, float[]> box = i -> crops.face(i.camera(), size);
      int[] indices = own.stream().mapToInt(i -> i).toArray();
      CropSampler.Cut cut = cut(own, box, perceptualSize);
      try (Autograd.Scope off = Autograd.disabled()) {
        want = seen.features(cut.of(truth.images(indices)));
        // The sampler takes what lies outside an image for white, 1: so the mask is cut negated.
        NDArray m = cut.of(truth.faces(indices));
        mask = m.get(new NDIndex(":, 0:1")).sub(Autograd.number(1)).neg();
      }
      have = seen.features(cut.of(pictures(own)));
    }

    /** The distance over the whole crop, [K]. */
    NDArray whole() {
      if (whole == null) {
        whole = seen.distance(have, want);
      }
      return whole;
    }

    /** Outside eyes and mouth, [K]. */
    NDArray outside() {
      NDArray rest;
      try (Autograd.Scope off = Autograd.disabled()) {
        rest = mask.sub(Autograd.number(1)).neg();
      }
      return seen.distance(have, want, rest);
    }

    /** Inside eyes and mouth, [K]. */
    NDArray inside() {
      if (inside == null) {
        inside = seen.distance(have, want, mask);
      }
      return inside;
    }
  }

  /** Differences of expression features, as losses count them. */
  final class Expressions {
    private final NDArray differences;
    private NDArray mean;

    private Expressions(List<Integer> own) {
      NDArray crop =
          crop(own, i -> crops.look(i.camera(), size, i.look()), networks.expression().size());
      NDArray features = networks.expression().encode(crop);
      differences =
          emphasis.of(networks.expression(), features.sub(rows(own, RenderStep.Item::expression)));
    }

    /** [K, D]. */
    NDArray differences() {
      return differences;
    }

    /** Over the items, [D]. */
    NDArray mean() {
      if (mean == null) {
        mean = NDArrays.stack(new NDList(each(differences))).mean(new int[] {0});
      }
      return mean;
    }
  }
}
