package io.reenact.splat.cpu;

import io.reenact.maths.Elementary;
import io.reenact.splat.Gaussians;
import io.reenact.splat.View;

/**
 * One Gaussian on the image plane, and the way back: EWA splatting (Zwicker et al. 2001) as in 3D
 * Gaussian Splatting (Kerbl et al. 2023). In double, since the cost is small beside blending. Holds
 * the state of the last Gaussian; one a thread.
 */
final class Projector {
  static final double LOG_255 = Math.log(255);

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

  // Unit quaternion, its rotation (row-major), scales.
  private double qw;
  private double qi;
  private double qj;
  private double qk;
  private double r0;
  private double r1;
  private double r2;
  private double r3;
  private double r4;
  private double r5;
  private double r6;
  private double r7;
  private double r8;
  private double s0;
  private double s1;
  private double s2;

  // Rows of M = J W, and of M R S; half the size of the box.
  private double u0;
  private double u1;
  private double u2;
  private double v0;
  private double v1;
  private double v2;
  private double a0;
  private double a1;
  private double a2;
  private double b0;
  private double b1;
  private double b2;
  private double ex;
  private double ey;

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
      if (!(Math.abs(p[o + i]) < Gaussians.LARGEST)) {
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
    double e = Elementary.exp(-(double) p[o + Gaussians.OPACITY]);
    opacity = 1 / (1 + e);
    if (opacity * 255 < 1) {
      return false;
    }
    logOpacity = Elementary.log(opacity);
    x = m[0] * wx + m[1] * wy + m[2] * wz + m[3];
    y = m[4] * wx + m[5] * wy + m[6] * wz + m[7];
    depth = z;
    mx = view.fx() * x / z + view.cx();
    my = view.fy() * y / z + view.cy();
    return shape(p, o) && box();
  }

  private boolean shape(float[] p, int o) {
    double w = p[o + Gaussians.ROTATION];
    double i = p[o + Gaussians.ROTATION + 1];
    double j = p[o + Gaussians.ROTATION + 2];
    double k = p[o + Gaussians.ROTATION + 3];
    qNorm = Math.sqrt(w * w + i * i + j * j + k * k);
    if (!(qNorm > 1e-20)) {
      return false;
    }
    double n = 1 / qNorm;
    rotation(w * n, i * n, j * n, k * n);
    s0 = Elementary.exp(p[o + Gaussians.LOG_SCALE]);
    s1 = Elementary.exp(p[o + Gaussians.LOG_SCALE + 1]);
    s2 = Elementary.exp(p[o + Gaussians.LOG_SCALE + 2]);
    double iz = 1 / z;
    tx = view.clampX(x * iz) * z;
    ty = view.clampY(y * iz) * z;
    double j00 = view.fx() * iz;
    double j02 = -view.fx() * tx * iz * iz;
    double j11 = view.fy() * iz;
    double j12 = -view.fy() * ty * iz * iz;
    u0 = j00 * m[0] + j02 * m[8];
    u1 = j00 * m[1] + j02 * m[9];
    u2 = j00 * m[2] + j02 * m[10];
    v0 = j11 * m[4] + j12 * m[8];
    v1 = j11 * m[5] + j12 * m[9];
    v2 = j11 * m[6] + j12 * m[10];
    // The columns of M R S.
    a0 = (u0 * r0 + u1 * r3 + u2 * r6) * s0;
    a1 = (u0 * r1 + u1 * r4 + u2 * r7) * s1;
    a2 = (u0 * r2 + u1 * r5 + u2 * r8) * s2;
    b0 = (v0 * r0 + v1 * r3 + v2 * r6) * s0;
    b1 = (v0 * r1 + v1 * r4 + v2 * r7) * s1;
    b2 = (v0 * r2 + v1 * r5 + v2 * r8) * s2;
    double a = a0 * a0 + a1 * a1 + a2 * a2 + Gaussians.BLUR;
    double b = a0 * b0 + a1 * b1 + a2 * b2;
    double c = b0 * b0 + b1 * b1 + b2 * b2 + Gaussians.BLUR;
    double det = a * c - b * b;
    if (!(det > 0) || !(det < 1e30)) {
      return false;
    }
    double inverse = 1 / det;
    qa = c * inverse;
    qb = -b * inverse;
    qc = a * inverse;
    double reach = 2 * (logOpacity + LOG_255);
    ex = Math.sqrt(reach * a);
    ey = Math.sqrt(reach * c);
    return true;
  }

  private void rotation(double w, double i, double j, double k) {
    qw = w;
    qi = i;
    qj = j;
    qk = k;
    r0 = 1 - 2 * (j * j + k * k);
    r1 = 2 * (i * j - w * k);
    r2 = 2 * (i * k + w * j);
    r3 = 2 * (i * j + w * k);
    r4 = 1 - 2 * (i * i + k * k);
    r5 = 2 * (j * k - w * i);
    r6 = 2 * (i * k - w * j);
    r7 = 2 * (j * k + w * i);
    r8 = 1 - 2 * (i * i + j * j);
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
    toPosition(du, dv, ga, gb, gc, d);
    toShape(ga, gb, gc, d);
  }

  private void toPosition(double du, double dv, double ga, double gb, double gc, double[] d) {
    // dM = 2 G (M R S) (R S)^T, and dJ = dM W^T = 2 G (M R S) (W R S)^T.
    double p0 = 2 * (ga * a0 + gb * b0) * s0;
    double p1 = 2 * (ga * a1 + gb * b1) * s1;
    double p2 = 2 * (ga * a2 + gb * b2) * s2;
    double q0 = 2 * (gb * a0 + gc * b0) * s0;
    double q1 = 2 * (gb * a1 + gc * b1) * s1;
    double q2 = 2 * (gb * a2 + gc * b2) * s2;
    double pu0 = p0 * r0 + p1 * r1 + p2 * r2;
    double pu1 = p0 * r3 + p1 * r4 + p2 * r5;
    double pu2 = p0 * r6 + p1 * r7 + p2 * r8;
    double pv0 = q0 * r0 + q1 * r1 + q2 * r2;
    double pv1 = q0 * r3 + q1 * r4 + q2 * r5;
    double pv2 = q0 * r6 + q1 * r7 + q2 * r8;
    double j00 = pu0 * m[0] + pu1 * m[1] + pu2 * m[2];
    double j02 = pu0 * m[8] + pu1 * m[9] + pu2 * m[10];
    double j11 = pv0 * m[4] + pv1 * m[5] + pv2 * m[6];
    double j12 = pv0 * m[8] + pv1 * m[9] + pv2 * m[10];
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
    if (view.clampX(x * iz) == x * iz) {
      dx -= fx * iz2 * j02;
    }
    if (view.clampY(y * iz) == y * iz) {
      dy -= fy * iz2 * j12;
    }
    d[0] = m[0] * dx + m[4] * dy + m[8] * dz;
    d[1] = m[1] * dx + m[5] * dy + m[9] * dz;
    d[2] = m[2] * dx + m[6] * dy + m[10] * dz;
  }

  private void toShape(double ga, double gb, double gc, double[] d) {
    // The 2D covariance is A A^T with A = M R S, so dA = 2 G A and dR = M^T dA S.
    double p0 = 2 * (ga * a0 + gb * b0);
    double p1 = 2 * (ga * a1 + gb * b1);
    double p2 = 2 * (ga * a2 + gb * b2);
    double q0 = 2 * (gb * a0 + gc * b0);
    double q1 = 2 * (gb * a1 + gc * b1);
    double q2 = 2 * (gb * a2 + gc * b2);
    // A's columns carry the scale as a factor.
    d[Gaussians.LOG_SCALE] = p0 * a0 + q0 * b0;
    d[Gaussians.LOG_SCALE + 1] = p1 * a1 + q1 * b1;
    d[Gaussians.LOG_SCALE + 2] = p2 * a2 + q2 * b2;
    double d0 = (u0 * p0 + v0 * q0) * s0;
    double d1 = (u0 * p1 + v0 * q1) * s1;
    double d2 = (u0 * p2 + v0 * q2) * s2;
    double d3 = (u1 * p0 + v1 * q0) * s0;
    double d4 = (u1 * p1 + v1 * q1) * s1;
    double d5 = (u1 * p2 + v1 * q2) * s2;
    double d6 = (u2 * p0 + v2 * q0) * s0;
    double d7 = (u2 * p1 + v2 * q1) * s1;
    double d8 = (u2 * p2 + v2 * q2) * s2;
    double dw = 2 * (qk * (d3 - d1) + qj * (d2 - d6) + qi * (d7 - d5));
    double di = 2 * (qj * (d1 + d3) + qk * (d2 + d6) + qw * (d7 - d5)) - 4 * qi * (d4 + d8);
    double dj = 2 * (qi * (d1 + d3) + qk * (d5 + d7) + qw * (d2 - d6)) - 4 * qj * (d0 + d8);
    double dk = 2 * (qi * (d2 + d6) + qj * (d5 + d7) + qw * (d3 - d1)) - 4 * qk * (d0 + d4);
    // Through the normalisation: what is along the quaternion is lost.
    double dot = qw * dw + qi * di + qj * dj + qk * dk;
    double n = 1 / qNorm;
    d[Gaussians.ROTATION] = (dw - qw * dot) * n;
    d[Gaussians.ROTATION + 1] = (di - qi * dot) * n;
    d[Gaussians.ROTATION + 2] = (dj - qj * dot) * n;
    d[Gaussians.ROTATION + 3] = (dk - qk * dot) * n;
  }
}
