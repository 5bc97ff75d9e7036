package io.reenact.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.reenact.pool.NativeExit;
import io.reenact.splat.cuda.CudaUnit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Gradients on DJL's PyTorch arrays without {@code GradientCollector}, of which a JVM can have only
 * one at a time. Gradient mode belongs to a thread. Work in one sub-manager a step and close it:
 * then memory stays flat.
 *
 * <pre>{@code
 * try (NDManager step = manager.newSubManager();
 *     Autograd.Scope scope = Autograd.enabled()) {
 *   NDArray x = Autograd.leaf(step, buffer, shape);
 *   NDArray y = network.forward(x);
 *   Autograd.backward(y, gradientOfY);
 *   FloatBuffer dx = Autograd.view(Autograd.gradient(x));
 * }
 * }</pre>
 */
public final class Autograd {
  static {
    // TorchScript's profiling executor recompiles a graph for every new batch size, seconds each
    // time (measured: 2-4 s against 20 ms); DJL reads this property before each forward pass.
    if (System.getProperty("ai.djl.pytorch.graph_optimizer") == null) {
      System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }
    OneDnn.narrow();
    // Loads the native library, without which the calls below would not link.
    Engine.getEngine("PyTorch");
    NativeExit.withoutDestructors();
    // Unasked, cuDNN would round what it multiplies (Precision).
    Tf32.allow(false);
  }

  private Autograd() {}

  /** Restores the thread's former gradient mode when closed, on the thread that opened it. */
  public static final class Scope implements AutoCloseable {
    private final boolean before;

    private final int recorded;
    private final boolean outer;

    private Scope(boolean mode) {
      before = JniUtils.isGradMode();
      recorded = TAPE.get().size();
      outer = RECORDING.get();
      RECORDING.set(mode);
      JniUtils.setGradMode(mode);
    }

    @Override
    public void close() {
      JniUtils.setGradMode(before);
      RECORDING.set(outer);
      List<Recorded> tape = TAPE.get();
      while (tape.size() > recorded) {
        tape.remove(tape.size() - 1).operation().close();
      }
    }
  }

  /** Records operations of this thread for {@link #backward} until the scope is closed. */
  public static Scope enabled() {
    return new Scope(true);
  }

  /** Records nothing on this thread until the scope is closed. */
  public static Scope disabled() {
    return new Scope(false);
  }

  /** An operation that PyTorch knows nothing of; see {@link #record}. */
  public interface Operation extends AutoCloseable {
    /**
     * Computes the gradient of its input.
     *
     * @param outputs gradients of its outputs, row-major
     * @param gradient written: direct, native order, row-major, of the input's shape
     */
    void backward(List<FloatBuffer> outputs, FloatBuffer gradient);

    /**
     * How far from the loss: an operation may lie behind those of greater depth only. Those of one
     * depth go back together.
     */
    default int depth() {
      return 0;
    }

    /** Frees what the way back needed; called once, whether there was one or not. */
    @Override
    void close();
  }

  private record Recorded(NDArray input, NDList outputs, Operation operation) {}

  private static final ThreadLocal<List<Recorded>> TAPE = ThreadLocal.withInitial(ArrayList::new);

  private static final ThreadLocal<Boolean> RECORDING = ThreadLocal.withInitial(() -> false);

  /** Whether this thread is inside {@link #enabled} and in no {@link #disabled} in it. */
  public static boolean recording() {
    return RECORDING.get();
  }

  /**
   * Puts an operation of ours into this thread's graph. The next {@link #backward} runs it once it
   * has come as far as the outputs, and goes on from the input; unless there is one, it is
   * forgotten when the innermost {@link Scope} closes. Of a chain of such operations each must have
   * another {@link Operation#depth}.
   *
   * @param input what depends on a leaf: whether it does can not be asked
   * @param outputs leaves
   */
  public static void record(NDArray input, NDList outputs, Operation operation) {
    TAPE.get().add(new Recorded(input, outputs, operation));
  }

  /** Propagates through the operations of ours that this thread recorded. */
  private static void backwardThroughTape() {
    List<Recorded> tape = List.copyOf(TAPE.get());
    TAPE.get().clear();
    try {
      int[] depths =
          tape.stream().mapToInt(r -> r.operation().depth()).distinct().sorted().toArray();
      for (int depth : depths) {
        NDList inputs = new NDList();
        NDList gradients = new NDList();
        for (Recorded r : tape) {
          if (r.operation().depth() == depth) {
            inputs.add(r.input());
            gradients.add(back(r));
          }
        }
        backward(total(inputs, gradients), depth != depths[depths.length - 1]);
      }
    } finally {
      tape.forEach(r -> r.operation().close());
    }
  }

  /** The gradient of an operation's input. */
  private static NDArray back(Recorded r) {
    NDArray gradient = empty(r.input().getManager(), r.input().getShape());
    try (NDManager scratch = r.input().getManager().newSubManager()) {
      List<FloatBuffer> outputs = new ArrayList<>();
      for (NDArray output : r.outputs()) {
        NDArray own = gradient(output);
        own.attach(scratch);
        outputs.add(view(own));
      }
      r.operation().backward(outputs, view(gradient));
    }
    return gradient;
  }

  /** A direct buffer of {@code floats} floats in native order, as {@link #wrap} needs. */
  public static FloatBuffer buffer(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** An array to be filled through {@link #view}, of no graph, in memory of PyTorch's. */
  public static NDArray empty(NDManager manager, Shape shape) {
    return manager.create(shape, DataType.FLOAT32);
  }

  /**
   * An array over a buffer's memory from its position: an alias on a CPU, a copy on a GPU. The
   * buffer is kept from the garbage collector until {@code manager} closes: not before {@link
   * #backward}; see {@link #constant}.
   *
   * @param data direct, native order, at least {@code shape.size()} floats remaining
   * @throws IllegalArgumentException if the buffer does not fit
   */
  public static NDArray wrap(NDManager manager, FloatBuffer data, Shape shape) {
    if (!data.isDirect() || data.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("wrap needs a direct buffer in native byte order");
    }
    long bytes = Math.multiplyExact(shape.size(), (long) Float.BYTES);
    if (data.remaining() < shape.size() || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          shape + " needs " + shape.size() + " floats, the buffer has " + data.remaining());
    }
    // Java hides the ByteBuffer below a FloatBuffer; JavaCPP makes a second view of its memory.
    FloatPointer floats = new FloatPointer(data.slice());
    ByteBuffer alias =
        new BytePointer(floats).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    NDArray sent = sent(manager, alias, shape, DataType.FLOAT32);
    if (sent != null) {
      return sent;
    }
    Traffic.add(bytes);
    PtNDManager owner = (PtNDManager) manager;
    owner.attachInternal("buffer-" + UUID.randomUUID(), new Keep(data));
    return owner.create(alias, shape, DataType.FLOAT32);
  }

  /** A copy on a GPU that nobody waits for; null outside of a {@link GpuUnit}. */
  private static NDArray sent(NDManager manager, ByteBuffer data, Shape shape, DataType type) {
    CudaUnit gpu = GpuUnit.on(manager.getDevice()).orElse(null);
    if (gpu == null) {
      return null;
    }
    Traffic.later(data.remaining());
    NDArray array = manager.create(shape, type);
    gpu.upload(DeviceMemory.ofBytes(array), data);
    return array;
  }

  /**
   * An array with memory of its own, for constants in a graph: the graph keeps it alive. DJL's
   * {@code create} and {@link #wrap} give an alias of Java memory instead; a graph that saved such
   * an alias reads freed memory if its manager closes before {@link #backward}.
   *
   * @param data as {@link #wrap}
   */
  public static NDArray constant(NDManager manager, FloatBuffer data, Shape shape) {
    if (GpuUnit.on(manager.getDevice()).isPresent()) {
      return wrap(manager, data, shape);
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray copy = wrap(scratch, data, shape).duplicate();
      copy.attach(manager);
      return copy;
    }
  }

  /** {@link #constant(NDManager, FloatBuffer, Shape)} of an array's values. */
  public static NDArray constant(NDManager manager, float[] data, Shape shape) {
    if (GpuUnit.on(manager.getDevice()).isPresent()) {
      return wrap(manager, buffer(data.length).put(data).rewind(), shape);
    }
    Traffic.add(Float.BYTES * (long) data.length);
    try (NDArray alias = manager.create(data, shape)) {
      return alias.duplicate();
    }
  }

  /**
   * {@code array * factor}, differentiable. DJL's {@code mul(Number)} and {@code div(Number)} are
   * not: the factor's array, which the graph needs in {@link #backward}, lies in Java memory that
   * they let go at once, so that a garbage collection in between makes the gradient noise.
   */
  public static NDArray scale(NDArray array, double factor) {
    return array.mul(number(factor));
  }

  /**
   * A number for operations with arrays on any device. DJL's {@code add(Number)} and the like send
   * it to a GPU and wait; this one is shared and stays open: neither write to it nor close it.
   */
  public static NDArray number(double value) {
    return Constants.scalar((float) value);
  }

  /**
   * Numbers on a device, as {@link #number}: a table of settings, not of data.
   *
   * @return of one dimension
   */
  public static NDArray numbers(Device device, float[] values) {
    return Constants.vector(device, values);
  }

  /**
   * Replaces each code by its value, of no graph.
   *
   * @param codes INT64, of any shape, from 0
   * @param values by code, as {@link #numbers}
   * @return FLOAT32 of the shape of {@code codes}, in its manager
   */
  public static NDArray lookUp(NDArray codes, float[] values) {
    try (Scope off = disabled()) {
      return numbers(codes.getDevice(), values).take(codes.getManager(), codes);
    }
  }

  /** Holds a buffer for as long as the manager that it is attached to. */
  private record Keep(FloatBuffer data) implements AutoCloseable {
    @Override
    public void close() {
      // Nothing to release: dropping the reference is the point.
    }
  }

  /** {@link #wrap}, and gradients are collected for it. */
  public static NDArray leaf(NDManager manager, FloatBuffer data, Shape shape) {
    return leaf(wrap(manager, data, shape));
  }

  /** Marks an array that is no operation's result as one that gradients are collected for. */
  public static NDArray leaf(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  /**
   * Propagates {@code outputGradient} from {@code output} to all leaves, whose gradients add up,
   * and frees the graph.
   *
   * @param outputGradient the loss's gradient by {@code output}, of the same shape
   */
  public static void backward(NDArray output, NDArray outputGradient) {
    backward(output, outputGradient, false);
  }

  /** As {@link #backward(NDArray, NDArray)}; the graph survives if {@code keepGraph}. */
  public static void backward(NDArray output, NDArray outputGradient, boolean keepGraph) {
    boolean ours = !TAPE.get().isEmpty();
    // What lies before our operations may share a part of the graph.
    JniUtils.backward((PtNDArray) output, (PtNDArray) outputGradient, keepGraph || ours, false);
    if (ours) {
      backwardThroughTape();
    }
  }

  /** Propagates from several outputs that share a graph. Gradient mode must be on. */
  public static void backward(NDList outputs, NDList outputGradients) {
    if (outputs.isEmpty() || outputs.size() != outputGradients.size()) {
      throw new IllegalArgumentException(
          outputs.size() + " outputs, " + outputGradients.size() + " gradients");
    }
    backward(total(outputs, outputGradients));
  }

  /** What has these gradients. */
  private static NDArray total(NDList outputs, NDList outputGradients) {
    NDArray total = outputs.get(0).mul(outputGradients.get(0)).sum();
    for (int i = 1; i < outputs.size(); i++) {
      total = total.add(outputs.get(i).mul(outputGradients.get(i)).sum());
    }
    return total;
  }

  /** Propagates from a scalar loss. */
  public static void backward(NDArray loss) {
    backward(loss, false);
  }

  private static void backward(NDArray loss, boolean keepGraph) {
    backward(loss, loss.onesLike(), keepGraph);
  }

  /**
   * What {@link #backward} collected for a leaf, of the leaf's shape, zeros if nothing reached it.
   * Belongs to the leaf's manager.
   */
  public static NDArray gradient(NDArray leaf) {
    return leaf.getGradient();
  }

  /** Sets a leaf's collected gradient to zero, for leaves that outlive a step. */
  public static void clearGradient(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }

  /**
   * An array's floats, row-major, without a copy where it is contiguous and on a CPU. Valid while
   * the array and its manager are open; writing to it writes to the array.
   *
   * @throws IllegalArgumentException if the array is not FLOAT32
   */
  public static FloatBuffer view(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("view needs FLOAT32, not " + array.getDataType());
    }
    Traffic.add(Float.BYTES * array.size());
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** A copy of an array's floats, row-major, from whatever device. */
  public static float[] floats(NDArray array) {
    Traffic.add(Float.BYTES * array.size());
    return array.toFloatArray();
  }

  /**
   * An array's floats, row-major, asked for now and read later: within a {@link GpuUnit} whoever
   * reads first waits for all that was asked for by then.
   *
   * @param array FLOAT32
   */
  public static Supplier<float[]> later(NDArray array) {
    CudaUnit gpu = GpuUnit.on(array.getDevice()).orElse(null);
    if (gpu == null) {
      float[] now = floats(array);
      return () -> now;
    }
    Traffic.later(Float.BYTES * array.size());
    try (Scope off = disabled();
        NDArray flat = array.flatten()) {
      return gpu.download(DeviceMemory.address(flat), Math.toIntExact(array.size()));
    }
  }

  /**
   * Unsigned bytes as an array, so that only bytes cross to a GPU. Of no graph.
   *
   * @param data direct, {@code shape.size()} bytes
   * @return UINT8; on a CPU an alias, which keeps the buffer
   */
  public static NDArray bytes(NDManager manager, ByteBuffer data, Shape shape) {
    NDArray sent = sent(manager, data, shape, DataType.UINT8);
    if (sent != null) {
      return sent;
    }
    Traffic.add(shape.size());
    return manager.create(data, shape, DataType.UINT8);
  }

  /**
   * Indices, of no graph.
   *
   * @return INT64 of one dimension
   */
  public static NDArray indices(NDManager manager, int[] values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(Long.BYTES * values.length).order(ByteOrder.nativeOrder());
    for (int v : values) {
      data.putLong(v);
    }
    Shape shape = new Shape(values.length);
    NDArray sent = sent(manager, data.flip(), shape, DataType.INT64);
    if (sent != null) {
      return sent;
    }
    Traffic.add(data.remaining());
    return manager.create(data, shape, DataType.INT64);
  }

  /**
   * The operator threads that PyTorch uses, in all of the process: libtorch has one setting, and
   * one pool of threads, for everybody, so this can't be scoped to a caller. It needn't be: the
   * tasks that run in a process at one time are those of one stage, which all set the same number.
   * Threads wait for each other at every operator: with more of them than idle cores all work
   * becomes many times slower.
   */
  public static void threads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  /** As last set. */
  public static int threads() {
    return JniUtils.getNumThreads();
  }
}
