package io.reenact.nn.tflite;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A TensorFlow Lite file's only subgraph, as far as float networks need it: tensors, operators in
 * order of execution, inputs and outputs. Slot and enumeration numbers are those of TensorFlow's
 * {@code schema.fbs}, version 3.
 *
 * @param tensors by number
 * @param operators in order
 * @param inputs tensor numbers
 * @param outputs tensor numbers
 */
public record TfliteModel(
    List<Tensor> tensors, List<Operator> operators, List<Integer> inputs, List<Integer> outputs) {
  static final int ADD = 0;
  static final int AVERAGE_POOL_2D = 1;
  static final int CONCATENATION = 2;
  static final int CONV_2D = 3;
  static final int DEPTHWISE_CONV_2D = 4;
  static final int DEQUANTIZE = 6;
  static final int FULLY_CONNECTED = 9;
  static final int L2_NORMALIZATION = 11;
  static final int LOGISTIC = 14;
  static final int MAX_POOL_2D = 17;
  static final int MUL = 18;
  static final int RELU = 19;
  static final int RELU6 = 21;
  static final int RESHAPE = 22;
  static final int RESIZE_BILINEAR = 23;
  static final int CUSTOM = 32;
  static final int PAD = 34;
  static final int MEAN = 40;
  static final int SUB = 41;
  static final int STRIDED_SLICE = 45;
  public static final int PRELU = 54;
  static final int NEG = 59;
  static final int ABS = 101;
  static final int HARD_SWISH = 117;

  private static final int FLOAT32 = 0;
  private static final int FLOAT16 = 1;
  private static final int INT32 = 2;

  /** More elements than any activation of a network for face crops has. */
  private static final long LARGEST_TENSOR = 1L << 24;

  /**
   * A tensor; a constant if it has values.
   *
   * @param shape NHWC for images
   * @param floats constant values, null for others
   * @param ints constant values, null for others
   */
  public record Tensor(List<Integer> shape, float[] floats, int[] ints) {
    boolean constant() {
      return floats != null || ints != null;
    }

    int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /**
   * An operator.
   *
   * @param code the schema's {@code BuiltinOperator}
   * @param inputs tensor numbers, -1 for an omitted one
   * @param options the operator's option table, null if it has none
   * @param custom what a {@link #CUSTOM} operator is, null for others
   */
  public record Operator(
      int code,
      List<Integer> inputs,
      List<Integer> outputs,
      FlatTable options,
      CustomOperator custom) {
    Operator(int code, List<Integer> inputs, List<Integer> outputs, FlatTable options) {
      this(code, inputs, outputs, options, null);
    }

    /** What messages call it. */
    String named() {
      return custom == null ? String.valueOf(code) : custom.name();
    }

    int option(int slot, int otherwise) {
      return options == null ? otherwise : options.int32(slot, otherwise);
    }

    int byteOption(int slot) {
      return options == null ? 0 : options.int8(slot, 0);
    }
  }

  /**
   * Reads a file. Half-precision constants behind DEQUANTIZE become float constants.
   *
   * @param name what to call the file in messages
   * @throws UserError if it is truncated, inconsistent or not a float network
   */
  public static TfliteModel parse(String name, byte[] bytes) {
    try {
      return read(bytes);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new BadInput(
          "network "
              + name
              + " is not a usable TensorFlow Lite file ("
              + e.getMessage()
              + "): fetch it again",
          e);
    }
  }

  private static TfliteModel read(byte[] bytes) {
    FlatTable root = FlatTable.root(bytes);
    if (root.int32(0, 0) != 3) {
      throw new IllegalArgumentException("schema version " + root.int32(0, 0) + ", not 3");
    }
    List<FlatTable> graphs = root.tables(2);
    if (graphs.size() != 1) {
      throw new IllegalArgumentException(graphs.size() + " subgraphs, not 1");
    }
    FlatTable graph = graphs.get(0);
    List<FlatTable> codes = root.tables(1);
    List<Tensor> tensors = tensors(graph.tables(0), root.tables(4), bytes.length);
    List<Operator> operators = new ArrayList<>();
    Map<Integer, Integer> producers = new HashMap<>();
    for (FlatTable t : graph.tables(3)) {
      FlatTable type = codes.get(t.int32(0, 0));
      int code = Math.max(type.int8(0, 0), type.int32(3, 0));
      Operator op =
          new Operator(
              code,
              numbers(t.ints(1), tensors.size(), -1),
              numbers(t.ints(2), tensors.size(), 0),
              t.table(4),
              code == CUSTOM ? new CustomOperator(type.string(1), t.bytes(5)) : null);
      for (int out : op.outputs()) {
        if (tensors.get(out).constant() || producers.put(out, operators.size()) != null) {
          throw new IllegalArgumentException("tensor " + out + " is written twice");
        }
      }
      if (op.code() == DEQUANTIZE && tensors.get(op.inputs().get(0)).constant()) {
        Tensor half = tensors.get(op.inputs().get(0));
        tensors.set(op.outputs().get(0), half);
      } else {
        operators.add(op);
      }
    }
    return new TfliteModel(
        List.copyOf(tensors),
        List.copyOf(operators),
        numbers(graph.ints(1), tensors.size(), 0),
        numbers(graph.ints(2), tensors.size(), 0));
  }

  private static List<Integer> numbers(int[] values, int limit, int lowest) {
    List<Integer> result = new ArrayList<>();
    for (int v : values) {
      if (v < lowest || v >= limit) {
        throw new IllegalArgumentException("tensor number " + v + " of " + limit);
      }
      result.add(v);
    }
    return List.copyOf(result);
  }

  private static List<Tensor> tensors(
      List<FlatTable> tables, List<FlatTable> buffers, long fileSize) {
    List<Tensor> result = new ArrayList<>();
    long constants = 0;
    for (FlatTable t : tables) {
      List<Integer> shape = new ArrayList<>();
      long size = 1;
      for (int d : t.ints(0)) {
        if (d < 1) {
          throw new IllegalArgumentException("dimension " + d);
        }
        shape.add(d);
        size = Math.min(LARGEST_TENSOR + 1, size * d);
      }
      if (size > LARGEST_TENSOR || shape.size() > 4) {
        throw new IllegalArgumentException("tensor shape " + shape);
      }
      ByteBuffer data = buffers.get(t.int32(2, 0)).bytes(0);
      int type = t.int8(1, FLOAT32);
      if (data.hasRemaining()) {
        // Tensors may share a buffer: without this a small file could expand without bound.
        constants += size;
        if (constants > fileSize) {
          throw new IllegalArgumentException("more constants than bytes");
        }
      }
      result.add(
          new Tensor(
              List.copyOf(shape),
              data.hasRemaining() && type != INT32 ? floats(data, type, (int) size) : null,
              data.hasRemaining() && type == INT32 ? ints(data, (int) size) : null));
    }
    return result;
  }

  private static int[] ints(ByteBuffer data, int size) {
    expect(data, 4L * size);
    int[] values = new int[size];
    data.asIntBuffer().get(values);
    return values;
  }

  private static float[] floats(ByteBuffer data, int type, int size) {
    if (type != FLOAT32 && type != FLOAT16) {
      throw new IllegalArgumentException("constant of type " + type + ", not float");
    }
    expect(data, type == FLOAT32 ? 4L * size : 2L * size);
    float[] values = new float[size];
    if (type == FLOAT32) {
      data.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < size; i++) {
        values[i] = half(data.getShort(2 * i));
      }
    }
    return values;
  }

  private static void expect(ByteBuffer data, long bytes) {
    if (data.remaining() != bytes) {
      throw new IllegalArgumentException(
          "constant of " + data.remaining() + " bytes where " + bytes + " belong");
    }
  }

  /** IEEE 754 binary16 to float; Java has this from version 20 on. */
  public static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int mantissa = bits & 0x3ff;
    if (exponent == 0) {
      return (sign == 0 ? 1 : -1) * mantissa * 0x1p-24f;
    }
    int wide = exponent == 31 ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
  }
}
