package io.reenact.nn.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.reenact.nn.Autograd;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.program.NetworkProgram;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A frozen network on a CPU, by {@code network.cpp}: a picture a thread, on as many threads as
 * PyTorch may use. A picture's sums are the same on any number of threads. Memory of pictures that
 * are done with serves the next ones.
 */
public final class NativeNetwork implements FrozenNetwork {
  private final float scale;
  private final float shift;
  private final IntFunction<NetworkProgram> programs;
  private final Map<Integer, Loaded> loaded = new HashMap<>();

  /**
   * @param scale the network sees {@code scale * x + shift}
   * @param shift see {@code scale}
   * @param programs the program for pictures of a side
   */
  public NativeNetwork(float scale, float shift, IntFunction<NetworkProgram> programs) {
    this.scale = scale;
    this.shift = shift;
    this.programs = programs;
  }

  /**
   * @param back whether there will be a way back
   */
  private synchronized Loaded loaded(int side, boolean back) {
    Loaded whole =
        loaded.computeIfAbsent(
            side,
            s -> {
              NetworkProgram program = programs.apply(s);
              return new Loaded(program, weights(program));
            });
    return back ? whole : whole.forwardOnly();
  }

  private static Memory weights(NetworkProgram program) {
    Memory weights = new Memory(4L * program.weights().length);
    weights.write(0, program.weights(), 0, program.weights().length);
    return weights;
  }

  @Override
  public NDList forward(NDArray input) {
    Shape s = input.getShape();
    boolean record = Autograd.recording();
    Loaded network = loaded((int) s.get(2), record);
    int count = (int) s.get(0);
    int floats = 3 * network.program.side() * network.program.side();
    if (record && !network.program.differentiable()) {
      throw new IllegalStateException("this network has no way back");
    }
    List<Picture> pictures = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        pictures.add(network.take());
      }
      FloatBuffer values = EachPicture.direct(Autograd.view(input));
      Pointer in = Native.getDirectBufferPointer(values);
      EachPicture.run(count, i -> pictures.get(i).forward(in.share(4L * i * floats), scale, shift));
      // A pointer does not keep the memory that it points to.
      Reference.reachabilityFence(values);
      NDList outputs = new NDList();
      NDList leaves = new NDList();
      for (NetworkProgram.Output o : network.program.outputs()) {
        NDArray leaf = read(input.getManager(), pictures, o);
        leaves.add(record ? Autograd.leaf(leaf) : leaf);
        outputs.add(
            o.image() ? leaf.transpose(0, 3, 1, 2) : leaf.reshape(new Shape(count, o.channels())));
      }
      if (record) {
        Autograd.record(input, leaves, new Recorded(network, List.copyOf(pictures), floats));
        pictures.clear();
      }
      return outputs;
    } finally {
      network.give(pictures);
    }
  }

  /**
   * What the network says of one picture; without PyTorch, and without a way back.
   *
   * @param picture {@code [3, side, side]}
   * @return the outputs, an image's as {@code [height, width, channels]}
   */
  public List<float[]> run(float[] picture, int side) {
    Loaded network = loaded(side, false);
    if (picture.length != 3 * side * side) {
      throw new IllegalArgumentException(picture.length + " floats are no picture of " + side);
    }
    Picture one = network.take();
    try {
      one.forward(one.written(picture), scale, shift);
      List<float[]> outputs = new ArrayList<>();
      for (NetworkProgram.Output o : network.program.outputs()) {
        float[] values = new float[o.pixels() * o.channels()];
        FloatBuffer from = one.values(one.activations, o);
        copy(from, 0, o.stride(), FloatBuffer.wrap(values), 0, o.channels(), o);
        outputs.add(values);
      }
      return outputs;
    } finally {
      network.give(List.of(one));
    }
  }

  private static NDArray read(
      NDManager manager, List<Picture> pictures, NetworkProgram.Output output) {
    int floats = output.pixels() * output.channels();
    NDArray array =
        Autograd.empty(
            manager,
            new Shape(pictures.size(), output.height(), output.width(), output.channels()));
    FloatBuffer values = Autograd.view(array);
    for (int i = 0; i < pictures.size(); i++) {
      FloatBuffer from = pictures.get(i).values(pictures.get(i).activations, output);
      copy(from, 0, output.stride(), values, i * floats, output.channels(), output);
    }
    return array;
  }

  /** Pixels from one spacing to another. */
  private static void copy(
      FloatBuffer from,
      int fromAt,
      int fromStride,
      FloatBuffer to,
      int toAt,
      int toStride,
      NetworkProgram.Output output) {
    if (fromStride == toStride) {
      to.put(toAt, from, fromAt, output.pixels() * fromStride);
      return;
    }
    for (int p = 0; p < output.pixels(); p++) {
      to.put(toAt + p * toStride, from, fromAt + p * fromStride, output.channels());
    }
  }

  /** What the way back of one forward pass needs. */
  private record Recorded(Loaded network, List<Picture> pictures, int floats)
      implements Autograd.Operation {
    @Override
    public void backward(List<FloatBuffer> outputs, FloatBuffer gradient) {
      List<NetworkProgram.Output> of = network.program.outputs();
      Pointer to = Native.getDirectBufferPointer(gradient);
      EachPicture.run(
          pictures.size(),
          i -> {
            Picture picture = pictures.get(i);
            Memory gradients = network.takeGradients();
            for (int k = 0; k < of.size(); k++) {
              NetworkProgram.Output o = of.get(k);
              int n = o.pixels() * o.channels();
              FloatBuffer own = picture.values(gradients, o);
              if (o.stride() != o.channels()) {
                // Nothing comes from the padding.
                clear(gradients, o);
              }
              copy(outputs.get(k), i * n, o.channels(), own, 0, o.stride(), o);
            }
            picture.backward(gradients, to.share(4L * i * floats), network.scale());
            network.giveGradients(gradients);
          });
    }

    private static void clear(Memory gradients, NetworkProgram.Output output) {
      long bytes = 4L * output.pixels() * output.stride();
      gradients.share(4L * output.at(), bytes).clear(bytes);
    }

    @Override
    public void close() {
      network.give(pictures);
    }
  }

  /** A program with its weights in native memory, and the memory of pictures. */
  private final class Loaded {
    private final NetworkProgram program;
    private final Memory operators;
    private final Memory weights;
    private Loaded forwardOnly;
    private final Deque<Picture> free = new ArrayDeque<>();
    private final Deque<Memory> freeGradients = new ArrayDeque<>();

    Loaded(NetworkProgram program, Memory weights) {
      this.program = program;
      this.weights = weights;
      operators = new Memory(4L * program.operators().length);
      operators.write(0, program.operators(), 0, program.operators().length);
    }

    /** The same weights for who needs no way back. */
    synchronized Loaded forwardOnly() {
      if (!program.differentiable()) {
        return this;
      }
      if (forwardOnly == null) {
        forwardOnly = new Loaded(program.forwardOnly(), weights);
      }
      return forwardOnly;
    }

    float scale() {
      return scale;
    }

    synchronized Picture take() {
      return free.isEmpty() ? new Picture(this) : free.pop();
    }

    synchronized void give(List<Picture> pictures) {
      pictures.forEach(free::push);
    }

    /** Only the way back needs them, so there are no more than threads on it. */
    synchronized Memory takeGradients() {
      return freeGradients.isEmpty() ? new Memory(4L * program.activations()) : freeGradients.pop();
    }

    synchronized void giveGradients(Memory gradients) {
      freeGradients.push(gradients);
    }

    /** The weights stay. */
    synchronized void close() {
      free.forEach(Picture::close);
      free.clear();
      freeGradients.forEach(Memory::close);
      freeGradients.clear();
      operators.close();
      if (forwardOnly != null) {
        forwardOnly.close();
      }
    }
  }

  /** One picture on its way through. */
  private static final class Picture {
    private final Loaded network;
    private final Memory activations;
    private final Memory masks;
    private final Memory scratch;
    private Memory input;

    Picture(Loaded network) {
      this.network = network;
      activations = new Memory(4L * network.program.activations());
      masks = new Memory(network.program.masks());
      scratch = new Memory(4L * network.program.scratch());
    }

    FloatBuffer values(Memory of, NetworkProgram.Output output) {
      return of.getByteBuffer(4L * output.at(), 4L * output.pixels() * output.stride())
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    /** A picture of Java's where kernels can read it. */
    Pointer written(float[] picture) {
      if (input == null) {
        input = new Memory(4L * picture.length);
      }
      input.write(0, picture, 0, picture.length);
      return input;
    }

    void forward(Pointer picture, float scale, float shift) {
      NetworkProgram p = network.program;
      NativeNetworks.Calls.reenact_network_forward(
          NativeNetworks.lanes(),
          network.operators,
          p.count(),
          network.weights,
          picture,
          p.side() * p.side(),
          scale,
          shift,
          activations,
          masks,
          scratch);
    }

    void backward(Memory gradients, Pointer gradient, float scale) {
      NetworkProgram p = network.program;
      NativeNetworks.Calls.reenact_network_backward(
          NativeNetworks.lanes(),
          network.operators,
          p.count(),
          network.weights,
          activations,
          masks,
          gradients,
          scratch,
          scale,
          gradient,
          p.side() * p.side());
    }

    void close() {
      activations.close();
      masks.close();
      scratch.close();
      if (input != null) {
        input.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    loaded
        .values()
        .forEach(
            network -> {
              network.close();
              network.weights.close();
            });
    loaded.clear();
  }
}
