package io.reenact.splat.cuda;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.reenact.error.UserError;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The CUDA driver API on one device, in the device's primary context and on the thread's {@link
 * CudaStream}: PyTorch's own, so work of both is in one order. Counts what crosses the bus. One
 * thread at a time.
 */
public final class CudaDriver implements AutoCloseable {
  /** Names the driver's library; tests put an emulation in its place. */
  public static final String LIBRARY_PROPERTY = "reenact.cuda.library";

  private static final int THREADS = 256;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int OUT_OF_MEMORY = 2;
  private static final int MOST_ARGUMENTS = 16;
  private static final int ARGUMENT_BYTES = 160;

  private final NativeLibrary library;
  private final Map<String, Function> functions = new HashMap<>();
  private final Memory arguments = new Memory((long) MOST_ARGUMENTS * (8 + ARGUMENT_BYTES));
  private final int device;
  private final Pointer context;
  private final String name;
  private final int capability;
  private final CudaStream defaultStream;
  private final CudaStaging staging = new CudaStaging(this);
  private long toDevice;
  private long toHost;
  private long waits;

  private CudaDriver(NativeLibrary library, int index) {
    this.library = library;
    call("cuInit", 0);
    IntByReference d = new IntByReference();
    call("cuDeviceGet", d, index);
    device = d.getValue();
    byte[] text = new byte[128];
    call("cuDeviceGetName", text, text.length, device);
    name = Native.toString(text);
    capability = 10 * attribute(CAPABILITY_MAJOR) + attribute(CAPABILITY_MINOR);
    PointerByReference c = new PointerByReference();
    call("cuDevicePrimaryCtxRetain", c, device);
    defaultStream = new CudaStream(device, null);
    context = c.getValue();
    enter();
  }

  /**
   * Opens a device.
   *
   * @param index as CUDA counts them
   * @throws UserError if there is no driver or no such device
   */
  static CudaDriver open(int index) {
    NativeLibrary library = library();
    if (library == null) {
      throw new UserError(
          "device cuda needs NVIDIA's driver, and libcuda.so.1 is not here: install it, or set"
              + " job.device=cpu");
    }
    return new CudaDriver(library, index);
  }

  /** How many devices there are; 0 without a driver. */
  static int devices() {
    NativeLibrary library = library();
    if (library == null) {
      return 0;
    }
    IntByReference count = new IntByReference();
    boolean ok =
        library.getFunction("cuInit").invokeInt(new Object[] {0}) == 0
            && library.getFunction("cuDeviceGetCount").invokeInt(new Object[] {count}) == 0;
    return ok ? count.getValue() : 0;
  }

  private static NativeLibrary library() {
    try {
      return NativeLibrary.getInstance(System.getProperty(LIBRARY_PROPERTY, "libcuda.so.1"));
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }

  /** Makes the device this thread's. */
  void enter() {
    call("cuCtxSetCurrent", context);
  }

  /** The device's name. */
  String name() {
    return name;
  }

  /** Compute capability, 80 for 8.0. */
  int capability() {
    return capability;
  }

  /** Bytes copied to the device so far. */
  long bytesToDevice() {
    return toDevice;
  }

  /** Bytes copied from the device so far. */
  long bytesToHost() {
    return toHost;
  }

  /** Free memory of the device, bytes. */
  long free() {
    LongByReference free = new LongByReference();
    call("cuMemGetInfo_v2", free, new LongByReference());
    return free.getValue();
  }

  /** All memory of the device, bytes. */
  long total() {
    LongByReference total = new LongByReference();
    call("cuMemGetInfo_v2", new LongByReference(), total);
    return total.getValue();
  }

  /** The newest CUDA that the driver runs, 13000 for 13.0. */
  int cuda() {
    IntByReference v = new IntByReference();
    call("cuDriverGetVersion", v);
    return v.getValue();
  }

  private int attribute(int which) {
    IntByReference v = new IntByReference();
    call("cuDeviceGetAttribute", v, which, device);
    return v.getValue();
  }

  /**
   * Loads a module.
   *
   * @param image a cubin, or PTX that ends in a zero byte
   * @return null if this driver or device can't run it
   */
  Pointer module(byte[] image) {
    PointerByReference m = new PointerByReference();
    try (Memory copy = new Memory(image.length)) {
      copy.write(0, image, 0, image.length);
      return code("cuModuleLoadData", m, copy) == 0 ? m.getValue() : null;
    }
  }

  void unload(Pointer module) {
    call("cuModuleUnload", module);
  }

  Pointer function(Pointer module, String kernel) {
    PointerByReference f = new PointerByReference();
    call("cuModuleGetFunction", f, module, kernel);
    return f.getValue();
  }

  /**
   * @throws UserError if the device has no such memory left
   */
  long allocate(long bytes) {
    LongByReference p = new LongByReference();
    int code = code("cuMemAlloc_v2", p, bytes);
    if (code == OUT_OF_MEMORY) {
      throw new UserError(
          name
              + " has no "
              + bytes / (1 << 20)
              + " MiB left for the rasterizer: run fewer units on it, or smaller batches");
    }
    check("cuMemAlloc_v2", code);
    return p.getValue();
  }

  void free(long pointer) {
    call("cuMemFree_v2", pointer);
  }

  /** Host memory that the device can reach. */
  Pointer allocateHost(long bytes) {
    PointerByReference p = new PointerByReference();
    call("cuMemHostAlloc", p, bytes, 0);
    return p.getValue();
  }

  void freeHost(Pointer memory) {
    call("cuMemFreeHost", memory);
  }

  /** A stream of its own, which is in order with the default one. */
  CudaStream newStream() {
    PointerByReference s = new PointerByReference();
    call("cuStreamCreate", s, 0);
    return new CudaStream(device, s.getValue());
  }

  /** The device's default stream. */
  CudaStream defaultStream() {
    return defaultStream;
  }

  private CudaStream stream() {
    return CudaStream.here(device, defaultStream);
  }

  /** Copies what remains of a buffer to the device. The host may change it at once. */
  void upload(long to, ByteBuffer from) {
    int bytes = from.remaining();
    if (bytes > 0) {
      CudaStream stream = stream();
      ByteBuffer part = staging.take(stream, bytes);
      Pointer at = Native.getDirectBufferPointer(part);
      part.put(from.duplicate());
      toDevice += bytes;
      call("cuMemcpyHtoDAsync_v2", to, at, (long) bytes, stream.handle());
    }
  }

  /**
   * Copies to the host and goes on.
   *
   * @param arrival gets the bytes once the host next waits
   */
  void download(long from, long bytes, Consumer<ByteBuffer> arrival) {
    CudaStream stream = stream();
    ByteBuffer part = staging.take(stream, bytes);
    toHost += bytes;
    Pointer at = Native.getDirectBufferPointer(part);
    call("cuMemcpyDtoHAsync_v2", at, from, bytes, stream.handle());
    stream.whenWaited(() -> arrival.accept(part));
  }

  /** Waits for the device. */
  void await() {
    await(stream());
  }

  void await(CudaStream stream) {
    waits++;
    call("cuStreamSynchronize", stream.handle());
    stream.waited();
  }

  /** Copies within the device, in order with kernels; waits for nothing. */
  void copy(long to, long from, long bytes) {
    call("cuMemcpyDtoDAsync_v2", to, from, bytes, stream().handle());
  }

  /** How often the host waited for the device so far. */
  long waits() {
    return waits;
  }

  void zero(long pointer, long bytes) {
    call("cuMemsetD8Async", pointer, (byte) 0, bytes, stream().handle());
  }

  /**
   * Starts a kernel in blocks of 256 threads.
   *
   * @param args Long for pointers, Integer, Float, or byte[] for a structure
   */
  void launch(Pointer kernel, int blocks, Object... args) {
    for (int i = 0; i < args.length; i++) {
      long at = 8L * MOST_ARGUMENTS + (long) i * ARGUMENT_BYTES;
      arguments.setPointer(8L * i, arguments.share(at));
      if (args[i] instanceof Long v) {
        arguments.setLong(at, v);
      } else if (args[i] instanceof Integer v) {
        arguments.setInt(at, v);
      } else if (args[i] instanceof Float v) {
        arguments.setFloat(at, v);
      } else {
        byte[] v = (byte[]) args[i];
        arguments.write(at, v, 0, v.length);
      }
    }
    call(
        "cuLaunchKernel",
        kernel,
        blocks,
        1,
        1,
        THREADS,
        1,
        1,
        0,
        stream().handle(),
        arguments,
        null);
  }

  private void call(String function, Object... args) {
    check(function, code(function, args));
  }

  private int code(String function, Object... args) {
    return functions.computeIfAbsent(function, library::getFunction).invokeInt(args);
  }

  private void check(String function, int code) {
    if (code == 0) {
      return;
    }
    PointerByReference text = new PointerByReference();
    code("cuGetErrorString", code, text);
    String what = text.getValue() == null ? "unknown error" : text.getValue().getString(0);
    throw new IllegalStateException(function + " failed with CUDA error " + code + ": " + what);
  }

  @Override
  public void close() {
    staging.close();
    call("cuDevicePrimaryCtxRelease_v2", device);
    arguments.close();
  }
}
