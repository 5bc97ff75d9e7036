package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.nn.Autograd;
import io.reenact.nn.DeviceMemory;
import io.reenact.splat.cuda.CudaUnit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Terms on pixels in kernels of ours, for all frames of a step at once: three launches a term where
 * PyTorch takes dozens a frame. The gradient is added to what networks give.
 */
final class KernelPixels {
  /**
   * A term of {@link PixelLoss}'s kind.
   *
   * @param counts what a pixel counts, by its region's code
   * @param edges whether differences of neighbours and of pooled blocks count as well
   */
  @SuppressWarnings("ArrayRecordComponent") // a table, never compared
  record Kind(float[] counts, boolean edges) {}

  private record Judged(
      LossTerm term,
      List<RenderStep.Item> items,
      CudaUnit.Pixels pixels,
      NDArray norms,
      Supplier<float[]> values) {}

  private final CudaUnit gpu;
  private final List<Judged> judged = new ArrayList<>();

  KernelPixels(CudaUnit gpu) {
    this.gpu = gpu;
  }

  /**
   * Computes the values of all terms that there are kernels for.
   *
   * @param step owns the arrays
   * @param images [B, 3, S, S]
   */
  void judge(NDManager step, List<RenderStep.Item> items, NDArray images, ArrayTargets targets) {
    Map<LossTerm.OfPixels, List<Integer>> own = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      for (LossTerm.OfPixels term : items.get(i).judgedBy(LossTerm.OfPixels.class)) {
        if (term.kernel().isPresent()) {
          own.computeIfAbsent(term, t -> new ArrayList<>()).add(i);
        }
      }
    }
    own.forEach(
        (term, of) -> judge(step, term, term.kernel().orElseThrow(), items, of, images, targets));
  }

  private void judge(
      NDManager step,
      LossTerm term,
      Kind kind,
      List<RenderStep.Item> items,
      List<Integer> own,
      NDArray images,
      ArrayTargets targets) {
    ByteBuffer frames =
        ByteBuffer.allocateDirect(CudaUnit.PIXEL_FRAME_BYTES * own.size())
            .order(ByteOrder.nativeOrder());
    for (int i : own) {
      float factor = (float) (items.get(i).weight(term) / items.size());
      frames.putInt(i).putInt(targets.place(i)).putFloat(factor);
    }
    NDArray there =
        Autograd.constant(
            step, frames.flip().asFloatBuffer(), new Shape(frames.remaining() / Float.BYTES));
    NDArray weights = Autograd.lookUp(targets.allRegions(), kind.counts);
    weights.attach(step);
    CudaUnit.Pixels pixels =
        new CudaUnit.Pixels(
            DeviceMemory.address(images),
            DeviceMemory.address(targets.allImages()),
            DeviceMemory.address(weights),
            DeviceMemory.address(there),
            own.size(),
            (int) images.getShape().get(2),
            kind.edges ? PixelLoss.EDGE : 0);
    NDArray values = Autograd.empty(step, new Shape(own.size()));
    NDArray norms = Autograd.empty(step, new Shape(own.size()));
    gpu.pixelValues(pixels, DeviceMemory.address(values), DeviceMemory.address(norms));
    judged.add(
        new Judged(
            term, own.stream().map(items::get).toList(), pixels, norms, Autograd.later(values)));
  }

  /**
   * Adds the gradient of the weighted terms.
   *
   * @param gradient by the pictures [B, 3, S, S]
   */
  void backward(NDArray gradient) {
    for (Judged j : judged) {
      gpu.pixelGradient(j.pixels, DeviceMemory.address(j.norms), DeviceMemory.address(gradient));
    }
  }

  /** Tells the values; waits for them if nobody has. */
  void tell(LossSums sums) {
    for (Judged j : judged) {
      float[] values = j.values.get();
      for (int i = 0; i < values.length; i++) {
        sums.add(j.term, values[i], j.items.get(i));
      }
    }
  }
}
