package io.reenact.nn.tflite;

import io.reenact.nn.tflite.TfliteModel.Operator;
import io.reenact.nn.tflite.TfliteModel.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds PReLU spelled out as {@code relu(x) + w * (x - |x|)}, as MobileFaceNet has it, and puts one
 * operator in place of five: {@code prelu(x)} with slope {@code 2 w}.
 */
public final class PreluFusion {
  private final TfliteModel model;
  private final Map<Integer, Integer> producer = new HashMap<>();

  private PreluFusion(TfliteModel model) {
    this.model = model;
    for (int i = 0; i < model.operators().size(); i++) {
      for (int out : model.operators().get(i).outputs()) {
        producer.put(out, i);
      }
    }
  }

  public static TfliteModel apply(TfliteModel model) {
    return new PreluFusion(model).rewrite();
  }

  private TfliteModel rewrite() {
    List<Tensor> tensors = new ArrayList<>(model.tensors());
    List<Operator> operators = new ArrayList<>(model.operators());
    Set<Integer> gone = new HashSet<>();
    for (int i = 0; i < operators.size(); i++) {
      Operator add = operators.get(i);
      int[] parts = match(add);
      if (parts == null) {
        continue;
      }
      Tensor w = tensors.get(parts[1]);
      float[] slope = w.floats().clone();
      for (int k = 0; k < slope.length; k++) {
        slope[k] *= 2;
      }
      tensors.add(new Tensor(w.shape(), slope, null));
      operators.set(
          i,
          new Operator(
              TfliteModel.PRELU, List.of(parts[0], tensors.size() - 1), add.outputs(), null));
      for (int k = 2; k < parts.length; k++) {
        gone.add(parts[k]);
      }
    }
    List<Operator> kept = new ArrayList<>();
    for (int i = 0; i < operators.size(); i++) {
      if (!gone.contains(i)) {
        kept.add(operators.get(i));
      }
    }
    return new TfliteModel(
        List.copyOf(tensors), List.copyOf(kept), model.inputs(), model.outputs());
  }

  /** x, w, and the four operators below the sum; null if it is another sum. */
  private int[] match(Operator add) {
    if (!plain(add, TfliteModel.ADD)) {
      return null;
    }
    Operator relu = by(add.inputs().get(0), TfliteModel.RELU);
    Operator mul = by(add.inputs().get(1), TfliteModel.MUL);
    if (relu == null || mul == null || model.tensors().get(mul.inputs().get(0)).floats() == null) {
      return null;
    }
    Operator sub = by(mul.inputs().get(1), TfliteModel.SUB);
    Operator abs = sub == null ? null : by(sub.inputs().get(1), TfliteModel.ABS);
    if (abs == null) {
      return null;
    }
    int x = relu.inputs().get(0);
    if (sub.inputs().get(0) != x || abs.inputs().get(0) != x) {
      return null;
    }
    return new int[] {
      x,
      mul.inputs().get(0),
      producer.get(relu.outputs().get(0)),
      producer.get(mul.outputs().get(0)),
      producer.get(sub.outputs().get(0)),
      producer.get(abs.outputs().get(0))
    };
  }

  private Operator by(int tensor, int code) {
    Integer i = producer.get(tensor);
    if (i == null || model.outputs().contains(tensor)) {
      return null;
    }
    Operator op = model.operators().get(i);
    return plain(op, code) && uses(tensor) == 1 ? op : null;
  }

  private long uses(int tensor) {
    return model.operators().stream().filter(o -> o.inputs().contains(tensor)).count();
  }

  /** Whether an operator is of this kind and has no fused activation. */
  private static boolean plain(Operator op, int code) {
    return op.code() == code
        && (code == TfliteModel.RELU || code == TfliteModel.ABS || op.byteOption(0) == 0);
  }
}
