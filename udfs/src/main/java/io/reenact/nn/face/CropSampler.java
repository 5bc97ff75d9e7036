package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
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
    int n = (int) s.get(0);
    int h = (int) s.get(2);
    int w = (int) s.get(3);
    if (boxes.length != n) {
      throw new IllegalArgumentException(boxes.length + " boxes for " + n + " images");
    }
    NDManager owner = images.getManager();
    try (NDManager scratch = owner.newSubManager()) {
      FloatBuffer rows = Autograd.buffer(n * size * h);
      FloatBuffer columns = Autograd.buffer(n * w * size);
      for (int i = 0; i < n; i++) {
        float[] b = boxes[i];
        if (!(b[2] > b[0]) || !(b[3] > b[1])) {
          throw new IllegalArgumentException(
              "empty box " + b[0] + ", " + b[1] + ", " + b[2] + ", " + b[3]);
        }
        weights(rows, i * size * h, h, 1, b[1], b[3], size, h);
        weights(columns, i * w * size, 1, size, b[0], b[2], size, w);
      }
      NDArray wy = Autograd.constant(scratch, rows, new Shape(n, 1, size, h));
      NDArray wx = Autograd.constant(scratch, columns, new Shape(n, w, size));
      // Shifted so that white is 0: then what lies outside needs no weights.
      NDArray x = images.sub(Autograd.number(1));
      x.attach(scratch);
      x = x.reshape(new Shape(n, 3L * h, w));
      x = x.matMul(wx);
      x = wy.matMul(x.reshape(new Shape(n, 3, h, size)));
      x = x.add(Autograd.number(1));
      x.attach(owner);
      return x;
    }
  }

  /**
   * Scales whole square images, as {@link #crop} does.
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
    return crop(images, boxes, size);
  }

  /**
   * Fills one axis' weights: output pixel o and source pixel i at {@code at + o * outStep + i *
   * inStep}.
   */
  private static void weights(
      FloatBuffer into,
      int at,
      int outStep,
      int inStep,
      float from,
      float to,
      int size,
      int length) {
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
        into.put(at + o * outStep + i * inStep, (float) weight);
      }
    }
  }
}
