package io.reenact.nn.tflite;

import io.reenact.nn.tflite.TfliteModel.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The operators that move, join or average pixels, as TorchScript expressions. */
record LayoutOperators(Operands operands) {
  private static final int[] TO_NCHW = {0, 2, 3, 1};

  String pad(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    int[] p = operands.model().tensors().get(op.inputs().get(1)).ints();
    Operands.expect(p != null && p.length == 8 && p[0] == 0 && p[1] == 0, "paddings");
    List<Integer> out = new ArrayList<>();
    for (int d = 1; d < 4; d++) {
      Operands.expect(p[2 * d] >= 0 && p[2 * d + 1] >= 0, "negative padding");
      out.add(Math.addExact(in.get(d), Math.addExact(p[2 * d], p[2 * d + 1])));
    }
    operands.expectShape(op, out);
    return String.format(
        Locale.ROOT,
        "torch.constant_pad_nd(%s, [%d, %d, %d, %d, %d, %d], 0)",
        operands.value(op, 0),
        p[4],
        p[5],
        p[2],
        p[3],
        p[6],
        p[7]);
  }

  String reshape(Operator op) {
    List<Integer> in = operands.shape(op.inputs().get(0));
    List<Integer> out = operands.shape(op.outputs().get(0));
    Operands.expect(
        operands.model().tensors().get(op.inputs().get(0)).size()
                == operands.model().tensors().get(op.outputs().get(0)).size()
            && in.get(0).equals(out.get(0)),
        "reshape of " + in + " to " + out);
    StringJoiner size = new StringJoiner(", ", "[-1, ", "]");
    out.subList(1, out.size()).forEach(d -> size.add(d.toString()));
    String flat =
        "torch.reshape("
            + (in.size() == 4
                ? "torch.permute(" + operands.value(op, 0) + ", [0, 2, 3, 1])"
                : operands.value(op, 0))
            + ", "
            + size
            + ")";
    return out.size() == 4 ? "torch.permute(" + flat + ", [0, 3, 1, 2])" : flat;
  }

  String concatenation(Operator op) {
    List<Integer> out = operands.shape(op.outputs().get(0));
    int axis = Math.floorMod(op.option(0, 0), out.size());
    Operands.expect(axis > 0, "concatenation of batches");
    int sum = 0;
    StringJoiner parts = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < op.inputs().size(); i++) {
      List<Integer> s = operands.shape(op.inputs().get(i));
      for (int d = 0; d < out.size(); d++) {
        Operands.expect(d == axis || s.get(d).equals(out.get(d)), "concatenation of " + s);
      }
      sum += s.get(axis);
      parts.add(operands.value(op, i));
    }
    Operands.expect(sum == out.get(axis), "concatenation to " + out);
    return operands.activated(
        op, 1, "torch.cat(" + parts + ", " + (out.size() == 4 ? TO_NCHW[axis] : axis) + ")");
  }

  String mean(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    int[] axes = operands.model().tensors().get(op.inputs().get(1)).ints();
    boolean keep = op.byteOption(0) != 0;
    Operands.expect(axes.length == 2 && axes[0] == 1 && axes[1] == 2, "mean not over the image");
    List<Integer> out = operands.shape(op.outputs().get(0));
    Operands.expect(
        out.equals(keep ? List.of(in.get(0), 1, 1, in.get(3)) : List.of(in.get(0), in.get(3))),
        "mean to " + out);
    return "torch.mean(" + operands.value(op, 0) + ", [2, 3], " + (keep ? "True" : "False") + ")";
  }

  String resize(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    int[] size = operands.model().tensors().get(op.inputs().get(1)).ints();
    boolean align = op.byteOption(2) != 0;
    Operands.expect(align || op.byteOption(3) != 0, "resizing without half-pixel centres");
    operands.expectShape(op, List.of(size[0], size[1], in.get(3)));
    return String.format(
        Locale.ROOT,
        "torch.upsample_bilinear2d(%s, [%d, %d], %s, None, None)",
        operands.value(op, 0),
        size[0],
        size[1],
        align ? "True" : "False");
  }
}
