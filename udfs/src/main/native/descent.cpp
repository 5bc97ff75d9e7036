// What inversion does on the host with every pixel and every Gaussian: io.reenact.inversion.PixelLoss, ResidualDescent
// and Lifting, operation by operation in the same order, so that both give the same bits.
#include <string.h>

#include "elementary.h"

namespace {

typedef float Lanes __attribute__((vector_size(32)));
typedef int Bits __attribute__((vector_size(32)));
typedef float Half __attribute__((vector_size(16)));

const int LANES = 8;
const int POOL = 4;
const int NEIGHBOURS = 8;

INLINE Lanes lanes(float v) { return Lanes{v, v, v, v, v, v, v, v}; }

INLINE Lanes load(const float *from) {
  Lanes v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE D four(const double *from) {
  D v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void store(float *to, Lanes v) { memcpy(to, &v, sizeof v); }

// Math.signum: zeros keep their sign.
INLINE Lanes sign(Lanes v) { return v > lanes(0) ? lanes(1) : v < lanes(0) ? lanes(-1) : v; }

INLINE Lanes size(Lanes v) { return (Lanes)((Bits)v & 0x7fffffff); }

// One sum a column modulo eight.
struct Sums {
  D low, high;
};

INLINE void add(Sums &s, Lanes v) {
  s.low += __builtin_convertvector((Half{v[0], v[1], v[2], v[3]}), D);
  s.high += __builtin_convertvector((Half{v[4], v[5], v[6], v[7]}), D);
}

INLINE double whole(const Sums &s) {
  return ((s.low[0] + s.high[0]) + (s.low[2] + s.high[2])) + ((s.low[1] + s.high[1]) + (s.low[3] + s.high[3]));
}

// The difference d of a pixel and a neighbour: what it adds to the gradient.
INLINE Lanes slope(Lanes d, Lanes w, float f) { return sign(d) * w * lanes(f); }

INLINE Lanes lesser(Lanes a, Lanes b) { return a < b ? a : b; }

FAST double channel(
    const float *image, const float *target, const float *weight, int side, bool edges, float edge, float norm,
    float factor, float *gradient, float *difference) {
  const Bits first = {-1, 0, 0, 0, 0, 0, 0, 0}, last = {0, 0, 0, 0, 0, 0, 0, -1};
  const Bits back = {0, 0, 1, 2, 3, 4, 5, 6}, on = {1, 2, 3, 4, 5, 6, 7, 7};
  const int n = side * side;
  const float f = norm * factor;
  const float fe = edge * norm * factor;
  Sums plain = {D{0, 0, 0, 0}, D{0, 0, 0, 0}}, steps = plain;
  for (int i = 0; i < n; i += LANES) store(difference + i, load(image + i) - load(target + i));
  for (int y = 0; y < side; y++) {
    for (int x = 0; x < side; x += LANES) {
      int i = y * side + x;
      Lanes d = load(difference + i), w = load(weight + i), g = load(gradient + i);
      add(plain, size(d) * w);
      g += sign(d) * w * lanes(f);
      if (edges) {
        Bits none = x == 0 ? first : (Bits){0};
        Lanes e = d - (x == 0 ? __builtin_shuffle(d, back) : load(difference + i - 1));
        Lanes m = lesser(w, x == 0 ? __builtin_shuffle(w, back) : load(weight + i - 1));
        g = none ? g : g + slope(e, m, fe);
        add(steps, none ? lanes(0) : size(e) * m);
        if (y > 0) {
          e = d - load(difference + i - side);
          m = lesser(w, load(weight + i - side));
          g += slope(e, m, fe);
          add(steps, size(e) * m);
        }
        bool ends = x + LANES == side;
        none = ends ? last : (Bits){0};
        e = (ends ? __builtin_shuffle(d, on) : load(difference + i + 1)) - d;
        m = lesser(ends ? __builtin_shuffle(w, on) : load(weight + i + 1), w);
        g = none ? g : g - slope(e, m, fe);
        if (y + 1 < side) {
          e = load(difference + i + side) - d;
          m = lesser(load(weight + i + side), w);
          g -= slope(e, m, fe);
        }
      }
      store(gradient + i, g);
    }
  }
  double loss = whole(plain) * norm;
  if (!edges) return loss;
  loss += edge * norm * whole(steps);
  double total = 0;
  for (int y = 0; y + POOL <= side; y += POOL) {
    for (int x = 0; x + POOL <= side; x += POOL) {
      float sum = 0;
      for (int i = 0; i < POOL * POOL; i++) {
        int k = (y + i / POOL) * side + x + i % POOL;
        sum += difference[k] * weight[k];
      }
      total += __builtin_fabsf(sum);
      float s = (sum > 0 ? 1 : sum < 0 ? -1 : sum) * fe;
      for (int i = 0; i < POOL * POOL; i++) {
        int k = (y + i / POOL) * side + x + i % POOL;
        gradient[k] += s * weight[k];
      }
    }
  }
  return loss + edge * norm * total;
}

FAST void move(
    float *change, const float *gradient, float *mean, float *variance, int n, double beta1, double beta2, double one,
    double two, double damping, const double *rates) {
  double size[FLOATS] = {0};
  for (int i = 0; i < n; i++) {
    for (int c = 0; c < FLOATS; c++) {
      int at = i * FLOATS + c;
      double g = gradient[at];
      mean[at] = (float)(beta1 * mean[at] + (1 - beta1) * g);
      variance[at] = (float)(beta2 * variance[at] + (1 - beta2) * g * g);
      size[c] += variance[at] / (float)n;
    }
  }
  for (int c = 0; c < FLOATS; c++) size[c] = damping * __builtin_sqrt(size[c] / two);
  for (int i = 0; i < n; i++) {
    for (int c = 0; c < FLOATS; c++) {
      int at = i * FLOATS + c;
      double own = __builtin_sqrt(variance[at] / two) + size[c] + 1e-12;
      change[at] -= (float)(rates[c] * (mean[at] / one) / own);
    }
  }
}

FAST void smooth(float *change, const float *before, const int *near, int n, const double *alike) {
  for (int i = 0; i < n; i++) {
    double sums[FLOATS] = {0};
    for (int k = 0; k < NEIGHBOURS; k++) {
      const float *from = before + (long)near[i * NEIGHBOURS + k] * FLOATS;
      for (int c = 0; c < FLOATS; c++) sums[c] += from[c];
    }
    for (int c = 0; c < FLOATS; c++) {
      int at = i * FLOATS + c;
      change[at] += (float)(alike[c] * (sums[c] / NEIGHBOURS - before[at]));
    }
  }
}

// Lifting.blend: the mean colour of all, by what is near in place and colour.
FAST void blend(
    const double *places, const double *trusts, const double *floors, const double *found, int n, const double *own,
    double *out) {
  const double *x = places, *y = x + n, *z = y + n, *r = z + n, *g = r + n, *b = g + n;
  D sums[4] = {all(0), all(0), all(0), all(0)};
  for (int k = 0; k < n; k += 4) {
    D dx = four(x + k) - all(own[0]), dy = four(y + k) - all(own[1]), dz = four(z + k) - all(own[2]);
    D dr = four(r + k) - all(own[3]), dg = four(g + k) - all(own[4]), db = four(b + k) - all(own[5]);
    D w = four(trusts + k) * exp(-(dx * dx + dy * dy + dz * dz + dr * dr + dg * dg + db * db)) + four(floors + k);
    sums[0] += w;
    for (int c = 0; c < 3; c++) sums[1 + c] += w * four(found + (long)c * n + k);
  }
  for (int c = 0; c < 4; c++) out[c] = (sums[c][0] + sums[c][2]) + (sums[c][1] + sums[c][3]);
}

}  // namespace

extern "C" {

JNIEXPORT jboolean JNICALL Java_io_reenact_inversion_CompiledDescent_runsHere(JNIEnv *, jclass) { return runs_here(); }

// Each returns a negative number if memory ran out.
JNIEXPORT jdouble JNICALL Java_io_reenact_inversion_CompiledDescent_channel(
    JNIEnv *env, jclass, jfloatArray image, jfloatArray target, jint from, jfloatArray weight, jint side,
    jboolean edges, jfloat edge, jfloat norm, jfloat factor, jfloatArray gradient, jfloatArray difference) {
  Held<const float> i(env, image, JNI_ABORT), t(env, target, JNI_ABORT), w(env, weight, JNI_ABORT);
  Held<float> g(env, gradient, 0), d(env, difference, 0);
  if (!i.at || !t.at || !w.at || !g.at || !d.at) return -1;
  return channel(i.at + from, t.at + from, w.at, side, edges, edge, norm, factor, g.at + from, d.at);
}

JNIEXPORT jint JNICALL Java_io_reenact_inversion_CompiledDescent_move(
    JNIEnv *env, jclass, jfloatArray change, jfloatArray gradient, jfloatArray mean, jfloatArray variance, jint n,
    jdouble beta1, jdouble beta2, jdouble one, jdouble two, jdouble damping, jdoubleArray rates) {
  Held<const float> g(env, gradient, JNI_ABORT);
  Held<const double> r(env, rates, JNI_ABORT);
  Held<float> c(env, change, 0), m(env, mean, 0), v(env, variance, 0);
  if (!g.at || !r.at || !c.at || !m.at || !v.at) return -1;
  move(c.at, g.at, m.at, v.at, n, beta1, beta2, one, two, damping, r.at);
  return 0;
}

JNIEXPORT jint JNICALL Java_io_reenact_inversion_CompiledDescent_smooth(
    JNIEnv *env, jclass, jfloatArray change, jfloatArray before, jintArray near, jint n, jdoubleArray alike) {
  Held<const float> b(env, before, JNI_ABORT);
  Held<const int> k(env, near, JNI_ABORT);
  Held<const double> a(env, alike, JNI_ABORT);
  Held<float> c(env, change, 0);
  if (!b.at || !k.at || !a.at || !c.at) return -1;
  smooth(c.at, b.at, k.at, n, a.at);
  return 0;
}

JNIEXPORT jint JNICALL Java_io_reenact_inversion_CompiledDescent_blend(
    JNIEnv *env, jclass, jdoubleArray places, jdoubleArray trusts, jdoubleArray floors, jdoubleArray found, jint n,
    jdoubleArray own, jdoubleArray out) {
  Held<const double> p(env, places, JNI_ABORT), t(env, trusts, JNI_ABORT), f(env, floors, JNI_ABORT);
  Held<const double> c(env, found, JNI_ABORT), o(env, own, JNI_ABORT);
  Held<double> to(env, out, 0);
  if (!p.at || !t.at || !f.at || !c.at || !o.at || !to.at) return -1;
  blend(p.at, t.at, f.at, c.at, n, o.at, to.at);
  return 0;
}

}
