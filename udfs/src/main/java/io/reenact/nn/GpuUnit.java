package io.reenact.nn;

import ai.djl.Device;
import io.reenact.splat.cuda.CudaUnit;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A unit's work on a GPU, from {@link #begin} until closed, all on one thread: PyTorch's operations
 * and our kernels go to a stream of its own, values go to the device without waiting, and come back
 * together ({@link Autograd#later}). PyTorch waits for all that its stream has to do whenever it
 * copies between the two.
 */
public final class GpuUnit implements AutoCloseable {
  private static final ThreadLocal<GpuUnit> HERE = new ThreadLocal<>();

  /**
   * By the GPU's number, what units left: a stream's memory is kept by PyTorch for that stream, so
   * there are never more streams than units at one time.
   */
  private static final Map<Integer, Deque<CudaUnit>> IDLE = new ConcurrentHashMap<>();

  private final Device device;
  private final CudaUnit cuda;
  private final TorchStream torch;
  private final Deque<CudaUnit> idle;

  /**
   * @param cuda null for none
   * @param torch has PyTorch's operations go to the stream; null if they go where they went
   * @param idle takes what the unit leaves; null: it is closed
   */
  private GpuUnit(Device device, CudaUnit cuda, TorchStream torch, Deque<CudaUnit> idle) {
    this.device = device;
    this.cuda = cuda;
    this.torch = torch;
    this.idle = idle;
    if (cuda != null) {
      cuda.begin();
      if (torch != null) {
        torch.use(device.getDeviceId(), cuda.stream());
      }
      HERE.set(this);
    }
  }

  /**
   * Begins work on a device; on a CPU, and within another unit, there is nothing to begin.
   *
   * @param device of the unit's arrays
   */
  public static GpuUnit begin(Device device) {
    if (!device.isGpu() || HERE.get() != null) {
      return new GpuUnit(device, null, null, null);
    }
    TorchStream torch = TorchStream.here().orElse(null);
    Deque<CudaUnit> idle =
        IDLE.computeIfAbsent(device.getDeviceId(), d -> new ConcurrentLinkedDeque<>());
    CudaUnit left = idle.poll();
    // A stream that PyTorch does not use would not be in order with its operations.
    return new GpuUnit(
        device,
        left == null ? new CudaUnit(device.getDeviceId(), torch != null) : left,
        torch,
        idle);
  }

  /**
   * Begins work with given copies and kernels, closed with it.
   *
   * @param device whose arrays they can reach, in whatever stream PyTorch's operations go to
   */
  public static GpuUnit begin(Device device, CudaUnit cuda) {
    return new GpuUnit(device, cuda, null, null);
  }

  /** Whether units have streams of their own with the libtorch in use: the CPU's has no streams. */
  public static boolean ownStreams() {
    return TorchStream.here().isPresent();
  }

  /** The copies and kernels of this thread's unit, if its arrays are on a device. */
  public static Optional<CudaUnit> on(Device device) {
    GpuUnit unit = HERE.get();
    return unit != null && unit.device.equals(device) ? Optional.of(unit.cuda) : Optional.empty();
  }

  /** Waits for all that the unit put into its stream; closing twice does nothing. */
  @Override
  public void close() {
    if (HERE.get() != this) {
      return;
    }
    HERE.remove();
    if (torch != null) {
      torch.use(device.getDeviceId(), 0);
    }
    cuda.end();
    if (idle == null) {
      cuda.close();
    } else {
      idle.push(cuda);
    }
  }
}
