package io.reenact.nn.tflite;

import io.reenact.nn.program.NetworkProgram;
import io.reenact.nn.program.ProgramBuilder;
import io.reenact.nn.tflite.TfliteModel.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a TensorFlow Lite graph into a program of our own kernels, as {@link TfliteCompiler} does
 * into TorchScript: convolutions with the sum and the PReLU that follow them become one operator.
 * Only what the bundled networks consist of is known.
 */
public final class TfliteProgram {
  /** A convolution or sum whose successors may yet join it. */
  private static final class Node {
    Operator operator;
    ProgramBuilder.Tensor residual;
    float[] slope;
    ProgramBuilder.Tensor tensor;

    /** What the tensor is yet to be multiplied by, element by element; null: nothing. */
    float[] factors;
  }

  private final TfliteModel model;
  private final ProgramBuilder builder;
  private final List<Operator> needed;
  private final Set<Integer> wanted;
  private final Map<Integer, Node> nodes = new HashMap<>();

  private TfliteProgram(TfliteModel model, List<Integer> wanted, int side) {
    this.model = model;
    this.wanted = new HashSet<>(wanted);
    this.needed = TfliteCompiler.needed(model, wanted);
    this.builder = new ProgramBuilder(side);
  }

  /**
   * The tensors whose numbers, one after the other, are those of a tensor: what it is joined from
   * along its first long side, and what that is before it takes another shape.
   */
  public static List<Integer> parts(TfliteModel model, int tensor) {
    for (Operator op : model.operators()) {
      if (op.outputs().contains(tensor) && op.code() == TfliteModel.CONCATENATION) {
        List<Integer> shape = model.tensors().get(tensor).shape();
        int axis = Math.floorMod(op.option(0, 0), shape.size());
        Operands.expect(
            shape.subList(0, axis).stream().allMatch(d -> d == 1) && op.byteOption(1) == 0,
            "parts that do not lie one after the other");
        return op.inputs().stream().flatMap(i -> parts(model, i).stream()).toList();
      }
      if (op.outputs().contains(tensor) && op.code() == TfliteModel.RESHAPE) {
        return parts(model, op.inputs().get(0));
      }
    }
    return List.of(tensor);
  }

  /**
   * Compiles the part of a graph that the wanted tensors need.
   *
   * @param wanted tensor numbers, the program's outputs
   * @param normalized whether each output, an image, is scaled to unit length over its channels
   * @param side of the pictures, px; need not be the graph's own where no vectors are wanted
   * @throws IllegalArgumentException if the graph has an operator that is not known here
   */
  public static NetworkProgram compile(
      TfliteModel model, List<Integer> wanted, boolean normalized, int side) {
    return new TfliteProgram(PreluFusion.apply(model), wanted, side).compile(wanted, normalized);
  }

  private NetworkProgram compile(List<Integer> outputs, boolean normalized) {
    Node picture = new Node();
    picture.tensor = builder.picture();
    nodes.put(model.inputs().get(0), picture);
    for (Operator op : needed) {
      take(op);
    }
    List<ProgramBuilder.Tensor> tensors = new ArrayList<>();
    List<Boolean> images = new ArrayList<>();
    for (int o : outputs) {
      ProgramBuilder.Tensor t = tensor(o);
      tensors.add(normalized ? builder.normalize(t) : t);
      images.add(normalized || t.height() * t.width() > 1);
    }
    return builder.build(tensors, images);
  }

  private void take(Operator op) {
    int out = op.outputs().get(0);
    switch (op.code()) {
      case TfliteModel.CONV_2D, TfliteModel.DEPTHWISE_CONV_2D -> {
        Operands.expect(
            op.byteOption(op.code() == TfliteModel.CONV_2D ? 3 : 4) == 0, "fused activation");
        begin(op);
      }
      case TfliteModel.ADD -> add(op);
      case TfliteModel.PRELU -> activation(op, model.tensors().get(op.inputs().get(1)).floats());
      case TfliteModel.RELU -> activation(op, new float[channels(out)]);
      case TfliteModel.HARD_SWISH -> done(out, builder.hardSwish(tensor(op.inputs().get(0))));
      case TfliteModel.LOGISTIC -> done(out, builder.logistic(tensor(op.inputs().get(0))));
      case TfliteModel.AVERAGE_POOL_2D -> {
        ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
        Operands.expect(
            op.option(4, 1) == in.height()
                && op.option(3, 1) == in.width()
                && size(out) == in.channels(),
            "average of parts");
        done(out, builder.mean(in));
      }
      case TfliteModel.RESIZE_BILINEAR -> {
        int[] size = model.tensors().get(op.inputs().get(1)).ints();
        boolean corners = op.byteOption(2) != 0;
        Operands.expect(corners || op.byteOption(3) != 0, "resizing without half-pixel centres");
        done(out, builder.resize(tensor(op.inputs().get(0)), size[0], size[1], corners));
      }
      case TfliteModel.MAX_POOL_2D -> {
        ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
        done(
            out,
            builder.maxPool(in, window(op, in, op.option(4, 1), op.option(3, 1), op.option(2, 1))));
      }
      case TfliteModel.PAD -> {
        ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
        int[] p = model.tensors().get(op.inputs().get(1)).ints();
        for (int i = 0; i < 7; i++) {
          Operands.expect(p[i] == 0, "padding");
        }
        done(out, builder.padChannels(in, in.channels() + p[7]));
      }
      case TfliteModel.RESHAPE -> {
        ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
        Operands.expect(in.height() == 1 && in.width() == 1, "reshape");
        done(out, in);
      }
      case TfliteModel.MUL -> {
        Operands.expect(op.byteOption(0) == 0, "fused activation");
        if (!model.tensors().get(op.inputs().get(1)).constant()) {
          scale(op);
          return;
        }
        Node n = new Node();
        n.tensor = tensor(op.inputs().get(0));
        n.factors = model.tensors().get(op.inputs().get(1)).floats();
        Operands.expect(n.factors != null, "factors that are no numbers");
        nodes.put(out, n);
      }
      case TfliteModel.STRIDED_SLICE -> {
        new Operands(model).expectWhole(op);
        done(out, tensor(op.inputs().get(0)));
      }
      case TfliteModel.CUSTOM -> custom(op);
      default -> throw new IllegalArgumentException("operator " + op.named());
    }
  }

  private void custom(Operator op) {
    int out = op.outputs().get(0);
    switch (op.custom().name()) {
      case CustomOperator.PLACEMENT -> {
        Node landmarks = nodes.get(op.inputs().get(0));
        Operands.expect(
            landmarks != null
                && landmarks.tensor != null
                && (landmarks.factors == null || landmarks.factors.length == 1),
            "landmarks of a placement");
        float unit = landmarks.factors == null ? 1 : landmarks.factors[0];
        CustomOperator.Placement p = op.custom().placement(landmarks.tensor.channels() / 3);
        float[] numbers = new float[9 + p.landmarks().size()];
        float[] head = {
          p.left(), p.right(), p.angle(), p.scaleX(), p.scaleY(), p.width(), p.height(), unit
        };
        System.arraycopy(head, 0, numbers, 0, head.length);
        numbers[8] = p.landmarks().size();
        for (int i = 0; i < p.landmarks().size(); i++) {
          numbers[9 + i] = p.landmarks().get(i);
        }
        done(out, builder.placement(landmarks.tensor, numbers));
      }
      case CustomOperator.WARP -> {
        List<Integer> shape = model.tensors().get(out).shape();
        done(
            out,
            builder.warp(
                tensor(op.inputs().get(0)),
                tensor(op.inputs().get(1)),
                shape.get(1),
                shape.get(2)));
      }
      case CustomOperator.PLACE -> {
        ProgramBuilder.Tensor points = tensor(op.inputs().get(0));
        Node placement = nodes.get(op.inputs().get(1));
        float[] factors = {1, 1, 1, 1, 1, 1};
        if (placement.factors != null) {
          // Of 4 x 4 numbers, the first two rows without their third column are used.
          Operands.expect(placement.factors.length == 16, "factors of a placement");
          for (int i = 0; i < 6; i++) {
            factors[i] = placement.factors[4 * (i / 3) + (i % 3 == 2 ? 3 : i % 3)];
          }
        }
        done(out, builder.place(points, placement.tensor, factors));
      }
      case CustomOperator.TRANSPOSED -> transposed(op);
      default -> throw new IllegalArgumentException("operator " + op.named());
    }
  }

  /** An image times a number a channel. */
  private void scale(Operator op) {
    ProgramBuilder.Tensor image = tensor(op.inputs().get(0));
    ProgramBuilder.Tensor factors = tensor(op.inputs().get(1));
    Operands.expect(
        factors.height() == 1 && factors.width() == 1 && factors.channels() == image.channels(),
        "product of two images");
    done(op.outputs().get(0), builder.scale(image, factors));
  }

  /** A transposed convolution whose windows don't overlap: each pixel becomes a window of them. */
  private void transposed(Operator op) {
    ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
    TfliteModel.Tensor kernel = model.tensors().get(op.inputs().get(1));
    int channels = kernel.shape().get(0);
    int height = kernel.shape().get(1);
    int width = kernel.shape().get(2);
    List<Integer> shape = model.tensors().get(op.outputs().get(0)).shape();
    Operands.expect(
        kernel.shape().get(3) == in.channels()
            && shape.get(1) == height * in.height()
            && shape.get(2) == width * in.width()
            && shape.get(3) == channels,
        "transposed convolution of windows that overlap");
    int inner = in.channels();
    float[] each = new float[kernel.floats().length];
    float[] bias = new float[height * width * channels];
    for (int o = 0; o < channels; o++) {
      for (int k = 0; k < height * width; k++) {
        System.arraycopy(
            kernel.floats(),
            (o * height * width + k) * inner,
            each,
            (k * channels + o) * inner,
            inner);
        bias[k * channels + o] = model.tensors().get(op.inputs().get(2)).floats()[o];
      }
    }
    ProgramBuilder.Window pixel = new ProgramBuilder.Window(1, 1, 1, 0, 0, in.height(), in.width());
    ProgramBuilder.Tensor windows =
        builder.convolution(in, pixel, bias.length, each, bias, null, null);
    done(op.outputs().get(0), builder.spread(windows, height, width, channels));
  }

  private int channels(int tensor) {
    List<Integer> shape = model.tensors().get(tensor).shape();
    return shape.get(shape.size() - 1);
  }

  private int size(int tensor) {
    return model.tensors().get(tensor).size();
  }

  private void begin(Operator op) {
    Node n = new Node();
    n.operator = op;
    nodes.put(op.outputs().get(0), n);
  }

  private void done(int out, ProgramBuilder.Tensor tensor) {
    Node n = new Node();
    n.tensor = tensor;
    nodes.put(out, n);
  }

  /** Whether only one operator reads a tensor, so that it may be computed together with it. */
  private boolean joins(int tensor, int code) {
    Node n = nodes.get(tensor);
    return n != null
        && n.tensor == null
        && n.slope == null
        && (code < 0 || (n.operator.code() == code && n.residual == null))
        && !wanted.contains(tensor)
        && needed.stream().filter(o -> o.inputs().contains(tensor)).count() == 1;
  }

  private void add(Operator op) {
    Operands.expect(op.byteOption(0) == 0, "fused activation");
    int a = op.inputs().get(0);
    int b = op.inputs().get(1);
    if (a != b && joins(b, TfliteModel.CONV_2D)) {
      int swap = a;
      a = b;
      b = swap;
    }
    if (a != b && joins(a, TfliteModel.CONV_2D)) {
      ProgramBuilder.Tensor residual = tensor(b);
      Node n = nodes.get(a);
      n.residual = residual;
      nodes.put(op.outputs().get(0), n);
    } else {
      begin(op);
    }
  }

  /** PReLU; of ReLU the slopes are 0. */
  private void activation(Operator op, float[] slope) {
    int in = op.inputs().get(0);
    Operands.expect(joins(in, -1), "activation of what others read");
    Node n = nodes.get(in);
    n.slope = slope;
    nodes.put(op.outputs().get(0), n);
  }

  /** The tensor, computed now if it was not. */
  private ProgramBuilder.Tensor tensor(int number) {
    Node n = nodes.get(number);
    Operands.expect(n != null, "tensor " + number + " is read before it is written");
    Operands.expect(n.factors == null, "a product that only placements read");
    if (n.tensor == null) {
      n.tensor = compute(n);
    }
    return n.tensor;
  }

  private ProgramBuilder.Tensor compute(Node n) {
    Operator op = n.operator;
    if (op.code() == TfliteModel.ADD) {
      return builder.sum(tensor(op.inputs().get(0)), tensor(op.inputs().get(1)), n.slope);
    }
    ProgramBuilder.Tensor in = tensor(op.inputs().get(0));
    TfliteModel.Tensor kernel = model.tensors().get(op.inputs().get(1));
    float[] bias =
        op.inputs().size() > 2 && op.inputs().get(2) >= 0
            ? model.tensors().get(op.inputs().get(2)).floats()
            : null;
    int slot = op.code() == TfliteModel.CONV_2D ? 4 : 5;
    Operands.expect(op.option(slot, 1) == 1 && op.option(slot + 1, 1) == 1, "dilation");
    ProgramBuilder.Window window =
        window(op, in, kernel.shape().get(1), kernel.shape().get(2), op.option(2, 1));
    if (op.code() == TfliteModel.DEPTHWISE_CONV_2D) {
      Operands.expect(kernel.shape().get(3) == in.channels(), "kernel " + kernel.shape());
      return builder.depthwise(in, window, kernel.floats(), bias, n.slope);
    }
    Operands.expect(kernel.shape().get(3) == in.channels(), "kernel " + kernel.shape());
    return builder.convolution(
        in, window, kernel.shape().get(0), kernel.floats(), bias, n.residual, n.slope);
  }

  private static ProgramBuilder.Window window(
      Operator op, ProgramBuilder.Tensor in, int height, int width, int stride) {
    Operands.expect(stride == op.option(1, 1), "strides");
    Window w =
        new Window(
            List.of(1, in.height(), in.width(), in.channels()),
            height,
            width,
            new int[] {stride, stride},
            new int[] {1, 1},
            op.byteOption(0) == 0);
    return new ProgramBuilder.Window(height, width, stride, w.top, w.left, w.height, w.width);
  }
}
