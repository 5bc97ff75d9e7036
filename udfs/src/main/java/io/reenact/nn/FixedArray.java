package io.reenact.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Numbers that never change, as an array on each device that asks for them: sent there once. */
public final class FixedArray {
  private final float[] values;
  private final Shape shape;
  private final Map<Device, NDArray> arrays = new ConcurrentHashMap<>();

  /**
   * @param values row-major
   */
  public FixedArray(float[] values, Shape shape) {
    this.values = values.clone();
    this.shape = shape;
  }

  /**
   * The array on a device. It stays open: neither write to it nor close it. What an operation of
   * its own makes belongs to its manager, which is never closed: attach that to another.
   */
  public NDArray on(Device device) {
    return arrays.computeIfAbsent(device, d -> Constants.make(d, values, shape));
  }
}
