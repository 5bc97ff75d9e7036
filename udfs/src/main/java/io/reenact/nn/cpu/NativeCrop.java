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
    FloatBuffer from = EachPicture.direct(Autograd.view(images));
    FloatBuffer to = Autograd.view(crops);
    Pointer in = Native.getDirectBufferPointer(from);
    Pointer out = Native.getDirectBufferPointer(to);
    EachPicture.run(
        n,
        i -> {
          FloatBuffer line = Autograd.buffer(width);
          NativeNetworks.Calls.reenact_crop_forward(
              NativeNetworks.lanes(),
              in.share(12L * i * height * width),
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
              size,
              out.share(12L * i * size * size),
              Native.getDirectBufferPointer(line));
          Reference.reachabilityFence(line);
        });
    // A pointer does not keep the memory that it points to.
    Reference.reachabilityFence(from);
    Reference.reachabilityFence(to);
    if (Autograd.recording()) {
      Autograd.leaf(crops);
      Autograd.record(images, new NDList(crops), new Recorded(this));
    }
    return crops;
  }

  private void back(FloatBuffer gradient, FloatBuffer images) {
    int size = rows.size();
    FloatBuffer direct = EachPicture.direct(gradient);
    Pointer from = Native.getDirectBufferPointer(direct);
    Pointer to = Native.getDirectBufferPointer(images);
    EachPicture.run(
        rows.crops(),
        i -> {
          FloatBuffer line = Autograd.buffer(width);
          NativeNetworks.Calls.reenact_crop_backward(
              NativeNetworks.lanes(),
              from.share(12L * i * size * size),
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
              size,
              to.share(12L * i * height * width),
              Native.getDirectBufferPointer(line));
          Reference.reachabilityFence(line);
        });
    Reference.reachabilityFence(direct);
    Reference.reachabilityFence(images);
  }

  private record Recorded(NativeCrop crop) implements Autograd.Operation {
    @Override
    public void backward(List<FloatBuffer> outputs, FloatBuffer gradient) {
      crop.back(outputs.get(0), gradient);
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
