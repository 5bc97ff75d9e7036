package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.reenact.nn.Shapes;
import java.util.HashMap;
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

  private final NDManager manager;
  private final Map<String, NDArray> arrays = new HashMap<>();

  /**
   * @param parent its device is the network's; closing it closes the network
   */
  public RecognitionNetwork(NDManager parent) {
    manager = parent.newSubManager();
    ByteWeights weights =
        ByteWeights.parse(
            FaceModel.FACE_RECOGNITION_MANIFEST.bytes(), FaceModel.FACE_RECOGNITION.bytes());
    convolution(weights, "conv32_down");
    for (String block : BLOCKS) {
      convolution(weights, block + "/conv1");
      convolution(weights, block + "/conv2");
    }
    arrays.put("fc", weights.array(manager, "fc"));
  }

  /** Folds the scales and biases that follow a convolution into it. */
  private void convolution(ByteWeights weights, String name) {
    try (NDArray filters = weights.array(manager, name + "/conv/filters");
        NDArray bias = weights.array(manager, name + "/conv/bias");
        NDArray scale = weights.array(manager, name + "/scale/weights");
        NDArray shift = weights.array(manager, name + "/scale/biases")) {
      arrays.put(name + "/filters", filters.mul(scale).transpose(3, 2, 0, 1));
      arrays.put(name + "/bias", bias.mul(scale).add(shift));
    }
  }

  /**
   * Embeds faces.
   *
   * @param crops {@code [B, 3, 150, 150]} RGB in [-1, 1]
   * @return {@code [B, 128]}; dlib calls faces nearer than 0.6 the same person's
   */
  public NDArray embed(NDArray crops) {
    Shapes.requireImages(crops, SIZE);
    try (NDManager step = crops.getManager().newSubManager()) {
      NDArray input = crops.duplicate();
      input.attach(step);
      NDArray x =
          convolve(ByteWeights.centred(input), "conv32_down", 2, 0).getNDArrayInternal().relu();
      x = Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), false);
      for (String block : BLOCKS) {
        x = block(x, block);
      }
      NDArray out = x.mean(new int[] {3}).mean(new int[] {2}).matMul(arrays.get("fc"));
      out.attach(crops.getManager());
      return out;
    }
  }

  private NDArray block(NDArray x, String name) {
    boolean down = name.contains("down");
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
