package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reenact.nn.program.ProgramBuilder;
import io.reenact.nn.program.ProgramBuilder.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors of a TensorFlow.js layers file: one after the other as its manifest lists them, each as
 * little-endian floats or as bytes {@code q} that mean {@code scale * q + min}.
 */
final class ByteWeights {
  /** Mean colour of the pictures that face-api's networks learnt from, 0 to 255. */
  private static final float[] MEAN = {122.782f, 117.001f, 104.298f};

  private final Map<String, Tensor> tensors = new HashMap<>();

  /**
   * A tensor.
   *
   * @param values row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  record Tensor(long[] shape, float[] values) {}

  private ByteWeights() {}

  /**
   * Reads all tensors.
   *
   * @param manifest the JSON
   * @param data the file that it lists
   * @throws IllegalArgumentException if the two don't fit each other
   */
  static ByteWeights parse(byte[] manifest, byte[] data) {
    ByteWeights all = new ByteWeights();
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode group : json(manifest)) {
      for (JsonNode weight : group.path("weights")) {
        all.tensors.put(weight.path("name").asText(), tensor(weight, in));
      }
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes more than the manifest lists");
    }
    return all;
  }

  private static JsonNode json(byte[] manifest) {
    try {
      return JsonMapper.builder().build().readTree(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor tensor(JsonNode weight, ByteBuffer in) {
    JsonNode dimensions = weight.path("shape");
    long[] shape = new long[dimensions.size()];
    int count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).asLong();
      count = Math.multiplyExact(count, dimensions.get(i).asInt());
    }
    JsonNode steps = weight.path("quantization");
    boolean bytes = !steps.isMissingNode();
    String type = bytes ? steps.path("dtype").asText() : weight.path("dtype").asText();
    if (!type.equals(bytes ? "uint8" : "float32")) {
      throw new IllegalArgumentException(weight.path("name").asText() + " is of type " + type);
    }
    if (in.remaining() < (long) count * (bytes ? 1 : Float.BYTES)) {
      throw new IllegalArgumentException("the data end in " + weight.path("name").asText());
    }
    double scale = steps.path("scale").asDouble();
    double min = steps.path("min").asDouble();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes ? (float) (scale * (in.get() & 0xff) + min) : in.getFloat();
    }
    return new Tensor(shape, values);
  }

  /**
   * A tensor by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Tensor get(String name) {
    Tensor found = tensors.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return found;
  }

  /** A tensor by its name, in a manager. */
  NDArray array(NDManager manager, String name) {
    Tensor tensor = get(name);
    return manager.create(tensor.values(), new Shape(tensor.shape()));
  }

  /**
   * Pictures as face-api's networks take them, for a program that sees {@code 0.5 x + 0.5}.
   *
   * @return 1 from black to white, the mean colour at 0
   */
  static ProgramBuilder.Tensor centred(ProgramBuilder program) {
    ProgramBuilder.Tensor picture = program.picture();
    float[] same = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    float[] mean = new float[3];
    for (int c = 0; c < 3; c++) {
      mean[c] = -MEAN[c] / 255;
    }
    return program.convolution(
        picture,
        new Window(1, 1, 1, 0, 0, picture.height(), picture.width()),
        3,
        same,
        mean,
        null,
        null);
  }

  /** Filters {@code [h, w, in, out]} as programs take them, {@code [out, h, w, in]}. */
  static float[] outFirst(Tensor filters) {
    int out = (int) filters.shape()[filters.shape().length - 1];
    int taps = filters.values().length / out;
    float[] turned = new float[taps * out];
    for (int o = 0; o < out; o++) {
      for (int t = 0; t < taps; t++) {
        turned[o * taps + t] = filters.values()[t * out + o];
      }
    }
    return turned;
  }

  /** The mean of an image's pixels times a matrix {@code [in, out]}. */
  static ProgramBuilder.Tensor headOf(
      ProgramBuilder program, ProgramBuilder.Tensor image, Tensor matrix, float[] bias) {
    int pixels = image.height() * image.width();
    float[] share = new float[pixels * image.channels()];
    Arrays.fill(share, 1f / pixels);
    ProgramBuilder.Tensor mean =
        program.depthwise(
            image, new Window(image.height(), image.width(), 1, 0, 0, 1, 1), share, null, null);
    return program.convolution(
        mean,
        new Window(1, 1, 1, 0, 0, 1, 1),
        (int) matrix.shape()[1],
        outFirst(matrix),
        bias,
        null,
        null);
  }

  /**
   * Pictures as face-api's networks take them.
   *
   * @param pictures {@code [B, 3, H, W]} RGB in [-1, 1]
   * @return 1 from black to white, the mean colour at 0; in the manager of {@code pictures}
   */
  static NDArray centred(NDArray pictures) {
    NDArray mean = pictures.getManager().create(MEAN, new Shape(1, 3, 1, 1));
    return pictures.add(1).mul(127.5f).sub(mean).div(255);
  }
}
