package io.reenact.nn.tflite;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.nn.tflite.TfliteModel.Operator;
import io.reenact.nn.tflite.TfliteModel.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Turns a TensorFlow Lite graph into a TorchScript module, differentiable to its input. Images are
 * NCHW in the module, NHWC in the graph; any batch size runs, whatever the graph's own. Every
 * operator's declared output shape is checked against the one that its inputs and options give, so
 * that an inconsistent file fails here and not in native code.
 */
public final class TfliteCompiler {
  private final String name;
  private final TfliteModel model;
  private final Operands operands;
  private final LayoutOperators layout;
  private final TorchArchive archive = new TorchArchive();
  private final StringBuilder body = new StringBuilder();
  private final AttentionOperators attention;

  private TfliteCompiler(String name, TfliteModel model) {
    this.name = name;
    this.model = model;
    operands = new Operands(model);
    layout = new LayoutOperators(operands);
    attention = new AttentionOperators(operands, archive, body);
  }

  /**
   * Compiles the part of a graph that the wanted tensors need.
   *
   * @param name what to call the graph in messages
   * @param scale the module computes {@code scale * x + shift} first
   * @param shift see {@code scale}
   * @param wanted tensor numbers, the module's outputs
   * @return a TorchScript file
   * @throws UserError if the graph has an unsupported operator or is inconsistent
   */
  public static byte[] compile(
      String name, TfliteModel model, float scale, float shift, List<Integer> wanted) {
    return compile(name, model, scale, shift, wanted, "%s");
  }

  /**
   * As {@link #compile}, for images among the wanted tensors; each is scaled to unit length over
   * its channels.
   */
  public static byte[] compileFeatures(
      String name, TfliteModel model, float scale, float shift, List<Integer> wanted) {
    // The small term keeps the gradient finite where all channels are near zero.
    return compile(
        name,
        model,
        scale,
        shift,
        wanted,
        "torch.div(%1$s, torch.sqrt(torch.add(torch.sum(torch.mul(%1$s, %1$s), [1], True),"
            + " 1.0e-4)))");
  }

  private static byte[] compile(
      String name,
      TfliteModel model,
      float scale,
      float shift,
      List<Integer> wanted,
      String output) {
    try {
      return new TfliteCompiler(name, PreluFusion.apply(model)).emit(scale, shift, wanted, output);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException
        | NullPointerException e) {
      throw new BadInput(
          "network " + name + " is not consistent (" + e.getMessage() + "): fetch it again", e);
    }
  }

  private byte[] emit(float scale, float shift, List<Integer> wanted, String output) {
    if (model.inputs().size() != 1 || operands.shape(model.inputs().get(0)).size() != 4) {
      throw new IllegalArgumentException("not one image as input");
    }
    body.append("  def forward(self: __torch__.Net,\n    x: Tensor) -> ");
    body.append(
        wanted.size() == 1
            ? "Tensor"
            : "Tuple[" + String.join(", ", Collections.nCopies(wanted.size(), "Tensor")) + "]");
    body.append(":\n");
    body.append("    ").append(Operands.variable(model.inputs().get(0))).append(" = ");
    // Channels last: a fifth to a third less time on CPUs than NCHW, whose convolutions reorder
    // their
    // input and output.
    body.append("torch.contiguous(");
    body.append(
        scale == 1 && shift == 0
            ? "x"
            : String.format(Locale.ROOT, "torch.add(torch.mul(x, %s), %s)", scale, shift));
    body.append(", memory_format=2)\n");
    Set<Integer> written = new HashSet<>(model.inputs());
    for (Operator op : needed(model, wanted)) {
      for (int i : op.inputs()) {
        if (i >= 0 && !model.tensors().get(i).constant() && !written.contains(i)) {
          throw new IllegalArgumentException("tensor " + i + " is read before it is written");
        }
      }
      assign(op.outputs().get(0), expression(op));
      written.addAll(op.outputs());
    }
    StringJoiner result =
        new StringJoiner(", ", wanted.size() == 1 ? "" : "(", wanted.size() == 1 ? "" : ")");
    wanted.forEach(w -> result.add(String.format(Locale.ROOT, output, Operands.variable(w))));
    return archive.bytes(body.append("    return ").append(result).append('\n').toString());
  }

  /** The operators that some tensors need, in order. */
  static List<Operator> needed(TfliteModel model, List<Integer> wanted) {
    Set<Integer> open = new HashSet<>(wanted);
    List<Operator> result = new ArrayList<>();
    for (int i = model.operators().size() - 1; i >= 0; i--) {
      Operator op = model.operators().get(i);
      if (op.outputs().stream().anyMatch(open::contains)) {
        open.addAll(op.inputs());
        result.add(0, op);
      }
    }
    return result;
  }

  private String expression(Operator op) {
    return switch (op.code()) {
      case TfliteModel.CONV_2D -> convolution(op, false);
      case TfliteModel.DEPTHWISE_CONV_2D -> convolution(op, true);
      case TfliteModel.MAX_POOL_2D, TfliteModel.AVERAGE_POOL_2D -> pool(op);
      case TfliteModel.ADD -> binary(op, "torch.add");
      case TfliteModel.SUB -> binary(op, "torch.sub");
      case TfliteModel.MUL -> binary(op, "torch.mul");
      case TfliteModel.PRELU -> prelu(op);
      case TfliteModel.RELU -> unary(op, "torch.relu(%s)");
      case TfliteModel.RELU6 -> unary(op, "torch.clamp(%s, 0, 6)");
      case TfliteModel.ABS -> unary(op, "torch.abs(%s)");
      case TfliteModel.NEG -> unary(op, "torch.neg(%s)");
      case TfliteModel.LOGISTIC -> unary(op, "torch.sigmoid(%s)");
      case TfliteModel.HARD_SWISH -> unary(op, "torch.hardswish(%s)");
      case TfliteModel.L2_NORMALIZATION -> l2(op);
      case TfliteModel.PAD -> layout.pad(op);
      case TfliteModel.RESHAPE -> layout.reshape(op);
      case TfliteModel.CONCATENATION -> layout.concatenation(op);
      case TfliteModel.FULLY_CONNECTED -> linear(op);
      case TfliteModel.MEAN -> layout.mean(op);
      case TfliteModel.RESIZE_BILINEAR -> layout.resize(op);
      case TfliteModel.STRIDED_SLICE -> {
        operands.expectWhole(op);
        yield operands.value(op, 0);
      }
      case TfliteModel.CUSTOM -> custom(op);
      default -> throw unsupported(op);
    };
  }

  private String custom(Operator op) {
    return switch (op.custom().name()) {
      case CustomOperator.PLACEMENT -> attention.placement(op);
      case CustomOperator.WARP -> attention.warp(op);
      case CustomOperator.PLACE -> attention.place(op);
      default -> throw unsupported(op);
    };
  }

  private BadInput unsupported(Operator op) {
    return new BadInput(
        "network " + name + " has operator " + op.named() + ", which is not supported here");
  }

  private String convolution(Operator op, boolean depthwise) {
    List<Integer> in = operands.image(op.inputs().get(0));
    Tensor w = operands.constant(op, 1);
    List<Integer> ws = w.shape();
    Operands.expect(ws.size() == 4, "kernel " + ws);
    int channels = depthwise ? ws.get(3) : ws.get(0);
    int groups = depthwise ? in.get(3) : 1;
    Operands.expect(
        depthwise ? ws.get(0) == 1 && channels % groups == 0 : ws.get(3).equals(in.get(3)),
        "kernel " + ws + " on " + in);
    int kh = ws.get(1);
    int kw = ws.get(2);
    int[] stride = {op.option(2, 1), op.option(1, 1)};
    int[] dilation = {op.option(depthwise ? 6 : 5, 1), op.option(depthwise ? 5 : 4, 1)};
    Window window = new Window(in, kh, kw, stride, dilation, op.byteOption(0) == 0);
    operands.expectShape(op, List.of(window.height, window.width, channels));
    // OHWI (or 1HWO for depthwise) to OIHW
    int inner = depthwise ? 1 : in.get(3);
    float[] oihw = new float[w.floats().length];
    int at = 0;
    for (int o = 0; o < channels; o++) {
      for (int i = 0; i < inner; i++) {
        for (int k = 0; k < kh * kw; k++) {
          oihw[at++] = w.floats()[depthwise ? k * channels + o : (o * kh * kw + k) * inner + i];
        }
      }
    }
    String kernel =
        archive.weight(oihw, new int[] {channels, inner, kh, kw}, inner * kh * kw, kh * kw, kw, 1);
    String bias = "None";
    if (op.inputs().size() > 2 && op.inputs().get(2) >= 0) {
      Operands.expect(operands.constant(op, 2).size() == channels, "bias");
      bias = archive.weight(operands.constant(op, 2).floats(), new int[] {channels}, 1);
    }
    String conv =
        String.format(
            Locale.ROOT,
            "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [%d, %d], %d)",
            window.padded(operands.value(op, 0), "0."),
            kernel,
            bias,
            stride[0],
            stride[1],
            window.even ? window.top : 0,
            window.even ? window.left : 0,
            dilation[0],
            dilation[1],
            groups);
    return operands.activated(op, depthwise ? 4 : 3, conv);
  }

  private String pool(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    int[] stride = {op.option(2, 1), op.option(1, 1)};
    int kh = op.option(4, 1);
    int kw = op.option(3, 1);
    Window window = new Window(in, kh, kw, stride, new int[] {1, 1}, op.byteOption(0) == 0);
    operands.expectShape(op, List.of(window.height, window.width, in.get(3)));
    boolean max = op.code() == TfliteModel.MAX_POOL_2D;
    if (!max) {
      // The border's average counts only pixels inside, which plain padding would not do.
      Operands.expect(window.even && window.top == 0 && window.left == 0, "padded average pool");
    }
    String input =
        window.even && window.top == 0 && window.left == 0
            ? operands.value(op, 0)
            : window.pad(operands.value(op, 0), "-3.4028234e+38");
    return operands.activated(
        op,
        5,
        String.format(
            Locale.ROOT,
            max
                ? "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)"
                : "torch.avg_pool2d(%s, [%d, %d], [%d, %d], [0, 0], False, False, None)",
            input,
            kh,
            kw,
            stride[0],
            stride[1]));
  }

  private String binary(Operator op, String function) {
    List<Integer> out = operands.shape(op.outputs().get(0));
    for (int i = 0; i < 2; i++) {
      List<Integer> s = operands.shape(op.inputs().get(i));
      boolean constant = model.tensors().get(op.inputs().get(i)).constant();
      Operands.expect(
          constant ? s.size() <= out.size() : s.size() == out.size(), "shapes of a sum");
      for (int d = 1; d <= s.size(); d++) {
        int size = s.get(s.size() - d);
        Operands.expect(size == 1 || size == out.get(out.size() - d), s + " and " + out);
      }
    }
    return operands.activated(
        op, 0, function + "(" + operand(op, 0, out) + ", " + operand(op, 1, out) + ")");
  }

  /** An input of an elementwise operator; constants are laid out to broadcast. */
  private String operand(Operator op, int input, List<Integer> out) {
    Tensor t = model.tensors().get(op.inputs().get(input));
    if (!t.constant()) {
      return operands.value(op, input);
    }
    int[] nhwc = {1, 1, 1, 1};
    for (int d = 1; d <= t.shape().size(); d++) {
      nhwc[4 - d] = t.shape().get(t.shape().size() - d);
    }
    Operands.expect(nhwc[0] == 1 || out.size() < 4, "constant for one item of a batch");
    if (out.size() < 4) {
      int[] s = t.shape().stream().mapToInt(Integer::intValue).toArray();
      int[] strides = new int[s.length];
      for (int d = s.length - 1, step = 1; d >= 0; step *= s[d--]) {
        strides[d] = step;
      }
      return archive.weight(t.floats(), s, strides);
    }
    return archive.weight(
        t.floats(),
        new int[] {1, nhwc[3], nhwc[1], nhwc[2]},
        t.floats().length,
        1,
        nhwc[2] * nhwc[3],
        nhwc[3]);
  }

  private String prelu(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    Tensor slope = operands.constant(op, 1);
    Operands.expect(slope.size() == in.get(3), "slopes");
    operands.expectShape(op, in.subList(1, 4));
    String w = archive.weight(slope.floats(), new int[] {slope.size()}, 1);
    return "torch.prelu(" + operands.value(op, 0) + ", " + w + ")";
  }

  private String unary(Operator op, String format) {
    Operands.expect(
        operands.shape(op.inputs().get(0)).equals(operands.shape(op.outputs().get(0))),
        "unary shapes");
    return String.format(Locale.ROOT, format, operands.value(op, 0));
  }

  private String l2(Operator op) {
    int dim = operands.shape(op.inputs().get(0)).size() == 4 ? 1 : -1;
    return operands.activated(
        op,
        0,
        unary(
            op,
            "torch.div(%1$s, torch.sqrt(torch.clamp_min(torch.sum(torch.mul(%1$s, %1$s), ["
                + dim
                + "], True), 9.9999999999999998e-13)))"));
  }

  private String linear(Operator op) {
    Tensor w = operands.constant(op, 1);
    int outs = w.shape().get(0);
    int ins = w.shape().get(1);
    List<Integer> in = operands.shape(op.inputs().get(0));
    Operands.expect(
        w.shape().size() == 2
            && model.tensors().get(op.inputs().get(0)).size() == Math.multiplyExact(in.get(0), ins)
            && operands.shape(op.outputs().get(0)).equals(List.of(in.get(0), outs)),
        "fully connected");
    String x =
        in.size() == 4
            ? "torch.permute(" + operands.value(op, 0) + ", [0, 2, 3, 1])"
            : operands.value(op, 0);
    String bias = "None";
    if (op.inputs().size() > 2 && op.inputs().get(2) >= 0) {
      Operands.expect(operands.constant(op, 2).size() == outs, "bias");
      bias = archive.weight(operands.constant(op, 2).floats(), new int[] {outs}, 1);
    }
    return operands.activated(
        op,
        0,
        String.format(
            Locale.ROOT,
            "torch.linear(torch.reshape(%s, [-1, %d]), %s, %s)",
            x,
            ins,
            archive.weight(w.floats(), new int[] {outs, ins}, ins, 1),
            bias));
  }

  private void assign(int tensor, String expression) {
    body.append("    ")
        .append(Operands.variable(tensor))
        .append(" = ")
        .append(expression)
        .append('\n');
  }
}
