package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
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
 * A second reader of landmarks, in no loss: the 68 points of face-api's FaceLandmark68Net, four
 * dense blocks of depthwise separable convolutions. Crops: {@link FaceBoxes#face68Box} and {@link
 * CropSampler}. Threads may share it.
 */
public final class LandmarkNetwork68 implements AutoCloseable {
  /** Side of its crops, px. */
  public static final int SIZE = 112;

  /** What tables call it. */
  public static final String NAME = "face-api-68";

  private static final int BLOCKS = 4;
  private static final int CONVOLUTIONS = 4;

  private final FrozenNetwork network;

  /**
   * @param parent its device is the network's; closing it closes the network
   */
  public LandmarkNetwork68(NDManager parent) {
    ByteWeights weights =
        ByteWeights.parse(
            FaceModel.FACE_LANDMARK_68_MANIFEST.bytes(), FaceModel.FACE_LANDMARK_68.bytes());
    network =
        BundledNetworks.own(parent)
            ? new NativeNetwork(0.5f, 0.5f, side -> program(weights, side))
            : new Operators(parent, weights);
  }

  private static String name(int block, int convolution) {
    return "dense" + block + "/conv" + convolution;
  }

  /** The first of all sees colours at once, the others each channel by itself and then all. */
  private static boolean separable(int block, int convolution) {
    return block + convolution > 0;
  }

  /**
   * Finds landmarks.
   *
   * @param crops {@code [B, 3, 112, 112]} RGB in [-1, 1]
   * @return {@code [B, 136]}: x and y of the 68 landmarks in Multi-PIE's order, in shares of the
   *     crop's side from its top left corner
   */
  public NDArray read(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    return network.forward(crops).head();
  }

  private static NetworkProgram program(ByteWeights weights, int side) {
    ProgramBuilder to = new ProgramBuilder(side);
    Tensor x = FaceApiLayers.centred(to);
    for (int b = 0; b < BLOCKS; b++) {
      x = block(to, x, weights, b);
    }
    Tensor points =
        FaceApiLayers.headOf(to, x, weights.get("fc/weights"), weights.get("fc/bias").values());
    return to.build(List.of(points), List.of(Boolean.FALSE));
  }

  /** Each convolution sees the sum of all before it. */
  private static Tensor block(ProgramBuilder to, Tensor x, ByteWeights weights, int block) {
    Tensor in = convolution(to, x, weights, name(block, 0), separable(block, 0), 2, null, true);
    // Nothing is below 0 in the first summand.
    Tensor sum = in;
    for (int c = 1; c < CONVOLUTIONS; c++) {
      boolean last = c == CONVOLUTIONS - 1;
      sum = convolution(to, in, weights, name(block, c), true, 1, sum, last);
      in = last ? sum : relu(to, sum);
    }
    return in;
  }

  private static Tensor relu(ProgramBuilder to, Tensor x) {
    float[] ones = new float[x.channels()];
    Arrays.fill(ones, 1);
    return to.depthwise(x, same(x, 1, 1), ones, null, new float[x.channels()]);
  }

  /** TensorFlow's padding: of an even side that is halved, a zero after the last. */
  private static Window same(Tensor x, int side, int stride) {
    int before = stride == 1 ? side / 2 : 0;
    return new Window(side, side, stride, before, before, x.height() / stride, x.width() / stride);
  }

  /**
   * @param residual is added before what is below 0 goes; null for nothing
   */
  private static Tensor convolution(
      ProgramBuilder to,
      Tensor x,
      ByteWeights weights,
      String name,
      boolean separable,
      int stride,
      Tensor residual,
      boolean relu) {
    float[] bias = weights.get(name + "/bias").values();
    float[] slope = relu ? new float[bias.length] : null;
    if (!separable) {
      float[] kernel = FaceApiLayers.outFirst(weights.get(name + "/filters"));
      return to.convolution(x, same(x, 3, stride), bias.length, kernel, bias, residual, slope);
    }
    // [3, 3, channels, 1], as programs want it.
    Tensor deep =
        to.depthwise(
            x, same(x, 3, stride), weights.get(name + "/depthwise_filter").values(), null, null);
    float[] kernel = FaceApiLayers.outFirst(weights.get(name + "/pointwise_filter"));
    return to.convolution(deep, same(deep, 1, 1), bias.length, kernel, bias, residual, slope);
  }

  /** The network operator by operator, on any device. */
  private static final class Operators implements FrozenNetwork {
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new HashMap<>();

    Operators(NDManager parent, ByteWeights weights) {
      manager = parent.newSubManager();
      for (int b = 0; b < BLOCKS; b++) {
        for (int c = 0; c < CONVOLUTIONS; c++) {
          String name = name(b, c);
          if (separable(b, c)) {
            turned(weights, name + "/depthwise_filter", 2, 3, 0, 1);
            turned(weights, name + "/pointwise_filter", 3, 2, 0, 1);
          } else {
            turned(weights, name + "/filters", 3, 2, 0, 1);
          }
          arrays.put(name + "/bias", weights.array(manager, name + "/bias"));
        }
      }
      arrays.put("fc/weights", weights.array(manager, "fc/weights"));
      arrays.put("fc/bias", weights.array(manager, "fc/bias"));
    }

    private void turned(ByteWeights weights, String name, int... axes) {
      try (NDArray filters = weights.array(manager, name)) {
        // A copy: what is turned would look into memory that is freed with the array.
        arrays.put(name, filters.transpose(axes).duplicate());
      }
    }

    @Override
    public NDList forward(NDArray crops) {
      try (NDManager step = crops.getManager().newSubManager()) {
        NDArray input = crops.duplicate();
        input.attach(step);
        NDArray x = FaceApiLayers.centred(input);
        for (int b = 0; b < BLOCKS; b++) {
          x = block(x, b);
        }
        // 7 x 7 pixels are left: the package's pooling is their mean.
        NDArray mean = x.mean(new int[] {3}).mean(new int[] {2});
        NDArray out = mean.matMul(arrays.get("fc/weights")).add(arrays.get("fc/bias"));
        out.attach(crops.getManager());
        return new NDList(out);
      }
    }

    private NDArray block(NDArray x, int block) {
      NDArray sum = relu(convolve(x, block, 0));
      NDArray in = sum;
      for (int c = 1; c < CONVOLUTIONS; c++) {
        sum = sum.add(convolve(in, block, c));
        in = relu(sum);
      }
      return in;
    }

    private static NDArray relu(NDArray x) {
      return x.getNDArrayInternal().relu();
    }

    private NDArray convolve(NDArray x, int block, int convolution) {
      String name = name(block, convolution);
      boolean halves = convolution == 0;
      NDArray padded = x;
      if (halves) {
        // TensorFlow's padding where a convolution halves an even side: a zero after the last.
        long to = x.getShape().get(2) + 1;
        padded = Shapes.padded(Shapes.padded(x, 2, to), 3, to);
      }
      int stride = halves ? 2 : 1;
      int pad = halves ? 0 : 1;
      NDArray bias = arrays.get(name + "/bias");
      NDArray filters = arrays.get(name + "/filters");
      if (filters != null) {
        return convolve(padded, filters, bias, stride, pad, 1);
      }
      NDArray deep = arrays.get(name + "/depthwise_filter");
      int channels = (int) x.getShape().get(1);
      return convolve(
          convolve(padded, deep, null, stride, pad, channels),
          arrays.get(name + "/pointwise_filter"),
          bias,
          1,
          0,
          1);
    }

    private static NDArray convolve(
        NDArray x, NDArray filters, NDArray bias, int stride, int pad, int groups) {
      return Conv2d.conv2d(
              x,
              filters,
              bias,
              new Shape(stride, stride),
              new Shape(pad, pad),
              new Shape(1, 1),
              groups)
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
