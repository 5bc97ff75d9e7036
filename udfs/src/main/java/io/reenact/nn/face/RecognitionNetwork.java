package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.reenact.nn.FrozenNetwork;
import io.reenact.nn.Shapes;
import io.reenact.nn.cpu.NativeNetwork;
import io.reenact.nn.program.NetworkProgram;
import io.reenact.nn.program.ProgramBuilder;
import io.reenact.nn.program.ProgramBuilder.Tensor;
import io.reenact.nn.program.ProgramBuilder.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A second judge of identity, in no loss: dlib's residual network for faces, as face-api ships it.
 * Crops: {@link FaceBoxes#chipBox} and {@link CropSampler}. Threads may share it.
 */
public final class RecognitionNetwork implements AutoCloseable {
  /** Side of its crops, px. */
  public static final int SIZE = 150;

  /** What tables call it. */
  public static final String NAME = "dlib-resnet";

  // A name that ends in "down" halves the picture.
  private static final String[] BLOCKS = {
    "conv32_1",
    "conv32_2",
    "conv32_3",
    "conv64_down",
    "conv64_1",
    "conv64_2",
    "conv64_3",
    "conv128_down",
    "conv128_1",
    "conv128_2",
    "conv256_down",
    "conv256_1",
    "conv256_2",
    "conv256_down_out"
  };

  private final FrozenNetwork network;

  /**
   * @param parent its device is the network's; closing it closes the network
   */
  public RecognitionNetwork(NDManager parent) {
    ByteWeights weights =
        ByteWeights.parse(
            FaceModel.FACE_RECOGNITION_MANIFEST.bytes(), FaceModel.FACE_RECOGNITION.bytes());
    network =
        BundledNetworks.own(parent)
            ? new NativeNetwork(0.5f, 0.5f, side -> program(weights, side))
            : new Operators(parent, weights);
  }

  private static boolean down(String block) {
    return block.contains("down");
  }

  /**
   * Embeds faces.
   *
   * @param crops {@code [B, 3, 150, 150]} RGB in [-1, 1]
   * @return {@code [B, 128]}; dlib calls faces nearer than 0.6 the same person's
   */
  public NDArray embed(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    return network.forward(crops).head();
  }

  /** A convolution with the scales and biases that follow it folded in. */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record Folded(long[] shape, float[] filters, float[] bias) {
    static Folded of(ByteWeights weights, String name) {
      ByteWeights.Tensor filters = weights.get(name + "/conv/filters");
      float[] scale = weights.get(name + "/scale/weights").values();
      float[] shift = weights.get(name + "/scale/biases").values();
      float[] folded = filters.values().clone();
      for (int i = 0; i < folded.length; i++) {
        folded[i] *= scale[i % scale.length];
      }
      float[] bias = weights.get(name + "/conv/bias").values().clone();
      for (int i = 0; i < bias.length; i++) {
        bias[i] = bias[i] * scale[i] + shift[i];
      }
      return new Folded(filters.shape(), folded, bias);
    }
  }

  private static NetworkProgram program(ByteWeights weights, int side) {
    ProgramBuilder to = new ProgramBuilder(side);
    Tensor x = convolution(to, FaceApiLayers.centred(to), weights, "conv32_down", 2, 0, null, true);
    x = to.maxPool(x, new Window(3, 3, 2, 0, 0, (x.height() - 3) / 2 + 1, (x.width() - 3) / 2 + 1));
    for (String block : BLOCKS) {
      x = block(to, x, weights, block);
    }
    return to.build(
        List.of(FaceApiLayers.headOf(to, x, weights.get("fc"), null)), List.of(Boolean.FALSE));
  }

  private static Tensor block(ProgramBuilder to, Tensor x, ByteWeights weights, String name) {
    if (!down(name)) {
      Tensor inner = convolution(to, x, weights, name + "/conv1", 1, 1, null, true);
      return convolution(to, inner, weights, name + "/conv2", 1, 1, x, true);
    }
    Tensor inner = convolution(to, x, weights, name + "/conv1", 2, 0, null, true);
    Tensor out = convolution(to, inner, weights, name + "/conv2", 1, 1, null, false);
    float[] quarters = new float[4 * x.channels()];
    Arrays.fill(quarters, 0.25f);
    Tensor past =
        to.depthwise(
            x, new Window(2, 2, 2, 0, 0, x.height() / 2, x.width() / 2), quarters, null, null);
    if (out.height() < past.height() || out.width() < past.width()) {
      // Zeros after the last row and column.
      float[] ones = new float[out.channels()];
      Arrays.fill(ones, 1);
      out =
          to.depthwise(
              out, new Window(1, 1, 1, 0, 0, past.height(), past.width()), ones, null, null);
    }
    if (past.channels() < out.channels()) {
      past = to.padChannels(past, out.channels());
    }
    return to.sum(out, past, new float[out.channels()]);
  }

  /**
   * @param residual is added before what is below 0 goes; null for nothing
   */
  private static Tensor convolution(
      ProgramBuilder to,
      Tensor x,
      ByteWeights weights,
      String name,
      int stride,
      int pad,
      Tensor residual,
      boolean relu) {
    Folded folded = Folded.of(weights, name);
    int side = (int) folded.shape[0];
    int channels = folded.bias.length;
    Window window =
        new Window(
            side,
            side,
            stride,
            pad,
            pad,
            (x.height() + 2 * pad - side) / stride + 1,
            (x.width() + 2 * pad - side) / stride + 1);
    return to.convolution(
        x,
        window,
        channels,
        FaceApiLayers.outFirst(new ByteWeights.Tensor(folded.shape, folded.filters)),
        folded.bias,
        residual,
        relu ? new float[channels] : null);
  }

  /** The network operator by operator, on any device. */
  private static final class Operators implements FrozenNetwork {
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new HashMap<>();

    Operators(NDManager parent, ByteWeights weights) {
      manager = parent.newSubManager();
      convolution(weights, "conv32_down");
      for (String block : BLOCKS) {
        convolution(weights, block + "/conv1");
        convolution(weights, block + "/conv2");
      }
      arrays.put("fc", weights.array(manager, "fc"));
    }

    private void convolution(ByteWeights weights, String name) {
      Folded folded = Folded.of(weights, name);
      try (NDArray filters = manager.create(folded.filters, new Shape(folded.shape))) {
        // A copy: what is turned would look into memory that is freed with the array.
        arrays.put(name + "/filters", filters.transpose(3, 2, 0, 1).duplicate());
      }
      arrays.put(name + "/bias", manager.create(folded.bias));
    }

    @Override
    public NDList forward(NDArray crops) {
      try (NDManager step = crops.getManager().newSubManager()) {
        NDArray input = crops.duplicate();
        input.attach(step);
        NDArray x =
            convolve(FaceApiLayers.centred(input), "conv32_down", 2, 0).getNDArrayInternal().relu();
        x = Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), false);
        for (String block : BLOCKS) {
          x = block(x, block);
        }
        NDArray out = x.mean(new int[] {3}).mean(new int[] {2}).matMul(arrays.get("fc"));
        out.attach(crops.getManager());
        return new NDList(out);
      }
    }

    private NDArray block(NDArray x, String name) {
      boolean down = down(name);
      NDArray inner = convolve(x, name + "/conv1", down ? 2 : 1, down ? 0 : 1);
      NDArray out = convolve(inner.getNDArrayInternal().relu(), name + "/conv2", 1, 1);
      NDArray past = x;
      if (down) {
        past = Pool.avgPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false, false);
        out = Shapes.padded(out, 2, past.getShape().get(2));
        out = Shapes.padded(out, 3, past.getShape().get(3));
        past = Shapes.padded(past, 1, out.getShape().get(1));
      }
      return out.add(past).getNDArrayInternal().relu();
    }

    private NDArray convolve(NDArray x, String name, int stride, int pad) {
      return Conv2d.conv2d(
              x,
              arrays.get(name + "/filters"),
              arrays.get(name + "/bias"),
              new Shape(stride, stride),
              new Shape(pad, pad))
          .singletonOrThrow();
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
