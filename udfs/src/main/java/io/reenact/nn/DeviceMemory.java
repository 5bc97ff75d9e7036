package io.reenact.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where an array's values lie, on a CPU or a GPU: for kernels of our own, which then need no copy
 * through the host. DJL has no public way; its native library has one.
 *
 * <p>Order on a GPU: PyTorch's operations of a thread and our kernels both go to the device's
 * default stream, so each sees what the other did before it without waiting.
 */
public final class DeviceMemory {
  private static final Object LIBRARY;
  private static final Method BUFFER;
  private static final Method CONTIGUOUS;

  static {
    try {
      Class<?> type = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      Field field = type.getDeclaredField("LIB");
      field.setAccessible(true);
      LIBRARY = field.get(null);
      BUFFER = method(type, "torchDirectByteBuffer");
      CONTIGUOUS = method(type, "torchIsContiguous");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this DJL has another native interface than 0.35's", e);
    }
  }

  private DeviceMemory() {}

  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    Method m = type.getDeclaredMethod(name, long.class);
    m.setAccessible(true);
    return m;
  }

  /**
   * The address of an array's first value, valid while the array is open.
   *
   * @param array FLOAT32, contiguous
   * @throws IllegalArgumentException if it is of another type, or not contiguous
   */
  public static long address(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("kernels take FLOAT32, not " + array.getDataType());
    }
    return ofBytes(array);
  }

  /**
   * Addresses of arrays of one shape whose values lie in one order without gaps, row by row or all
   * column by column, as a matrix may that a bundle's author turned before it was written: for
   * kernels that work element by element.
   *
   * @param arrays FLOAT32
   * @return one address an array; empty if they lie otherwise
   */
  public static Optional<long[]> alike(NDArray... arrays) {
    if (Arrays.stream(arrays).allMatch(DeviceMemory::contiguous)) {
      return Optional.of(Arrays.stream(arrays).mapToLong(DeviceMemory::address).toArray());
    }
    long[] turned = new long[arrays.length];
    try (Autograd.Scope off = Autograd.disabled()) {
      for (int i = 0; i < arrays.length; i++) {
        try (NDArray columns = arrays[i].transpose()) {
          if (!contiguous(columns)) {
            return Optional.empty();
          }
          turned[i] = address(columns);
        }
      }
    }
    return Optional.of(turned);
  }

  private static boolean contiguous(NDArray array) {
    return (boolean) call(CONTIGUOUS, (Long) ((PtNDArray) array).getHandle());
  }

  /** As {@link #address}, of any type. */
  static long ofBytes(NDArray array) {
    long handle = (Long) ((PtNDArray) array).getHandle();
    if (!contiguous(array)) {
      throw new IllegalArgumentException("kernels take contiguous arrays");
    }
    // The buffer is never read: on a GPU its address means nothing to the host.
    ByteBuffer at = (ByteBuffer) call(BUFFER, handle);
    return Pointer.nativeValue(Native.getDirectBufferPointer(at));
  }

  private static Object call(Method method, long handle) {
    try {
      return method.invoke(LIBRARY, handle);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method.getName() + " of DJL failed", e);
    }
  }
}
