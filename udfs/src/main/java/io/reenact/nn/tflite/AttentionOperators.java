package io.reenact.nn.tflite;

import io.reenact.nn.tflite.TfliteModel.Operator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The operators that look at a part of a face again, as TorchScript; see {@link CustomOperator}. No
 * gradient passes through a placement: what a network reads in a part does not depend on where
 * exactly the part was cut out.
 */
record AttentionOperators(Operands operands, TorchArchive archive, StringBuilder body) {
  private static final List<Integer> MATRIX = List.of(1, 4, 4);

  String placement(Operator op) {
    List<Integer> in = operands.shape(op.inputs().get(0));
    Operands.expect(in.size() == 3 && in.get(2) == 3, "landmarks " + in);
    expectShape(op, MATRIX);
    int points = in.get(1);
    CustomOperator.Placement p = op.custom().placement(points);
    int rows = p.landmarks().size() + 2;
    float[] choice = new float[rows * points];
    choice[p.left()] = 1;
    choice[points + p.right()] = 1;
    for (int i = 2; i < rows; i++) {
      choice[i * points + p.landmarks().get(i - 2)] = 1;
    }
    String prefix = "p" + op.outputs().get(0);
    // q: the landmarks; a: the angle that makes them level; x, y: level landmarks.
    line(
        prefix + "q = torch.detach(torch.matmul(%s, %s))",
        archive.weight(choice, new int[] {rows, points}, points, 1),
        operands.value(op, 0));
    line(
        "%1$sd = torch.sub(torch.slice(%1$sq, 1, 1, 2, 1), torch.slice(%1$sq, 1, 0, 1, 1))",
        prefix);
    line(
        "%1$sa = torch.sub(torch.mul(torch.atan2(torch.slice(torch.select(%1$sd, 1, 0), 1, 1, 2, 1),"
            + " torch.slice(torch.select(%1$sd, 1, 0), 1, 0, 1, 1)), -1), %2$s)",
        prefix, -p.angle());
    line("%1$sc = torch.cos(%1$sa)", prefix);
    line("%1$ss = torch.sin(%1$sa)", prefix);
    line("%1$sh = torch.select(torch.slice(%1$sq, 1, 2, %2$d, 1), 2, 0)", prefix, rows);
    line("%1$sv = torch.select(torch.slice(%1$sq, 1, 2, %2$d, 1), 2, 1)", prefix, rows);
    line("%1$sx = torch.sub(torch.mul(%1$sh, %1$sc), torch.mul(%1$sv, %1$ss))", prefix);
    line("%1$sy = torch.add(torch.mul(%1$sh, %1$ss), torch.mul(%1$sv, %1$sc))", prefix);
    extent(prefix, "x", p.scaleX() / p.width());
    extent(prefix, "y", p.scaleY() / p.height());
    // Back from level: the inverse rotation. Then the part's pixels around the middle.
    line("%1$sm0 = torch.mul(%1$sc, %1$sxs)", prefix);
    line("%1$sm1 = torch.mul(%1$ss, %1$sys)", prefix);
    line("%1$sm2 = torch.mul(torch.mul(%1$ss, %1$sxs), -1)", prefix);
    line("%1$sm3 = torch.mul(%1$sc, %1$sys)", prefix);
    line(
        "%1$st0 = torch.sub(torch.add(torch.mul(%1$sc, %1$sxm), torch.mul(%1$ss, %1$sym)),"
            + " torch.add(torch.mul(%1$sm0, %2$s), torch.mul(%1$sm1, %3$s)))",
        prefix, p.width() / 2.0, p.height() / 2.0);
    line(
        "%1$st1 = torch.sub(torch.sub(torch.mul(%1$sc, %1$sym), torch.mul(%1$ss, %1$sxm)),"
            + " torch.add(torch.mul(%1$sm2, %2$s), torch.mul(%1$sm3, %3$s)))",
        prefix, p.width() / 2.0, p.height() / 2.0);
    line("%1$s0 = torch.mul(%1$sc, 0)", prefix);
    line("%1$s1 = torch.add(%1$s0, 1)", prefix);
    StringJoiner entries = new StringJoiner(", ", "[", "]");
    for (String e : "m0 m1 0 t0 m2 m3 0 t1 0 0 1 0 0 0 0 1".split(" ")) {
      entries.add(prefix + e);
    }
    return "torch.reshape(torch.cat(" + entries + ", 1), [-1, 4, 4])";
  }

  /** The middle and the widened extent of coordinates. */
  private void extent(String prefix, String axis, double scale) {
    String p = prefix + axis;
    line("%1$sg = torch.amax(%1$s, [1], True)", p);
    line("%1$sl = torch.amin(%1$s, [1], True)", p);
    line("%1$sm = torch.mul(torch.add(%1$sg, %1$sl), 0.5)", p);
    line("%1$ss = torch.mul(torch.sub(%1$sg, %1$sl), %2$s)", p, scale);
  }

  /**
   * By products with the share that every row and column has in a pixel: torch's own sampler adds
   * up gradients in any order on a GPU, and differently each time.
   */
  String warp(Operator op) {
    List<Integer> in = operands.image(op.inputs().get(0));
    Operands.expect(operands.shape(op.inputs().get(1)).equals(MATRIX), "placement");
    List<Integer> out = operands.image(op.outputs().get(0));
    operands.expectShape(op, List.of(out.get(1), out.get(2), in.get(3)));
    int pixels = Math.multiplyExact(out.get(1), out.get(2));
    // Pixels' centres lie at half-integers.
    float[] places = new float[4 * pixels];
    for (int i = 0; i < pixels; i++) {
      places[i] = i % out.get(2) + 0.5f;
      places[pixels + i] = i / out.get(2) + 0.5f;
      places[3 * pixels + i] = 1;
    }
    String prefix = "w" + op.outputs().get(0);
    line(
        prefix + "u = torch.matmul(%s, %s)",
        operands.value(op, 1),
        archive.weight(places, new int[] {4, pixels}, pixels, 1));
    shares(prefix, "c", 0, in.get(2));
    shares(prefix, "r", 1, in.get(1));
    return String.format(
        Locale.ROOT,
        "torch.reshape(torch.sum(torch.mul(torch.reshape(torch.matmul(torch.reshape(%1$s, [-1, %2$d,"
            + " %3$d]), %4$sc), [-1, %5$d, %6$d, %7$d]), torch.unsqueeze(%4$sr, 1)), [2]), [-1, %5$d,"
            + " %8$d, %9$d])",
        operands.value(op, 0),
        in.get(3) * in.get(1),
        in.get(2),
        prefix,
        in.get(3),
        in.get(1),
        pixels,
        out.get(1),
        out.get(2));
  }

  /** What each of the image's rows or columns counts in each pixel: [B, n, pixels]. */
  private void shares(String prefix, String name, int axis, int n) {
    float[] centres = new float[n];
    for (int i = 0; i < n; i++) {
      centres[i] = i + 0.5f;
    }
    line(
        "%1$s%2$s = torch.relu(torch.add(torch.neg(torch.abs(torch.sub(torch.slice(%1$su, 1, %3$d,"
            + " %4$d, 1), %5$s))), 1))",
        prefix, name, axis, axis + 1, archive.weight(centres, new int[] {n, 1}, 1, 1));
  }

  String place(Operator op) {
    List<Integer> in = operands.shape(op.inputs().get(0));
    Operands.expect(
        in.size() == 3 && in.get(2) == 2 && operands.shape(op.inputs().get(1)).equals(MATRIX),
        "points " + in);
    expectShape(op, in);
    return String.format(
        Locale.ROOT,
        "torch.add(torch.matmul(%1$s, torch.transpose(torch.slice(torch.slice(%2$s, 1, 0, 2, 1), 2,"
            + " 0, 2, 1), 1, 2)), torch.unsqueeze(torch.select(torch.slice(%2$s, 1, 0, 2, 1), 2, 3),"
            + " 1))",
        operands.value(op, 0),
        operands.value(op, 1));
  }

  private void expectShape(Operator op, List<Integer> computed) {
    List<Integer> declared = operands.shape(op.outputs().get(0));
    Operands.expect(
        declared.equals(computed), "declared shape " + declared + ", computed " + computed);
  }

  private void line(String format, Object... values) {
    body.append("    ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
