package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.cpu.NativeCrop;
import io.reenact.nn.cpu.Taps;
import io.reenact.splat.cuda.CudaUnit;
import java.nio.FloatBuffer;

/**
 * Cuts axis-aligned boxes out of images and scales them, differentiable to the image but not to the
 * box: {@code out = Wy * image * Wx^T} with one weight matrix an axis. Weights are a triangle as
 * wide as an output pixel, at least as a source pixel: bilinear when enlarging, antialiased when
 * shrinking. White lies outside of the image.
 */
public final class CropSampler {
  private CropSampler() {}

  /**
   * Crops.
   *
   * @param images {@code [B, 3, H, W]} RGB in [-1, 1]
   * @param boxes B boxes {x0, y0, x1, y1} in px, pixel centres at +0.5; may reach outside
   * @param size side of a crop, px
   * @return {@code [B, 3, size, size]}, in the manager of {@code images}
   * @throws IllegalArgumentException if the numbers of images and boxes differ or a box is empty
   */
  public static NDArray crop(NDArray images, float[][] boxes, int size) {
    Shape s = images.getShape();
    requireAsMany(boxes.length, s.get(0));
    try (NDManager scratch = images.getManager().newSubManager()) {
      return cut(scratch, boxes, size, (int) s.get(2), (int) s.get(3)).of(images);
    }
  }

  private static void requireAsMany(long boxes, long images) {
    if (boxes != images) {
      throw new IllegalArgumentException(boxes + " boxes for " + images + " images");
    }
  }

  /** Boxes to be cut out of images of one size: what {@link #crop} does, for several batches. */
  public static final class Cut {
    private final int count;
    private final NativeCrop own;
    private final NDArray rows;
    private final NDArray columns;

    private Cut(NDArray rows, NDArray columns) {
      this.count = (int) columns.getShape().get(0);
      this.own = null;
      this.rows = rows;
      this.columns = columns;
    }

    private Cut(int count, NativeCrop own) {
      this.count = count;
      this.own = own;
      this.rows = null;
      this.columns = null;
    }

    /**
     * Crops.
     *
     * @param images {@code [B, 3, H, W]} RGB in [-1, 1]
     * @return {@code [B, 3, size, size]}, in the manager of {@code images}
     * @throws IllegalArgumentException if the numbers of images and boxes differ
     */
    public NDArray of(NDArray images) {
      Shape s = images.getShape();
      long n = s.get(0);
      requireAsMany(count, n);
      if (own != null) {
        return own.of(images);
      }
      NDManager owner = images.getManager();
      try (NDManager scratch = owner.newSubManager()) {
        // Shifted so that white is 0: then what lies outside needs no weights.
        NDArray x = images.sub(Autograd.number(1));
        x.attach(scratch);
        x = x.reshape(new Shape(n, 3 * s.get(2), s.get(3)));
        x = x.matMul(columns);
        x = rows.matMul(x.reshape(new Shape(n, 3, s.get(2), columns.getShape().get(2))));
        x.attach(scratch);
        x = x.add(Autograd.number(1));
        x.attach(owner);
        return x;
      }
    }
  }

  /**
   * Makes ready to cut boxes.
   *
   * @param owner of the weights
   * @param boxes as of {@link #crop}
   * @param size side of a crop, px
   * @param height of the images, px
   * @param width of the images, px
   * @throws IllegalArgumentException if a box is empty
   */
  public static Cut cut(NDManager owner, float[][] boxes, int size, int height, int width) {
    int n = boxes.length;
    for (float[] b : boxes) {
      if (!(b[2] > b[0]) || !(b[3] > b[1])) {
        throw new IllegalArgumentException(
            "empty box " + b[0] + ", " + b[1] + ", " + b[2] + ", " + b[3]);
      }
    }
    if (GpuUnit.on(owner.getDevice()).isEmpty() && BundledNetworks.own(owner)) {
      Taps rows = taps(boxes, 1, size, height);
      Taps columns = taps(boxes, 0, size, width);
      return new Cut(n, new NativeCrop(rows, columns, height, width));
    }
    return matrices(owner, boxes, size, height, width);
  }

  /** By PyTorch's products of matrices. */
  private static Cut matrices(NDManager owner, float[][] boxes, int size, int height, int width) {
    int n = boxes.length;
    Shape ofRows = new Shape(n, 1, size, height);
    Shape ofColumns = new Shape(n, width, size);
    CudaUnit gpu = GpuUnit.on(owner.getDevice()).orElse(null);
    if (gpu != null) {
      FloatBuffer all = Autograd.buffer(4 * n);
      for (float[] b : boxes) {
        all.put(b, 0, 4);
      }
      NDArray at = Autograd.constant(owner, all.flip(), new Shape(n, 4));
      Cut cut = new Cut(Autograd.empty(owner, ofRows), Autograd.empty(owner, ofColumns));
      gpu.cropWeights(
          DeviceMemory.address(at),
          n,
          size,
          height,
          width,
          DeviceMemory.address(cut.rows),
          DeviceMemory.address(cut.columns));
      return cut;
    }
    FloatBuffer rows = Autograd.buffer(n * size * height);
    FloatBuffer columns = Autograd.buffer(n * width * size);
    for (int i = 0; i < n; i++) {
      float[] b = boxes[i];
      weights(rows, i * size * height, height, 1, b[1], b[3], size, height);
      weights(columns, i * width * size, 1, size, b[0], b[2], size, width);
    }
    return new Cut(
        Autograd.constant(owner, rows, ofRows), Autograd.constant(owner, columns, ofColumns));
  }

  /**
   * Scales whole square images, as {@link #crop} does, but within PyTorch's graph: whoever painted
   * the images goes back through it on his own.
   *
   * @param images {@code [B, 3, S, S]} RGB in [-1, 1]
   * @param size side of the results, px
   * @return {@code [B, 3, size, size]}, in the manager of {@code images}; the same if it fits
   */
  public static NDArray scale(NDArray images, int size) {
    float side = images.getShape().get(2);
    if (side == size) {
      return images;
    }
    float[][] boxes = new float[(int) images.getShape().get(0)][];
    java.util.Arrays.fill(boxes, new float[] {0, 0, side, side});
    try (NDManager scratch = images.getManager().newSubManager()) {
      return matrices(scratch, boxes, size, (int) side, (int) side).of(images);
    }
  }

  /** The weights of one axis, of boxes from {@code [axis]} to {@code [axis + 2]}. */
  private static Taps taps(float[][] boxes, int axis, int size, int length) {
    double reach = 1;
    for (float[] b : boxes) {
      reach = Math.max(reach, ((double) b[axis + 2] - b[axis]) / size);
    }
    Taps taps = new Taps(boxes.length, size, (int) Math.ceil(2 * reach) + 2);
    for (int i = 0; i < boxes.length; i++) {
      int crop = i;
      weights(
          boxes[i][axis],
          boxes[i][axis + 2],
          size,
          length,
          (out, in, weight) -> taps.add(crop, out, in, weight));
    }
    return taps;
  }

  /** Fills a matrix: output pixel o and source pixel i at {@code at + o * outStep + i * inStep}. */
  private static void weights(
      FloatBuffer into,
      int at,
      int outStep,
      int inStep,
      float from,
      float to,
      int size,
      int length) {
    weights(
        from,
        to,
        size,
        length,
        (out, in, weight) -> into.put(at + out * outStep + in * inStep, weight));
  }

  /** Takes the weight that a source pixel has in an output pixel. */
  private interface Weights {
    void take(int out, int in, float weight);
  }

  /** One axis' weights, in order. */
  private static void weights(float from, float to, int size, int length, Weights into) {
    double scale = ((double) to - from) / size;
    double reach = Math.max(1, scale);
    for (int o = 0; o < size; o++) {
      double centre = from + (o + 0.5) * scale;
      int first = (int) Math.floor(centre - reach - 0.5);
      int last = (int) Math.ceil(centre + reach - 0.5);
      double sum = 0;
      for (int i = first; i <= last; i++) {
        sum += Math.max(0, 1 - Math.abs(i + 0.5 - centre) / reach);
      }
      for (int i = Math.max(0, first); i <= Math.min(length - 1, last); i++) {
        double weight = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / reach) / sum;
        into.take(o, i, (float) weight);
      }
    }
  }
}
