package io.reenact.splat;

/**
 * One Gaussian on the image plane, and the way back: EWA splatting (Zwicker et al. 2001) as in 3D
 * Gaussian Splatting (Kerbl et al. 2023). In double, since the cost is small beside blending. Holds
 * the state of the last Gaussian; one a thread.
 */
final class Projector {
  private final View view;
  private final double[] m;

  /** Centre in pixels, depth. */
  double mx;

  double my;
  double depth;

  /** Inverse of the 2D covariance: {@code [[qa, qb], [qb, qc]]}. */
  double qa;

  double qb;
  double qc;

  /** Opacity and its natural logarithm. */
  double opacity;

  double logOpacity;

  /** Box of alpha at least 1/255, inclusive, cut to the picture. */
  int x0;

  int x1;
  int y0;
  int y1;

  private double x;
  private double y;
  private double z;
  private double tx;
  private double ty;
  private double qNorm;
  private final double[] q = new double[4];
  private final double[] r = new double[9];
  private final double[] s = new double[3];
  private final double[] sigma = new double[6];
  private final double[] mw = new double[6];

  Projector(View view) {
    this.view = view;
    this.m = view.m();
  }

  /**
   * Projects one Gaussian.
   *
   * @param p parameters
   * @param o offset of its first float
   * @return false if it is not to be drawn
   */
  boolean project(float[] p, int o) {
    for (int i = 0; i < Gaussians.FLOATS; i++) {
      if (!Float.isFinite(p[o + i])) {
        return false;
      }
    }
    double wx = p[o];
    double wy = p[o + 1];
    double wz = p[o + 2];
    z = m[8] * wx + m[9] * wy + m[10] * wz + m[11];
    if (!(z > Gaussians.NEAR)) {
      return false;
    }
    double e = Math.exp(-(double) p[o + Gaussians.OPACITY]);
    opacity = 1 / (1 + e);
    if (opacity * 255 < 1) {
      return false;
    }
    logOpacity = -Math.log1p(e);
    x = m[0] * wx + m[1] * wy + m[2] * wz + m[3];
    y = m[4] * wx + m[5] * wy + m[6] * wz + m[7];
    depth = z;
    mx = view.fx() * x / z + view.cx();
    my = view.fy() * y / z + view.cy();
    return shape(p, o) && box();
  }

  private boolean shape(float[] p, int o) {
    double n = 0;
    for (int i = 0; i < 4; i++) {
      q[i] = p[o + Gaussians.ROTATION + i];
      n += q[i] * q[i];
    }
    qNorm = Math.sqrt(n);
    if (!(qNorm > 1e-20)) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      q[i] /= qNorm;
    }
    rotation();
    for (int i = 0; i < 3; i++) {
      s[i] = Math.exp(p[o + Gaussians.LOG_SCALE + i]);
    }
    for (int i = 0, k = 0; i < 3; i++) {
      for (int j = i; j < 3; j++, k++) {
        double v = 0;
        for (int l = 0; l < 3; l++) {
          v += r[3 * i + l] * r[3 * j + l] * s[l] * s[l];
        }
        sigma[k] = v;
      }
    }
    tx = view.clampX(x / z) * z;
    ty = view.clampY(y / z) * z;
    double j00 = view.fx() / z;
    double j02 = -view.fx() * tx / (z * z);
    double j11 = view.fy() / z;
    double j12 = -view.fy() * ty / (z * z);
    for (int k = 0; k < 3; k++) {
      mw[k] = j00 * m[k] + j02 * m[8 + k];
      mw[3 + k] = j11 * m[4 + k] + j12 * m[8 + k];
    }
    double a = quadratic(0, 0) + Gaussians.BLUR;
    double b = quadratic(0, 3);
    double c = quadratic(3, 3) + Gaussians.BLUR;
    double det = a * c - b * b;
    if (!(det > 0) || !(det < 1e30)) {
      return false;
    }
    qa = c / det;
    qb = -b / det;
    qc = a / det;
    double reach = 2 * (logOpacity + Math.log(255));
    ex = Math.sqrt(reach * a);
    ey = Math.sqrt(reach * c);
    return true;
  }

  private double ex;
  private double ey;

  /** Row i of mw times sigma times row j of mw; rows are given by their offset. */
  private double quadratic(int i, int j) {
    double v = 0;
    for (int k = 0; k < 3; k++) {
      v += sigmaRow(k, i) * mw[j + k];
    }
    return v;
  }

  /** Component k of sigma times the row of mw at offset i. */
  private double sigmaRow(int k, int i) {
    return sym(sigma, k, 0) * mw[i] + sym(sigma, k, 1) * mw[i + 1] + sym(sigma, k, 2) * mw[i + 2];
  }

  private static double sym(double[] upper, int i, int j) {
    int lo = Math.min(i, j);
    int hi = Math.max(i, j);
    return upper[lo == 0 ? hi : lo + hi + 1];
  }

  private void rotation() {
    double w = q[0];
    double a = q[1];
    double b = q[2];
    double c = q[3];
    r[0] = 1 - 2 * (b * b + c * c);
    r[1] = 2 * (a * b - w * c);
    r[2] = 2 * (a * c + w * b);
    r[3] = 2 * (a * b + w * c);
    r[4] = 1 - 2 * (a * a + c * c);
    r[5] = 2 * (b * c - w * a);
    r[6] = 2 * (a * c - w * b);
    r[7] = 2 * (b * c + w * a);
    r[8] = 1 - 2 * (a * a + b * b);
  }

  private boolean box() {
    // A thousandth of a pixel of slack: the blending kernel tests alpha itself.
    x0 = (int) Math.max(0, Math.ceil(mx - ex - 0.501));
    x1 = (int) Math.min(view.width() - 1.0, Math.floor(mx + ex - 0.499));
    y0 = (int) Math.max(0, Math.ceil(my - ey - 0.501));
    y1 = (int) Math.min(view.height() - 1.0, Math.floor(my + ey - 0.499));
    return x0 <= x1 && y0 <= y1;
  }

  /**
   * Gradient of the Gaussian last projected.
   *
   * @param g sums over pixels: of v, v dx, v dy, v dx dx, v dx dy, v dy dy, and of the weighted
   *     image gradient r, g, b; v is the gradient to the logarithm of alpha
   * @param p parameters
   * @param o offset of its first float
   * @param d receives 14 values
   */
  void backward(double[] g, float[] p, int o, double[] d) {
    d[Gaussians.OPACITY] = g[0] * (1 - opacity);
    for (int c = 0; c < 3; c++) {
      boolean lit = Gaussians.SH_C0 * p[o + Gaussians.COLOUR + c] + 0.5 > 0;
      d[Gaussians.COLOUR + c] = lit ? Gaussians.SH_C0 * g[6 + c] : 0;
    }
    double du = qa * g[1] + qb * g[2];
    double dv = qb * g[1] + qc * g[2];
    // ln alpha holds -1/2 d^T Q d, and dQ = -Q dS Q, so the gradient to S is 1/2 Q (sum v d d^T) Q.
    double ma = qa * g[3] + qb * g[4];
    double mb = qa * g[4] + qb * g[5];
    double mc = qb * g[3] + qc * g[4];
    double md = qb * g[4] + qc * g[5];
    double ga = 0.5 * (ma * qa + mb * qb);
    double gb = 0.5 * (ma * qb + mb * qc);
    double gc = 0.5 * (mc * qb + md * qc);
    double[] dm = dMw;
    for (int k = 0; k < 3; k++) {
      double u = sigmaRow(k, 0);
      double v = sigmaRow(k, 3);
      dm[k] = 2 * (ga * u + gb * v);
      dm[3 + k] = 2 * (gb * u + gc * v);
    }
    toPosition(du, dv, d);
    toShape(ga, gb, gc, d);
  }

  private final double[] dMw = new double[6];
  private final double[] dR = new double[9];

  private void toPosition(double du, double dv, double[] d) {
    double j00 = 0;
    double j02 = 0;
    double j11 = 0;
    double j12 = 0;
    for (int k = 0; k < 3; k++) {
      j00 += dMw[k] * m[k];
      j02 += dMw[k] * m[8 + k];
      j11 += dMw[3 + k] * m[4 + k];
      j12 += dMw[3 + k] * m[8 + k];
    }
    double fx = view.fx();
    double fy = view.fy();
    double iz = 1 / z;
    double iz2 = iz * iz;
    double dx = fx * iz * du;
    double dy = fy * iz * dv;
    double dz = -fx * x * iz2 * du - fy * y * iz2 * dv;
    dz += -fx * iz2 * j00 - fy * iz2 * j11;
    dz += 2 * fx * tx * iz2 * iz * j02 + 2 * fy * ty * iz2 * iz * j12;
    // As in 3DGS: a clamped x / z passes no gradient to x.
    if (view.clampX(x / z) == x / z) {
      dx -= fx * iz2 * j02;
    }
    if (view.clampY(y / z) == y / z) {
      dy -= fy * iz2 * j12;
    }
    for (int k = 0; k < 3; k++) {
      d[k] = m[k] * dx + m[4 + k] * dy + m[8 + k] * dz;
    }
  }

  private void toShape(double ga, double gb, double gc, double[] d) {
    // Sigma = L L^T with L = R S, so dL = 2 (M^T G M) L.
    for (int l = 0; l < 3; l++) {
      double l0 = r[l] * s[l];
      double l1 = r[3 + l] * s[l];
      double l2 = r[6 + l] * s[l];
      double u = mw[0] * l0 + mw[1] * l1 + mw[2] * l2;
      double v = mw[3] * l0 + mw[4] * l1 + mw[5] * l2;
      double gu = 2 * (ga * u + gb * v);
      double gv = 2 * (gb * u + gc * v);
      double ds = 0;
      for (int i = 0; i < 3; i++) {
        double dl = mw[i] * gu + mw[3 + i] * gv;
        ds += dl * r[3 * i + l];
        dR[3 * i + l] = dl * s[l];
      }
      d[Gaussians.LOG_SCALE + l] = ds * s[l];
    }
    double w = q[0];
    double a = q[1];
    double b = q[2];
    double c = q[3];
    double dw = 2 * (c * (dR[3] - dR[1]) + b * (dR[2] - dR[6]) + a * (dR[7] - dR[5]));
    double da =
        2 * (b * (dR[1] + dR[3]) + c * (dR[2] + dR[6]) + w * (dR[7] - dR[5]))
            - 4 * a * (dR[4] + dR[8]);
    double db =
        2 * (a * (dR[1] + dR[3]) + c * (dR[5] + dR[7]) + w * (dR[2] - dR[6]))
            - 4 * b * (dR[0] + dR[8]);
    double dc =
        2 * (a * (dR[2] + dR[6]) + b * (dR[5] + dR[7]) + w * (dR[3] - dR[1]))
            - 4 * c * (dR[0] + dR[4]);
    double dot = w * dw + a * da + b * db + c * dc;
    d[Gaussians.ROTATION] = (dw - w * dot) / qNorm;
    d[Gaussians.ROTATION + 1] = (da - a * dot) / qNorm;
    d[Gaussians.ROTATION + 2] = (db - b * dot) / qNorm;
    d[Gaussians.ROTATION + 3] = (dc - c * dot) / qNorm;
  }
}
