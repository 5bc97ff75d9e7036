package io.reenact.nn.tflite;

import io.reenact.nn.tflite.TfliteModel.Operator;
import io.reenact.nn.tflite.TfliteModel.Tensor;
import java.util.List;

/** What the compiler's operators ask of their tensors: checked shapes, constants, source names. */
record Operands(TfliteModel model) {
  String activated(Operator op, int slot, String expression) {
    return switch (op.byteOption(slot)) {
      case 0 -> expression;
      case 1 -> "torch.relu(" + expression + ")";
      case 2 -> "torch.clamp(" + expression + ", -1, 1)";
      case 3 -> "torch.clamp(" + expression + ", 0, 6)";
      case 4 -> "torch.tanh(" + expression + ")";
      default -> throw new IllegalArgumentException("fused activation " + op.byteOption(slot));
    };
  }

  static String variable(int tensor) {
    return "t" + tensor;
  }

  String value(Operator op, int input) {
    expect(
        !model.tensors().get(op.inputs().get(input)).constant(), "constant where an image belongs");
    return variable(op.inputs().get(input));
  }

  List<Integer> shape(int tensor) {
    return model.tensors().get(tensor).shape();
  }

  List<Integer> image(int tensor) {
    List<Integer> s = shape(tensor);
    expect(s.size() == 4, "rank " + s.size() + " where an image belongs");
    return s;
  }

  Tensor constant(Operator op, int input) {
    Tensor t = model.tensors().get(op.inputs().get(input));
    expect(t.floats() != null, "weights that are no constant");
    return t;
  }

  void expectShape(Operator op, List<Integer> hwc) {
    List<Integer> out = shape(op.outputs().get(0));
    expect(
        out.size() == 4
            && out.subList(1, 4).equals(hwc)
            && out.get(0).equals(shape(op.inputs().get(0)).get(0)),
        "declared shape " + out + ", computed " + hwc);
  }

  /** That a slice takes all of its input, as the last operator of a converted graph may. */
  void expectWhole(Operator op) {
    List<Integer> in = shape(op.inputs().get(0));
    int[] begin = model.tensors().get(op.inputs().get(1)).ints();
    int[] end = model.tensors().get(op.inputs().get(2)).ints();
    int[] step = model.tensors().get(op.inputs().get(3)).ints();
    expect(shape(op.outputs().get(0)).equals(in), "slice of a part");
    for (int d = 0; d < in.size(); d++) {
      boolean fromStart = begin[d] == 0 || (op.option(0, 0) >> d & 1) == 1;
      boolean toEnd = end[d] == in.get(d) || (op.option(1, 0) >> d & 1) == 1;
      expect(fromStart && toEnd && step[d] == 1, "slice of a part");
    }
  }

  static void expect(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
