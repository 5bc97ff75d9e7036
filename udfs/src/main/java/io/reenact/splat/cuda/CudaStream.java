package io.reenact.splat.cuda;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of a device: what is put into it happens in its order, and the host goes on meanwhile. A
 * thread has the device's default one, PyTorch's own, unless a {@link CudaUnit} gives it another.
 */
final class CudaStream {
  private static final ThreadLocal<CudaStream> OF_THREAD = new ThreadLocal<>();

  private final int device;
  private final Pointer handle;
  private final List<Runnable> arrivals = new ArrayList<>();
  private long waits;

  /**
   * @param handle CUDA's, null for the default one
   */
  CudaStream(int device, Pointer handle) {
    this.device = device;
    this.handle = handle;
  }

  /** The one that this thread has on a device, or another if it has none. */
  static CudaStream here(int device, CudaStream otherwise) {
    CudaStream own = OF_THREAD.get();
    return own != null && own.device == device ? own : otherwise;
  }

  /** Gives this thread a stream; null takes it away. */
  static void take(CudaStream stream) {
    if (stream == null) {
      OF_THREAD.remove();
    } else {
      OF_THREAD.set(stream);
    }
  }

  /** CUDA's handle as a number; 0 for the default stream. */
  long address() {
    return Pointer.nativeValue(handle);
  }

  /** CUDA's handle; null for the default stream. */
  Pointer handle() {
    return handle;
  }

  /** Calls once the host has next waited: what was copied to the host is then there. */
  void whenWaited(Runnable arrival) {
    arrivals.add(arrival);
  }

  /** What is to be done once the host has waited. */
  void waited() {
    waits++;
    List<Runnable> all = List.copyOf(arrivals);
    arrivals.clear();
    all.forEach(Runnable::run);
  }

  /** How often the host has waited for it. */
  long waits() {
    return waits;
  }
}
