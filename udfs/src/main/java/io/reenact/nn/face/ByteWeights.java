package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors of a TensorFlow.js layers file: one after the other as its manifest lists them, each as
 * little-endian floats or as bytes {@code q} that mean {@code scale * q + min}.
 */
final class ByteWeights {
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
}
