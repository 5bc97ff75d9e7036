package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.reenact.nn.Shapes;
import java.util.HashMap;
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

  private final NDManager manager;
  private final Map<String, NDArray> arrays = new HashMap<>();

  /**
   * @param parent its device is the network's; closing it closes the network
   */
  public LandmarkNetwork68(NDManager parent) {
    manager = parent.newSubManager();
    ByteWeights weights =
        ByteWeights.parse(
            FaceModel.FACE_LANDMARK_68_MANIFEST.bytes(), FaceModel.FACE_LANDMARK_68.bytes());
    for (int b = 0; b < BLOCKS; b++) {
      for (int c = 0; c < CONVOLUTIONS; c++) {
        String name = name(b, c);
        if (b + c == 0) {
          turned(weights, name + "/filters", 3, 2, 0, 1);
        } else {
          turned(weights, name + "/depthwise_filter", 2, 3, 0, 1);
          turned(weights, name + "/pointwise_filter", 3, 2, 0, 1);
        }
        arrays.put(name + "/bias", weights.array(manager, name + "/bias"));
      }
    }
    arrays.put("fc/weights", weights.array(manager, "fc/weights"));
    arrays.put("fc/bias", weights.array(manager, "fc/bias"));
  }

  private static String name(int block, int convolution) {
    return "dense" + block + "/conv" + convolution;
  }

  private void turned(ByteWeights weights, String name, int... axes) {
    try (NDArray filters = weights.array(manager, name)) {
      // A copy: what is turned would look into memory that is freed with the array.
      arrays.put(name, filters.transpose(axes).duplicate());
    }
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
    try (NDManager step = crops.getManager().newSubManager()) {
      NDArray input = crops.duplicate();
      input.attach(step);
      NDArray x = ByteWeights.centred(input);
      for (int b = 0; b < BLOCKS; b++) {
        x = block(x, b);
      }
      // 7 x 7 pixels are left: the package's pooling is their mean.
      NDArray mean = x.mean(new int[] {3}).mean(new int[] {2});
      NDArray out = mean.matMul(arrays.get("fc/weights")).add(arrays.get("fc/bias"));
      out.attach(crops.getManager());
      return out;
    }
  }

  /** Each convolution sees the sum of all before it. */
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
