package io.reenact.nn.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.reenact.nn.Autograd;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Cuts boxes out of images on a CPU, by {@code network.cpp}: only the few pixels that have a weight
 * are read. A crop's sums are the same on any number of threads.
 *
 * @param rows of the crops, of the image's rows
 * @param columns of the crops, of the image's columns
 * @param height of the images, px
 * @param width of the images, px
 */
public record NativeCrop(Taps rows, Taps columns, int height, int width) {
  /**
   * Crops.
   *
   * @param images {@code [B, 3, height, width]}
   * @return {@code [B, 3, size, size]}, in the manager of {@code images}; where this thread
   *     records, a part of its graph
   */
  public NDArray of(NDArray images) {
    int n = rows.crops();
    int size = rows.size();
    NDArray crops = Autograd.empty(images.getManager(), new Shape(n, 3, size, size));
    each(
        NativeNetworks.Calls::reenact_crop_forward,
        EachPicture.direct(Autograd.view(images)),
        height * width,
        Autograd.view(crops),
        size * size);
    if (Autograd.recording()) {
      Autograd.leaf(crops);
      Autograd.record(images, new NDList(crops), new Recorded(this));
    }
    return crops;
  }

  /** One of the two kernels of {@code network.cpp}. */
  private interface Kernel {
    void run(
        int lanes,
        Pointer from,
        int height,
        int width,
        Pointer rowFirst,
        Pointer rowCount,
        Pointer rowWeight,
        int rowMost,
        Pointer columnFirst,
        Pointer columnCount,
        Pointer columnWeight,
        int columnMost,
        int size,
        Pointer to,
        Pointer line);
  }

  /** Runs a kernel for each picture, from buffers of so many pixels a picture to others. */
  private void each(Kernel kernel, FloatBuffer from, int fromPixels, FloatBuffer to, int toPixels) {
    Pointer in = Native.getDirectBufferPointer(from);
    Pointer out = Native.getDirectBufferPointer(to);
    EachPicture.run(
        rows.crops(),
        i -> {
          FloatBuffer line = Autograd.buffer(width);
          kernel.run(
              NativeNetworks.lanes(),
              in.share(12L * i * fromPixels),
              height,
              width,
              rows.first(i),
              rows.count(i),
              rows.weights(i),
              rows.most(),
              columns.first(i),
              columns.count(i),
              columns.weights(i),
              columns.most(),
              rows.size(),
              out.share(12L * i * toPixels),
              Native.getDirectBufferPointer(line));
          Reference.reachabilityFence(line);
        });
    // A pointer does not keep the memory that it points to.
    Reference.reachabilityFence(from);
    Reference.reachabilityFence(to);
  }

  private record Recorded(NativeCrop crop) implements Autograd.Operation {
    @Override
    public void backward(List<FloatBuffer> outputs, FloatBuffer gradient) {
      int size = crop.rows.size();
      crop.each(
          NativeNetworks.Calls::reenact_crop_backward,
          EachPicture.direct(outputs.get(0)),
          size * size,
          gradient,
          crop.height * crop.width);
    }

    /** Networks look at crops. */
    @Override
    public int depth() {
      return 1;
    }

    @Override
    public void close() {
      // Nothing is kept.
    }
  }
}
