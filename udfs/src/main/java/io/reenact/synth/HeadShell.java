package io.reenact.synth;

import io.reenact.synth.HeadModel.Part;

/** How far out the skin is, so that hair does not grow through it. */
final class HeadShell {
  /** The point from which the head is seen as a star. */
  static final double[] CENTRE = {0, 4.5, 0.5};

  private static final double CHIN = -1;
  private static final int AROUND = 36;
  private static final int DOWN = 18;
  private static final int CELL = 1;
  private static final int WIDE = 24;
  private static final int BOTTOM = -22;

  private final double[] radius = new double[AROUND * DOWN];
  private final double[] back = new double[2 * WIDE * -BOTTOM];
  private final double[] front = new double[2 * WIDE * -BOTTOM];

  HeadShell(HeadModel model, float[] x) {
    java.util.Arrays.fill(back, Double.NaN);
    java.util.Arrays.fill(front, Double.NaN);
    for (int v = 0; v < model.vertices; v++) {
      if (model.part(v) != Part.FACE && model.part(v) != Part.HEAD_NECK) {
        continue;
      }
      double dx = x[3 * v] - CENTRE[0];
      double dy = x[3 * v + 1] - CENTRE[1];
      double dz = x[3 * v + 2] - CENTRE[2];
      double r = Math.sqrt(dx * dx + dy * dy + dz * dz);
      if (x[3 * v + 1] > CHIN - 3) {
        spread(dx, dy, dz, r);
      }
      if (x[3 * v + 1] < CHIN + 1) {
        range(x[3 * v], x[3 * v + 1], x[3 * v + 2]);
      }
    }
  }

  private void spread(double dx, double dy, double dz, double r) {
    int a = azimuth(dx, dz);
    int e = (int) Math.min(DOWN - 1, Math.acos(dy / r) / Math.PI * DOWN);
    // Cells are smaller than triangles: a vertex counts for its neighbours too.
    for (int i = -1; i <= 1; i++) {
      for (int j = Math.max(0, e - 1); j <= Math.min(DOWN - 1, e + 1); j++) {
        int c = (a + i + AROUND) % AROUND * DOWN + j;
        radius[c] = Math.max(radius[c], i == 0 && j == e ? r : 0.97 * r);
      }
    }
  }

  private static int azimuth(double dx, double dz) {
    return (int) Math.min(AROUND - 1, (Math.atan2(dx, dz) + Math.PI) / (2 * Math.PI) * AROUND);
  }

  private void range(double x, double y, double z) {
    for (int i = -1; i <= 1; i++) {
      int c = cell(x + i, y);
      if (c >= 0) {
        back[c] = Double.isNaN(back[c]) ? z : Math.min(back[c], z);
        front[c] = Double.isNaN(front[c]) ? z : Math.max(front[c], z);
      }
    }
  }

  private static int cell(double x, double y) {
    int i = (int) Math.floor(x / CELL) + WIDE;
    int j = (int) Math.floor(-y / CELL);
    return i < 0 || i >= 2 * WIDE || j < 0 || j >= -BOTTOM ? -1 : i * -BOTTOM + j;
  }

  /** Moves a point out until it is at least so far over the skin, centimetres. */
  void pushOut(double[] p, double over) {
    if (p[1] >= CHIN) {
      double dx = p[0] - CENTRE[0];
      double dy = p[1] - CENTRE[1];
      double dz = p[2] - CENTRE[2];
      double r = Math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-9;
      double least = skin(dx, dy, dz, r) + over;
      if (r < least) {
        p[0] = CENTRE[0] + dx * least / r;
        p[1] = CENTRE[1] + dy * least / r;
        p[2] = CENTRE[2] + dz * least / r;
      }
      return;
    }
    int c = cell(p[0], p[1]);
    if (c < 0 || Double.isNaN(back[c])) {
      return;
    }
    double middle = 0.5 * (back[c] + front[c]);
    if (p[2] < middle + 1) {
      p[2] = Math.min(p[2], back[c] - over);
    } else {
      p[2] = Math.max(p[2], front[c] + over);
    }
  }

  /** Moves a point in until it is at most so far over the skin, centimetres; above the chin. */
  void pullIn(double[] p, double over) {
    double excess = clearance(p) - over;
    if (excess > 0) {
      double r =
          Math.sqrt(square(p[0] - CENTRE[0]) + square(p[1] - CENTRE[1]) + square(p[2] - CENTRE[2]));
      for (int k = 0; k < 3; k++) {
        p[k] -= excess * (p[k] - CENTRE[k]) / r;
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }

  /** How far over the skin a point is, centimetres; 0 below the chin, where it is not asked for. */
  double clearance(double[] p) {
    if (p[1] < CHIN) {
      return 0;
    }
    double dx = p[0] - CENTRE[0];
    double dy = p[1] - CENTRE[1];
    double dz = p[2] - CENTRE[2];
    double r = Math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-9;
    return r - skin(dx, dy, dz, r);
  }

  private double skin(double dx, double dy, double dz, double r) {
    double a = (Math.atan2(dx, dz) + Math.PI) / (2 * Math.PI) * AROUND - 0.5;
    double e = Math.acos(Math.max(-1, Math.min(1, dy / r))) / Math.PI * DOWN - 0.5;
    int i = (int) Math.floor(a);
    int j = (int) Math.max(0, Math.min(DOWN - 2, Math.floor(e)));
    double u = a - i;
    double v = Math.max(0, Math.min(1, e - j));
    double top = (1 - u) * at(i, j) + u * at(i + 1, j);
    double low = (1 - u) * at(i, j + 1) + u * at(i + 1, j + 1);
    return (1 - v) * top + v * low;
  }

  private double at(int i, int j) {
    return radius[(i + AROUND) % AROUND * DOWN + j];
  }
}
