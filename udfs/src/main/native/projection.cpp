// Projects Gaussians and takes gradients back through the projection: what io.reenact.splat.cpu.Projector does, four
// Gaussians at a time, operation by operation in the same order and in double, so that both give the same bits.
#include <string.h>

#include "elementary.h"

namespace {

const int LANES = 4;

// Offsets in a Gaussian: those of Gaussians.java.
const int LOG_SCALE = 3;
const int ROTATION = 6;
const int COLOUR = 10;
const int OPACITY = 13;

// What NativeProjection hands over in one array, so that it stands in one place.
struct View {
  double m[12];
  double fx, fy, cx, cy, left, right, top, bottom, width, height, largest, near, blur, c0, log255;
};

INLINE D root(D v) {
#if defined(__x86_64__)
  return __builtin_ia32_sqrtpd256(v);
#else
  D r;
  for (int i = 0; i < LANES; i++) r[i] = __builtin_sqrt(v[i]);
  return r;
#endif
}

// Four Gaussians on the image plane: the fields of Projector.
struct Projected {
  D mx, my, opacity, logOpacity, qa, qb, qc;
  D x, y, z, tx, ty, norm, qw, qi, qj, qk, r0, r1, r2, r3, r4, r5, r6, r7, r8, s0, s1, s2;
  D u0, u1, u2, v0, v1, v2, a0, a1, a2, b0, b1, b2, x0, x1, y0, y1;
  L drawn;
};

INLINE void shape(Projected &g, const D *p, const View &v) {
  const double *m = v.m;
  D w = p[ROTATION], i = p[ROTATION + 1], j = p[ROTATION + 2], k = p[ROTATION + 3];
  g.norm = root(w * w + i * i + j * j + k * k);
  g.drawn &= g.norm > all(1e-20);
  D n = all(1) / g.norm;
  w = w * n, i = i * n, j = j * n, k = k * n;
  g.qw = w, g.qi = i, g.qj = j, g.qk = k;
  g.r0 = 1 - 2 * (j * j + k * k);
  g.r1 = 2 * (i * j - w * k);
  g.r2 = 2 * (i * k + w * j);
  g.r3 = 2 * (i * j + w * k);
  g.r4 = 1 - 2 * (i * i + k * k);
  g.r5 = 2 * (j * k - w * i);
  g.r6 = 2 * (i * k - w * j);
  g.r7 = 2 * (j * k + w * i);
  g.r8 = 1 - 2 * (i * i + j * j);
  g.s0 = exp(p[LOG_SCALE]);
  g.s1 = exp(p[LOG_SCALE + 1]);
  g.s2 = exp(p[LOG_SCALE + 2]);
  D iz = all(1) / g.z;
  g.tx = least(all(v.right), most(all(v.left), g.x * iz)) * g.z;
  g.ty = least(all(v.bottom), most(all(v.top), g.y * iz)) * g.z;
  D j00 = v.fx * iz;
  D j02 = -v.fx * g.tx * iz * iz;
  D j11 = v.fy * iz;
  D j12 = -v.fy * g.ty * iz * iz;
  g.u0 = j00 * m[0] + j02 * m[8];
  g.u1 = j00 * m[1] + j02 * m[9];
  g.u2 = j00 * m[2] + j02 * m[10];
  g.v0 = j11 * m[4] + j12 * m[8];
  g.v1 = j11 * m[5] + j12 * m[9];
  g.v2 = j11 * m[6] + j12 * m[10];
  g.a0 = (g.u0 * g.r0 + g.u1 * g.r3 + g.u2 * g.r6) * g.s0;
  g.a1 = (g.u0 * g.r1 + g.u1 * g.r4 + g.u2 * g.r7) * g.s1;
  g.a2 = (g.u0 * g.r2 + g.u1 * g.r5 + g.u2 * g.r8) * g.s2;
  g.b0 = (g.v0 * g.r0 + g.v1 * g.r3 + g.v2 * g.r6) * g.s0;
  g.b1 = (g.v0 * g.r1 + g.v1 * g.r4 + g.v2 * g.r7) * g.s1;
  g.b2 = (g.v0 * g.r2 + g.v1 * g.r5 + g.v2 * g.r8) * g.s2;
  D a = g.a0 * g.a0 + g.a1 * g.a1 + g.a2 * g.a2 + v.blur;
  D b = g.a0 * g.b0 + g.a1 * g.b1 + g.a2 * g.b2;
  D c = g.b0 * g.b0 + g.b1 * g.b1 + g.b2 * g.b2 + v.blur;
  D det = a * c - b * b;
  g.drawn &= (det > all(0)) & (det < all(1e30));
  D inverse = all(1) / det;
  g.qa = c * inverse;
  g.qb = -b * inverse;
  g.qc = a * inverse;
  D reach = 2 * (g.logOpacity + v.log255);
  D ex = root(reach * a), ey = root(reach * c);
  // A thousandth of a pixel of slack: the blending kernel tests alpha itself.
  g.x0 = g.mx - ex - 0.501, g.x1 = g.mx + ex - 0.499;
  g.y0 = g.my - ey - 0.501, g.y1 = g.my + ey - 0.499;
}

INLINE void project(Projected &g, const D *p, const View &v) {
  const double *m = v.m;
  g.z = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11];
  g.drawn = g.z > all(v.near);
  D e = exp(-p[OPACITY]);
  g.opacity = all(1) / (all(1) + e);
  g.drawn &= g.opacity * 255 >= all(1);
  g.logOpacity = log(g.opacity);
  g.x = m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3];
  g.y = m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7];
  g.mx = v.fx * g.x / g.z + v.cx;
  g.my = v.fy * g.y / g.z + v.cy;
  shape(g, p, v);
}

INLINE void toPosition(const Projected &g, D du, D dv, D ga, D gb, D gc, const View &v, D *d) {
  const double *m = v.m;
  D p0 = 2 * (ga * g.a0 + gb * g.b0) * g.s0;
  D p1 = 2 * (ga * g.a1 + gb * g.b1) * g.s1;
  D p2 = 2 * (ga * g.a2 + gb * g.b2) * g.s2;
  D q0 = 2 * (gb * g.a0 + gc * g.b0) * g.s0;
  D q1 = 2 * (gb * g.a1 + gc * g.b1) * g.s1;
  D q2 = 2 * (gb * g.a2 + gc * g.b2) * g.s2;
  D pu0 = p0 * g.r0 + p1 * g.r1 + p2 * g.r2;
  D pu1 = p0 * g.r3 + p1 * g.r4 + p2 * g.r5;
  D pu2 = p0 * g.r6 + p1 * g.r7 + p2 * g.r8;
  D pv0 = q0 * g.r0 + q1 * g.r1 + q2 * g.r2;
  D pv1 = q0 * g.r3 + q1 * g.r4 + q2 * g.r5;
  D pv2 = q0 * g.r6 + q1 * g.r7 + q2 * g.r8;
  D j00 = pu0 * m[0] + pu1 * m[1] + pu2 * m[2];
  D j02 = pu0 * m[8] + pu1 * m[9] + pu2 * m[10];
  D j11 = pv0 * m[4] + pv1 * m[5] + pv2 * m[6];
  D j12 = pv0 * m[8] + pv1 * m[9] + pv2 * m[10];
  D iz = all(1) / g.z;
  D iz2 = iz * iz;
  D dx = v.fx * iz * du;
  D dy = v.fy * iz * dv;
  D dz = -v.fx * g.x * iz2 * du - v.fy * g.y * iz2 * dv;
  dz += -v.fx * iz2 * j00 - v.fy * iz2 * j11;
  dz += 2 * v.fx * g.tx * iz2 * iz * j02 + 2 * v.fy * g.ty * iz2 * iz * j12;
  D xz = g.x * iz, yz = g.y * iz;
  dx = (xz >= all(v.left)) & (xz <= all(v.right)) ? dx - v.fx * iz2 * j02 : dx;
  dy = (yz >= all(v.top)) & (yz <= all(v.bottom)) ? dy - v.fy * iz2 * j12 : dy;
  d[0] = m[0] * dx + m[4] * dy + m[8] * dz;
  d[1] = m[1] * dx + m[5] * dy + m[9] * dz;
  d[2] = m[2] * dx + m[6] * dy + m[10] * dz;
}

INLINE void toShape(const Projected &g, D ga, D gb, D gc, D *d) {
  D p0 = 2 * (ga * g.a0 + gb * g.b0);
  D p1 = 2 * (ga * g.a1 + gb * g.b1);
  D p2 = 2 * (ga * g.a2 + gb * g.b2);
  D q0 = 2 * (gb * g.a0 + gc * g.b0);
  D q1 = 2 * (gb * g.a1 + gc * g.b1);
  D q2 = 2 * (gb * g.a2 + gc * g.b2);
  d[LOG_SCALE] = p0 * g.a0 + q0 * g.b0;
  d[LOG_SCALE + 1] = p1 * g.a1 + q1 * g.b1;
  d[LOG_SCALE + 2] = p2 * g.a2 + q2 * g.b2;
  D d0 = (g.u0 * p0 + g.v0 * q0) * g.s0;
  D d1 = (g.u0 * p1 + g.v0 * q1) * g.s1;
  D d2 = (g.u0 * p2 + g.v0 * q2) * g.s2;
  D d3 = (g.u1 * p0 + g.v1 * q0) * g.s0;
  D d4 = (g.u1 * p1 + g.v1 * q1) * g.s1;
  D d5 = (g.u1 * p2 + g.v1 * q2) * g.s2;
  D d6 = (g.u2 * p0 + g.v2 * q0) * g.s0;
  D d7 = (g.u2 * p1 + g.v2 * q1) * g.s1;
  D d8 = (g.u2 * p2 + g.v2 * q2) * g.s2;
  D dw = 2 * (g.qk * (d3 - d1) + g.qj * (d2 - d6) + g.qi * (d7 - d5));
  D di = 2 * (g.qj * (d1 + d3) + g.qk * (d2 + d6) + g.qw * (d7 - d5)) - 4 * g.qi * (d4 + d8);
  D dj = 2 * (g.qi * (d1 + d3) + g.qk * (d5 + d7) + g.qw * (d2 - d6)) - 4 * g.qj * (d0 + d8);
  D dk = 2 * (g.qi * (d2 + d6) + g.qj * (d5 + d7) + g.qw * (d3 - d1)) - 4 * g.qk * (d0 + d4);
  D dot = g.qw * dw + g.qi * di + g.qj * dj + g.qk * dk;
  D n = all(1) / g.norm;
  d[ROTATION] = (dw - g.qw * dot) * n;
  d[ROTATION + 1] = (di - g.qi * dot) * n;
  d[ROTATION + 2] = (dj - g.qj * dot) * n;
  d[ROTATION + 3] = (dk - g.qk * dot) * n;
}

// Projector.backward.
INLINE void backward(const Projected &p, const D *g, const D *a, const View &v, D *d) {
  d[OPACITY] = g[0] * (1 - p.opacity);
  for (int c = 0; c < 3; c++) d[COLOUR + c] = v.c0 * a[COLOUR + c] + 0.5 > all(0) ? v.c0 * g[6 + c] : all(0);
  D du = p.qa * g[1] + p.qb * g[2];
  D dv = p.qb * g[1] + p.qc * g[2];
  D ma = p.qa * g[3] + p.qb * g[4];
  D mb = p.qa * g[4] + p.qb * g[5];
  D mc = p.qb * g[3] + p.qc * g[4];
  D md = p.qb * g[4] + p.qc * g[5];
  D ga = 0.5 * (ma * p.qa + mb * p.qb);
  D gb = 0.5 * (ma * p.qb + mb * p.qc);
  D gc = 0.5 * (mc * p.qb + md * p.qc);
  toPosition(p, du, dv, ga, gb, gc, v, d);
  toShape(p, ga, gb, gc, d);
}

// Four Gaussians by number, or one several times over.
INLINE void gather(const float *params, const int *which, D *p) {
  for (int i = 0; i < LANES; i++) {
    const float *from = params + (long)which[i] * FLOATS;
    for (int k = 0; k < FLOATS; k++) p[k][i] = from[k];
  }
}

INLINE bool whole(const float *p, double largest) {
  for (int k = 0; k < FLOATS; k++)
    if (!(__builtin_fabsf(p[k]) < largest)) return false;
  return true;
}

// As Java makes a whole number of what lies far outside.
INLINE int whole(double v) { return v > 1e9 ? 1000000000 : v < -1e9 ? -1000000000 : (int)v; }

FAST void project(
    const float *params, int begin, int end, const View &v, float *records, int *boxes, int *slots, int *keys) {
  const double log2e = 1.4426950408889634;
  D p[FLOATS];
  Projected g;
  for (int at = begin; at < end; at += LANES) {
    int which[LANES];
    for (int i = 0; i < LANES; i++) which[i] = at + i < end ? at + i : end - 1;
    gather(params, which, p);
    project(g, p, v);
    for (int i = 0; i < LANES && at + i < end; i++) {
      int n = at + i;
      slots[n] = 0;
      if (!g.drawn[i] || !whole(params + (long)n * FLOATS, v.largest)) continue;
      double left = __builtin_ceil(g.x0[i]), right = __builtin_floor(g.x1[i]);
      double up = __builtin_ceil(g.y0[i]), down = __builtin_floor(g.y1[i]);
      int x0 = whole(left > 0 ? left : 0), x1 = whole(right < v.width - 1 ? right : v.width - 1);
      int y0 = whole(up > 0 ? up : 0), y1 = whole(down < v.height - 1 ? down : v.height - 1);
      if (x0 > x1 || y0 > y1) continue;
      float depth = (float)g.z[i];
      memcpy(keys + n, &depth, sizeof depth);
      boxes[2 * n] = x0 | x1 << 16;
      boxes[2 * n + 1] = y0 | y1 << 16;
      slots[n] = (x1 / TILE - x0 / TILE + 1) * (y1 / TILE - y0 / TILE + 1);
      float *r = records + (long)n * RECORD;
      r[0] = (float)g.mx[i];
      r[1] = (float)g.my[i];
      r[2] = (float)(-0.5 * log2e * g.qa[i]);
      r[3] = (float)(-log2e * g.qb[i]);
      r[4] = (float)(-0.5 * log2e * g.qc[i]);
      r[5] = (float)(log2e * g.logOpacity[i]);
      for (int c = 0; c < 3; c++) {
        double rgb = v.c0 * p[COLOUR + c][i] + 0.5;
        r[6 + c] = (float)(rgb > 0 ? rgb : 0);
      }
    }
  }
}

// Adds the gradients of up to four Gaussians, whose slots are summed.
INLINE void add(const float *params, int *which, int count, const View &v, const D *sums, int begin, float *out) {
  for (int i = count; i < LANES; i++) which[i] = which[0];
  D p[FLOATS], d[FLOATS];
  Projected g;
  gather(params, which, p);
  project(g, p, v);
  backward(g, sums, p, v, d);
  for (int i = 0; i < count; i++) {
    float *to = out + (long)(which[i] - begin) * FLOATS;
    for (int k = 0; k < FLOATS; k++) to[k] += (float)d[k][i];
  }
}

FAST void gradient(
    const float *params, const int *slots, const float *filled, int begin, int end, const View &v, float *out) {
  int which[LANES], count = 0;
  D sums[SLOT];
  for (int k = 0; k < SLOT; k++) sums[k] = all(0);
  for (int n = begin; n < end; n++) {
    double sum[SLOT] = {0};
    for (const float *from = filled + (long)slots[n] * SLOT; from < filled + (long)slots[n + 1] * SLOT; from += SLOT)
      for (int k = 0; k < SLOT; k++) sum[k] += from[k];
    bool any = false;
    for (int k = 0; k < SLOT; k++) any |= sum[k] != 0;
    if (!any) continue;
    for (int k = 0; k < SLOT; k++) sums[k][count] = sum[k];
    which[count++] = n;
    if (count == LANES) {
      add(params, which, count, v, sums, begin, out);
      count = 0;
    }
  }
  if (count > 0) add(params, which, count, v, sums, begin, out);
}

// Scene.band: counts the Gaussians of each tile, and lists them where there is a list.
FAST void band(
    const int *order, int visible, const int *boxes, int first, int last, int tilesX, int *fill, int *lists) {
  for (int s = 0; s < visible; s++) {
    int i = order[s];
    int y0 = (boxes[2 * i + 1] & 0xffff) / TILE, y1 = (int)((unsigned)boxes[2 * i + 1] >> 16) / TILE;
    int x0 = (boxes[2 * i] & 0xffff) / TILE, x1 = (int)((unsigned)boxes[2 * i] >> 16) / TILE;
    y0 = y0 < first ? first : y0;
    y1 = y1 > last ? last : y1;
    for (int y = y0; y <= y1; y++) {
      for (int t = y * tilesX + x0; t <= y * tilesX + x1; t++) {
        int at = fill[t]++;
        if (lists) lists[at] = i;
      }
    }
  }
}

INLINE View view(JNIEnv *env, jdoubleArray from) {
  View v;
  env->GetDoubleArrayRegion(from, 0, sizeof v / sizeof(double), (double *)&v);
  return v;
}

}  // namespace

extern "C" {

// False if memory ran out.
FAST JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeProjection_project(
    JNIEnv *env, jclass, jfloatArray params, jint begin, jint end, jdoubleArray camera, jfloatArray records,
    jintArray boxes, jintArray slots, jintArray keys) {
  View v = view(env, camera);
  Held<const float> p(env, params, JNI_ABORT);
  Held<float> r(env, records, 0);
  Held<int> b(env, boxes, 0), s(env, slots, 0), k(env, keys, 0);
  if (!p.at || !r.at || !b.at || !s.at || !k.at) return false;
  project(p.at, begin, end, v, r.at, b.at, s.at, k.at);
  return true;
}

FAST JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeProjection_gradient(
    JNIEnv *env, jclass, jfloatArray params, jintArray slots, jfloatArray filled, jint begin, jint end,
    jdoubleArray camera, jfloatArray out) {
  View v = view(env, camera);
  Held<const float> p(env, params, JNI_ABORT), f(env, filled, JNI_ABORT);
  Held<const int> s(env, slots, JNI_ABORT);
  Held<float> o(env, out, 0);
  if (!p.at || !f.at || !s.at || !o.at) return false;
  gradient(p.at, s.at, f.at, begin, end, v, o.at);
  return true;
}

JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeProjection_band(
    JNIEnv *env, jclass, jintArray order, jint visible, jintArray boxes, jint first, jint last, jint tilesX,
    jintArray fill, jintArray lists) {
  Held<const int> o(env, order, JNI_ABORT), b(env, boxes, JNI_ABORT);
  Held<int> f(env, fill, 0);
  if (!o.at || !b.at || !f.at) return false;
  if (!lists) {
    band(o.at, visible, b.at, first, last, tilesX, f.at, nullptr);
    return true;
  }
  Held<int> l(env, lists, 0);
  if (!l.at) return false;
  band(o.at, visible, b.at, first, last, tilesX, f.at, l.at);
  return true;
}

}
