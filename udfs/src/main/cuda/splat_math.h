// Arithmetic of the rasterizer, for a GPU and, in the tests, for the host: EWA splatting (Zwicker et al. 2001)
// with the constants of 3D Gaussian Splatting (Kerbl et al. 2023), as in Projector.java and BlendKernel.java.
#pragma once
#include <math.h>

#ifdef __CUDACC__
#define SPLAT_FN static __device__ __forceinline__
#else
#define SPLAT_FN static inline
#endif

enum { FLOATS = 14, LOG_SCALE = 3, ROTATION = 6, COLOUR = 10, OPACITY = 13, SLOT = 9, TILE = 16 };

#define SH_C0 0.28209479177387814
#define LOG2_E 1.4426950408889634
#define LOG_255 5.541263545158426
#define LOG2_ALPHA_MIN -7.9943534368588578f
#define LOG2_ALPHA_MAX -0.014499569695115089f
#define ALPHA_MAX 0.99f
#define T_MIN 1e-4f

// A camera and the size of the picture; m is world to camera, 3x4 row-major, the rest in pixels.
struct View {
  double m[12];
  double fx, fy, cx, cy;
  int width, height, tiles_x, tiles_y;
};

// A projected Gaussian. log2(alpha) = power + a dx dx + b dx dy + c dy dy; the box of alpha >= 1/255 in tiles.
struct alignas(16) Record {
  float mx, my, a, b, c, power, red, green, blue;
  unsigned short x0, x1, y0, y1;
  int unused;
};

// What the way back needs of the projection of one Gaussian.
struct Projection {
  double x, y, z, tx, ty, mx, my, qa, qb, qc, opacity, log_opacity, norm;
  double q[4], r[9], s[3], u[3], v[3], a[3], b[3];
  int x0, x1, y0, y1;
};

SPLAT_FN double clamp_to(double low, double high, double v) { return fmin(high, fmax(low, v)); }

SPLAT_FN double clamp_x(const View &w, double x) { return clamp_to(-1.3 * w.cx / w.fx, 1.3 * (w.width - w.cx) / w.fx, x); }

SPLAT_FN double clamp_y(const View &w, double y) { return clamp_to(-1.3 * w.cy / w.fy, 1.3 * (w.height - w.cy) / w.fy, y); }

SPLAT_FN void rotation_of(const double *q, double *r) {
  double w = q[0], i = q[1], j = q[2], k = q[3];
  r[0] = 1 - 2 * (j * j + k * k);
  r[1] = 2 * (i * j - w * k);
  r[2] = 2 * (i * k + w * j);
  r[3] = 2 * (i * j + w * k);
  r[4] = 1 - 2 * (i * i + k * k);
  r[5] = 2 * (j * k - w * i);
  r[6] = 2 * (i * k - w * j);
  r[7] = 2 * (j * k + w * i);
  r[8] = 1 - 2 * (i * i + j * j);
}

// Shape on the image plane and its box; false if it is not to be drawn.
SPLAT_FN bool shape_of(const View &w, const float *p, Projection &o) {
  double n = 0;
  for (int k = 0; k < 4; k++) n += (double)p[ROTATION + k] * p[ROTATION + k];
  o.norm = sqrt(n);
  if (!(o.norm > 1e-20)) return false;
  for (int k = 0; k < 4; k++) o.q[k] = p[ROTATION + k] / o.norm;
  rotation_of(o.q, o.r);
  double iz = 1 / o.z;
  o.tx = clamp_x(w, o.x * iz) * o.z;
  o.ty = clamp_y(w, o.y * iz) * o.z;
  double j02 = -w.fx * o.tx * iz * iz, j12 = -w.fy * o.ty * iz * iz;
  double a = 0.3, b = 0, c = 0.3;
  for (int k = 0; k < 3; k++) {
    o.u[k] = w.fx * iz * w.m[k] + j02 * w.m[8 + k];
    o.v[k] = w.fy * iz * w.m[4 + k] + j12 * w.m[8 + k];
  }
  for (int k = 0; k < 3; k++) {
    o.s[k] = exp((double)p[LOG_SCALE + k]);
    o.a[k] = (o.u[0] * o.r[k] + o.u[1] * o.r[3 + k] + o.u[2] * o.r[6 + k]) * o.s[k];
    o.b[k] = (o.v[0] * o.r[k] + o.v[1] * o.r[3 + k] + o.v[2] * o.r[6 + k]) * o.s[k];
    a += o.a[k] * o.a[k];
    b += o.a[k] * o.b[k];
    c += o.b[k] * o.b[k];
  }
  double det = a * c - b * b;
  if (!(det > 0) || !(det < 1e30)) return false;
  o.qa = c / det;
  o.qb = -b / det;
  o.qc = a / det;
  double reach = 2 * (o.log_opacity + LOG_255);
  double ex = sqrt(reach * a), ey = sqrt(reach * c);
  // A thousandth of a pixel of slack: blending tests alpha itself.
  o.x0 = (int)fmax(0.0, ceil(o.mx - ex - 0.501));
  o.x1 = (int)fmin(w.width - 1.0, floor(o.mx + ex - 0.499));
  o.y0 = (int)fmax(0.0, ceil(o.my - ey - 0.501));
  o.y1 = (int)fmin(w.height - 1.0, floor(o.my + ey - 0.499));
  return o.x0 <= o.x1 && o.y0 <= o.y1;
}

// Projects one Gaussian; false if it is not to be drawn.
SPLAT_FN bool project_one(const View &w, const float *p, Projection &o) {
  for (int k = 0; k < FLOATS; k++) {
    if (!(fabsf(p[k]) < 1e6f)) return false;
  }
  double t[3];
  for (int k = 0; k < 3; k++) {
    t[k] = w.m[4 * k] * p[0] + w.m[4 * k + 1] * p[1] + w.m[4 * k + 2] * p[2] + w.m[4 * k + 3];
  }
  o.x = t[0];
  o.y = t[1];
  o.z = t[2];
  if (!(o.z > 0.2)) return false;
  o.opacity = 1 / (1 + exp(-(double)p[OPACITY]));
  if (o.opacity * 255 < 1) return false;
  o.log_opacity = log(o.opacity);
  o.mx = w.fx * o.x / o.z + w.cx;
  o.my = w.fy * o.y / o.z + w.cy;
  return shape_of(w, p, o);
}

SPLAT_FN float colour_of(float dc) { return (float)fmax(0.0, SH_C0 * dc + 0.5); }

SPLAT_FN void record_of(const Projection &o, const float *p, Record &r) {
  r.mx = (float)o.mx;
  r.my = (float)o.my;
  r.a = (float)(-0.5 * LOG2_E * o.qa);
  r.b = (float)(-LOG2_E * o.qb);
  r.c = (float)(-0.5 * LOG2_E * o.qc);
  r.power = (float)(LOG2_E * o.log_opacity);
  r.red = colour_of(p[COLOUR]);
  r.green = colour_of(p[COLOUR + 1]);
  r.blue = colour_of(p[COLOUR + 2]);
  r.x0 = (unsigned short)(o.x0 / TILE);
  r.x1 = (unsigned short)(o.x1 / TILE);
  r.y0 = (unsigned short)(o.y0 / TILE);
  r.y1 = (unsigned short)(o.y1 / TILE);
  r.unused = 0;
}

// Alpha of a Gaussian at an offset from its centre, 0 under 1/255. Both directions call this, with contraction
// spelled out, so that both stop at the same Gaussian.
SPLAT_FN float alpha_at(const Record &r, float dx, float dy, bool &capped) {
  float q0 = fmaf(dx * dx, r.a, r.power);
  float e = fmaf(fmaf(r.c, dy, dx * r.b), dy, q0);
  capped = e > LOG2_ALPHA_MAX;
  return e < LOG2_ALPHA_MIN ? 0.0f : capped ? ALPHA_MAX : exp2f(e);
}

// Gradient of the Gaussian projected into o. g holds sums over pixels: of v, v dx, v dy, v dx dx, v dx dy,
// v dy dy and of the weighted image gradient; v is the gradient to the logarithm of alpha.
SPLAT_FN void unproject(const View &w, const Projection &o, const float *p, const double *g, double *d) {
  d[OPACITY] = g[0] * (1 - o.opacity);
  for (int c = 0; c < 3; c++) d[COLOUR + c] = SH_C0 * p[COLOUR + c] + 0.5 > 0 ? SH_C0 * g[6 + c] : 0;
  double du = o.qa * g[1] + o.qb * g[2], dv = o.qb * g[1] + o.qc * g[2];
  // The gradient to the 2D covariance is 1/2 Q (sum v d d^T) Q.
  double ma = o.qa * g[3] + o.qb * g[4], mb = o.qa * g[4] + o.qb * g[5];
  double mc = o.qb * g[3] + o.qc * g[4], md = o.qb * g[4] + o.qc * g[5];
  double ga = 0.5 * (ma * o.qa + mb * o.qb), gb = 0.5 * (ma * o.qb + mb * o.qc), gc = 0.5 * (mc * o.qb + md * o.qc);
  double P[3], Q[3], pu[3] = {0, 0, 0}, pv[3] = {0, 0, 0}, R[9];
  for (int k = 0; k < 3; k++) {
    P[k] = 2 * (ga * o.a[k] + gb * o.b[k]);
    Q[k] = 2 * (gb * o.a[k] + gc * o.b[k]);
    d[LOG_SCALE + k] = P[k] * o.a[k] + Q[k] * o.b[k];
    for (int l = 0; l < 3; l++) {
      pu[l] += P[k] * o.s[k] * o.r[3 * l + k];
      pv[l] += Q[k] * o.s[k] * o.r[3 * l + k];
      R[3 * l + k] = (o.u[l] * P[k] + o.v[l] * Q[k]) * o.s[k];
    }
  }
  double j00 = 0, j02 = 0, j11 = 0, j12 = 0;
  for (int k = 0; k < 3; k++) {
    j00 += pu[k] * w.m[k];
    j02 += pu[k] * w.m[8 + k];
    j11 += pv[k] * w.m[4 + k];
    j12 += pv[k] * w.m[8 + k];
  }
  double iz = 1 / o.z, iz2 = iz * iz;
  double dx = w.fx * iz * du, dy = w.fy * iz * dv;
  double dz = -iz2 * (w.fx * o.x * du + w.fy * o.y * dv) - iz2 * (w.fx * j00 + w.fy * j11);
  dz += 2 * iz2 * iz * (w.fx * o.tx * j02 + w.fy * o.ty * j12);
  // As in 3DGS: a clamped x / z passes no gradient to x.
  if (clamp_x(w, o.x * iz) == o.x * iz) dx -= w.fx * iz2 * j02;
  if (clamp_y(w, o.y * iz) == o.y * iz) dy -= w.fy * iz2 * j12;
  for (int k = 0; k < 3; k++) d[k] = w.m[k] * dx + w.m[4 + k] * dy + w.m[8 + k] * dz;
  const double *q = o.q;
  double D[4];
  D[0] = 2 * (q[3] * (R[3] - R[1]) + q[2] * (R[2] - R[6]) + q[1] * (R[7] - R[5]));
  D[1] = 2 * (q[2] * (R[1] + R[3]) + q[3] * (R[2] + R[6]) + q[0] * (R[7] - R[5])) - 4 * q[1] * (R[4] + R[8]);
  D[2] = 2 * (q[1] * (R[1] + R[3]) + q[3] * (R[5] + R[7]) + q[0] * (R[2] - R[6])) - 4 * q[2] * (R[0] + R[8]);
  D[3] = 2 * (q[1] * (R[2] + R[6]) + q[2] * (R[5] + R[7]) + q[0] * (R[3] - R[1])) - 4 * q[3] * (R[0] + R[4]);
  // Through the normalisation: what is along the quaternion is lost.
  double along = 0;
  for (int k = 0; k < 4; k++) along += q[k] * D[k];
  for (int k = 0; k < 4; k++) d[ROTATION + k] = (D[k] - q[k] * along) / o.norm;
}
