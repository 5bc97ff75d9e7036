package io.reenact.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.splat.cuda.CudaUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers that operations take, as arrays that live as long as the process: made anew each time,
 * each would be sent to a GPU, which waits for all that the GPU has to do. A single number stays on
 * the CPU: PyTorch hands it to kernels as an argument.
 */
final class Constants {
  /** Settings name a few dozen; beyond this something makes numbers of data. */
  private static final int MOST = 4096;

  private record Key(Device device, List<Float> values) {}

  private static final Map<Key, NDArray> KNOWN = new ConcurrentHashMap<>();

  private Constants() {}

  /** A number, of no dimension. */
  static NDArray scalar(float value) {
    return get(new Key(Device.cpu(), List.of(value)), new Shape());
  }

  /** Some numbers on a device, of one dimension. */
  static NDArray vector(Device device, float... values) {
    List<Float> list = new ArrayList<>();
    for (float v : values) {
      list.add(v);
    }
    // So that it is another key than a number's.
    list.add(Float.NaN);
    return get(new Key(device, list), new Shape(values.length));
  }

  private static NDArray get(Key key, Shape shape) {
    if (KNOWN.size() > MOST && !KNOWN.containsKey(key)) {
      throw new IllegalStateException("more than " + MOST + " constants: " + key.values());
    }
    return KNOWN.computeIfAbsent(
        key,
        k -> {
          float[] values = new float[(int) shape.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = k.values().get(i);
          }
          return make(k.device(), values, shape);
        });
  }

  /** An array that lives as long as the process, for all threads. */
  static NDArray make(Device device, float[] values, Shape shape) {
    NDArray made = Autograd.constant(NDManager.newBaseManager(device, "PyTorch"), values, shape);
    // Another unit's stream would not wait for what this one's has still to do.
    GpuUnit.on(device).ifPresent(CudaUnit::await);
    return made;
  }
}
