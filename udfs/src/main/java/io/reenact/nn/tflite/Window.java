package io.reenact.nn.tflite;

import java.util.List;
import java.util.Locale;

/** Where a sliding window of TensorFlow's SAME or VALID padding lies. */
final class Window {
  final int height;
  final int width;
  final int top;
  final int left;
  final int bottom;
  final int right;
  final boolean even;

  Window(List<Integer> in, int kh, int kw, int[] stride, int[] dilation, boolean same) {
    Operands.expect(kh > 0 && kw > 0 && stride[0] > 0 && stride[1] > 0, "window");
    Operands.expect(dilation[0] > 0 && dilation[1] > 0, "dilation");
    int reachH = Math.addExact(Math.multiplyExact(kh - 1, dilation[0]), 1);
    int reachW = Math.addExact(Math.multiplyExact(kw - 1, dilation[1]), 1);
    height = same ? ceil(in.get(1), stride[0]) : ceil(in.get(1) - reachH + 1, stride[0]);
    width = same ? ceil(in.get(2), stride[1]) : ceil(in.get(2) - reachW + 1, stride[1]);
    Operands.expect(height > 0 && width > 0, "window larger than its image");
    int padH = same ? Math.max(0, (height - 1) * stride[0] + reachH - in.get(1)) : 0;
    int padW = same ? Math.max(0, (width - 1) * stride[1] + reachW - in.get(2)) : 0;
    top = padH / 2;
    left = padW / 2;
    bottom = padH - top;
    right = padW - left;
    even = top == bottom && left == right;
  }

  private static int ceil(int a, int b) {
    return a <= 0 ? 0 : (a - 1) / b + 1;
  }

  String padded(String x, String value) {
    return even ? x : pad(x, value);
  }

  String pad(String x, String value) {
    return String.format(
        Locale.ROOT,
        "torch.constant_pad_nd(%s, [%d, %d, %d, %d], %s)",
        x,
        left,
        right,
        top,
        bottom,
        value);
  }
}
