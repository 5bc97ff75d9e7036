// Frozen convolutional networks for face crops, forward and back to the picture, one picture and
// one thread a call. Activations are NHWC with the channels of every tensor but the picture padded
// to a multiple of 16. Java's CpuNetwork makes the program; what an operator's fields mean stands
// there and here (struct Op) and must agree.
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef float v8 __attribute__((vector_size(32)));
typedef float v8u __attribute__((vector_size(32), aligned(4)));
typedef int32_t i8 __attribute__((vector_size(32)));
typedef int8_t b8 __attribute__((vector_size(8)));
typedef int8_t b8u __attribute__((vector_size(8), aligned(1)));

#define EXPORT extern "C" __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

enum Kind { CONV, DEPTHWISE, ADD, MAX_POOL, PAD_CHANNELS, NORMALIZE, PLACEMENT, WARP, PLACE };

// One operator; offsets are in floats into the activations (and, alike, their gradients), in bytes
// into the masks, in floats into the weights. -1: none.
struct Op {
  int32_t kind;
  int32_t in, residual, out;              // tensors
  int32_t h, w, c, cs;                    // input: size, channels, floats a pixel
  int32_t oh, ow, oc, ocs;                // output
  int32_t kh, kw, stride, top, left;      // window
  int32_t weight, back, bias, slope;      // weights: forward, backward; bias; slopes of PReLU; back: the placement (WARP, PLACE)
  int32_t mask;                           // signs before PReLU, or which of a pool was greatest
  int32_t set_in, set_residual;           // whether this operator is the first to write the gradient
};

INLINE v8 load(const float *p) { return *(const v8u *)p; }
INLINE void store(float *p, v8 v) { *(v8u *)p = v; }
INLINE v8 splat(float f) { return v8{f, f, f, f, f, f, f, f}; }

// y = x where x > 0, else slope * x; says where.
INLINE v8 prelu(v8 x, v8 slope, int8_t *mask) {
  i8 positive = x > splat(0);
  *(b8u *)mask = __builtin_convertvector(positive, b8);
  return positive ? x : slope * x;
}

// A block of ROWS rows: out[r][0..15] of the panel = start + sum_k a[r][k] * b[k][0..15].
template <int ROWS>
INLINE void block(const float *a, int lda, const float *b, int k, v8 (&acc)[ROWS][2]) {
  for (int i = 0; i < k; i++) {
    v8 b0 = load(b + 16 * i), b1 = load(b + 16 * i + 8);
#pragma GCC unroll 6
    for (int r = 0; r < ROWS; r++) {
      v8 x = splat(a[r * lda + i]);
      acc[r][0] += x * b0;
      acc[r][1] += x * b1;
    }
  }
}

struct Epilogue {
  const float *bias;      // or null
  const float *residual;  // [m][ldc], or null
  const float *slope;     // or null
  int8_t *mask;           // [m][ldc]
  bool add;               // to what is in c
};

template <int ROWS>
static void rows(const float *a, int lda, const float *b, int k, int n, float *c, int ldc, const Epilogue &e, long at) {
  for (int j = 0; j < n; j += 16, b += 16L * k) {
    v8 acc[ROWS][2];
#pragma GCC unroll 6
    for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 2
      for (int h = 0; h < 2; h++) {
        v8 start = e.bias ? load(e.bias + j + 8 * h) : splat(0);
        if (e.residual) start += load(e.residual + at + (long)r * ldc + j + 8 * h);
        if (e.add) start += load(c + at + (long)r * ldc + j + 8 * h);
        acc[r][h] = start;
      }
    }
    block<ROWS>(a, lda, b, k, acc);
#pragma GCC unroll 6
    for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 2
      for (int h = 0; h < 2; h++) {
        long p = at + (long)r * ldc + j + 8 * h;
        store(c + p, e.slope ? prelu(acc[r][h], load(e.slope + j + 8 * h), e.mask + p) : acc[r][h]);
      }
    }
  }
}

// c[m][n] = a[m][k] * b, b in panels of 16 columns; n a multiple of 16.
static void gemm(const float *a, int lda, const float *b, int m, int k, int n, float *c, int ldc, const Epilogue &e, long at) {
  int i = 0;
  for (; i + 6 <= m; i += 6) rows<6>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc);
  switch (m - i) {
    case 5: rows<5>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 4: rows<4>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 3: rows<3>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 2: rows<2>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 1: rows<1>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
  }
}

static bool pointwise(const Op &o) { return o.kh == 1 && o.kw == 1 && o.stride == 1 && o.top == 0 && o.left == 0; }

// The pixels under the windows of one output row, [ow][kh kw c], zeros outside.
static void gather(const Op &o, const float *in, int y, float *columns) {
  int k = o.kh * o.kw * o.c;
  memset(columns, 0, sizeof(float) * k * o.ow);
  for (int x = 0; x < o.ow; x++) {
    for (int ky = 0; ky < o.kh; ky++) {
      int iy = y * o.stride + ky - o.top;
      for (int kx = 0; kx < o.kw && iy >= 0 && iy < o.h; kx++) {
        int ix = x * o.stride + kx - o.left;
        if (ix >= 0 && ix < o.w)
          memcpy(columns + (long)x * k + (ky * o.kw + kx) * o.c, in + ((long)iy * o.w + ix) * o.cs, sizeof(float) * o.c);
      }
    }
  }
}

// Adds gradients of gathered pixels, [ow][ks], to the pixels.
static void scatter(const Op &o, float *in, int y, const float *columns, int ks) {
  for (int x = 0; x < o.ow; x++) {
    for (int ky = 0; ky < o.kh; ky++) {
      int iy = y * o.stride + ky - o.top;
      for (int kx = 0; kx < o.kw && iy >= 0 && iy < o.h; kx++) {
        int ix = x * o.stride + kx - o.left;
        if (ix < 0 || ix >= o.w) continue;
        const float *from = columns + (long)x * ks + (ky * o.kw + kx) * o.c;
        float *to = in + ((long)iy * o.w + ix) * o.cs;
        for (int i = 0; i < o.c; i++) to[i] += from[i];
      }
    }
  }
}

static void conv(const Op &o, const float *weights, float *act, int8_t *masks, float *scratch) {
  Epilogue e = {weights + o.bias, o.residual < 0 ? nullptr : act + o.residual, o.slope < 0 ? nullptr : weights + o.slope,
                masks + o.mask, false};
  const float *in = act + o.in;
  float *out = act + o.out;
  if (pointwise(o)) {
    gemm(in, o.cs, weights + o.weight, o.h * o.w, o.c, o.ocs, out, o.ocs, e, 0);
    return;
  }
  int k = o.kh * o.kw * o.c;
  for (int y = 0; y < o.oh; y++) {
    gather(o, in, y, scratch);
    gemm(scratch, k, weights + o.weight, o.ow, k, o.ocs, out, o.ocs, e, (long)y * o.ow * o.ocs);
  }
}

// One output pixel of a window of any size, all channels.
static void window(const Op &o, const float *weights, const float *in, int y, int x, float *out, const Epilogue &e, long at) {
  for (int c = 0; c < o.cs; c += 8) {
    v8 acc = e.bias ? load(e.bias + c) : splat(0);
    if (e.add) acc += load(out + at + c);
    for (int ky = 0; ky < o.kh; ky++) {
      int iy = y * o.stride + ky - o.top;
      if (iy < 0 || iy >= o.h) continue;
      for (int kx = 0; kx < o.kw; kx++) {
        int ix = x * o.stride + kx - o.left;
        if (ix < 0 || ix >= o.w) continue;
        acc += load(in + ((long)iy * o.w + ix) * o.cs + c) * load(weights + (ky * o.kw + kx) * o.cs + c);
      }
    }
    store(out + at + c, e.slope ? prelu(acc, load(e.slope + c), e.mask + at + c) : acc);
  }
}

// Four neighbours of an inner row of a 3 x 3 window: columns and weights stay in registers.
template <int STRIDE>
INLINE void four(const float *in, long line, int cs, const float *weights, float *out, const Epilogue &e, long at) {
  for (int c = 0; c < cs; c += 8) {
    v8 acc[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      acc[i] = e.bias ? load(e.bias + c) : splat(0);
      if (e.add) acc[i] += load(out + at + (long)i * cs + c);
    }
#pragma GCC unroll 3
    for (int ky = 0; ky < 3; ky++) {
      const float *p = in + ky * line + c;
      v8 w0 = load(weights + (3 * ky) * cs + c), w1 = load(weights + (3 * ky + 1) * cs + c),
         w2 = load(weights + (3 * ky + 2) * cs + c);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        acc[i] += load(p + (long)(i * STRIDE) * cs) * w0;
        acc[i] += load(p + (long)(i * STRIDE + 1) * cs) * w1;
        acc[i] += load(p + (long)(i * STRIDE + 2) * cs) * w2;
      }
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      long q = at + (long)i * cs + c;
      store(out + q, e.slope ? prelu(acc[i], load(e.slope + c), e.mask + q) : acc[i]);
    }
  }
}

static void depthwise(const Op &o, const float *weights, const float *in, float *out, const Epilogue &e) {
  bool small = o.kh == 3 && o.kw == 3 && (o.stride == 1 || o.stride == 2);
  for (int y = 0; y < o.oh; y++) {
    int iy = y * o.stride - o.top;
    bool inner = small && iy >= 0 && iy + 3 <= o.h;
    for (int x = 0; x < o.ow;) {
      int ix = x * o.stride - o.left;
      long at = ((long)y * o.ow + x) * o.cs;
      if (inner && ix >= 0 && x + 4 <= o.ow && ix + 3 * o.stride + 3 <= o.w) {
        const float *p = in + ((long)iy * o.w + ix) * o.cs;
        if (o.stride == 1)
          four<1>(p, (long)o.w * o.cs, o.cs, weights, out, e, at);
        else
          four<2>(p, (long)o.w * o.cs, o.cs, weights, out, e, at);
        x += 4;
      } else {
        window(o, weights, in, y, x, out, e, at);
        x++;
      }
    }
  }
}

static void depthwise(const Op &o, const float *weights, float *act, int8_t *masks) {
  Epilogue e = {weights + o.bias, nullptr, o.slope < 0 ? nullptr : weights + o.slope, masks + o.mask, false};
  depthwise(o, weights + o.weight, act + o.in, act + o.out, e);
}

static void depthwise_back(const Op &o, const float *weights, const float *g, float *gin) {
  if (o.stride == 1) {
    // A window of the gradient with the weights turned round.
    Op t = o;
    t.h = o.oh, t.w = o.ow, t.oh = o.h, t.ow = o.w;
    t.top = o.kh - 1 - o.top, t.left = o.kw - 1 - o.left;
    Epilogue e = {nullptr, nullptr, nullptr, nullptr, !o.set_in};
    depthwise(t, weights + o.back, g, gin, e);
    return;
  }
  if (o.set_in) memset(gin, 0, sizeof(float) * o.h * o.w * o.cs);
  const float *w = weights + o.weight;
  for (int y = 0; y < o.oh; y++) {
    for (int x = 0; x < o.ow; x++) {
      for (int ky = 0; ky < o.kh; ky++) {
        int iy = y * o.stride + ky - o.top;
        if (iy < 0 || iy >= o.h) continue;
        for (int kx = 0; kx < o.kw; kx++) {
          int ix = x * o.stride + kx - o.left;
          if (ix < 0 || ix >= o.w) continue;
          const float *from = g + ((long)y * o.ow + x) * o.cs;
          const float *tap = w + (ky * o.kw + kx) * o.cs;
          float *to = gin + ((long)iy * o.w + ix) * o.cs;
          for (int c = 0; c < o.cs; c += 8) store(to + c, load(to + c) + load(from + c) * load(tap + c));
        }
      }
    }
  }
}

static void conv_back(const Op &o, const float *weights, const float *g, float *gin, float *scratch) {
  Epilogue e = {nullptr, nullptr, nullptr, nullptr, !o.set_in};
  if (pointwise(o)) {
    gemm(g, o.ocs, weights + o.back, o.oh * o.ow, o.oc, o.cs, gin, o.cs, e, 0);
    return;
  }
  if (o.set_in) memset(gin, 0, sizeof(float) * o.h * o.w * o.cs);
  int ks = (o.kh * o.kw * o.c + 15) / 16 * 16;
  Epilogue set = {nullptr, nullptr, nullptr, nullptr, false};
  for (int y = 0; y < o.oh; y++) {
    gemm(g + (long)y * o.ow * o.ocs, o.ocs, weights + o.back, o.ow, o.oc, ks, scratch, ks, set, 0);
    scatter(o, gin, y, scratch, ks);
  }
}

static void add(const Op &o, const float *weights, float *act, int8_t *masks) {
  const float *a = act + o.in, *b = act + o.residual;
  float *out = act + o.out;
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++)
    for (int c = 0; c < o.ocs; c += 8) {
      long q = p * o.ocs + c;
      v8 s = load(a + q) + load(b + q);
      store(out + q, o.slope < 0 ? s : prelu(s, load(weights + o.slope + c), masks + o.mask + q));
    }
}

static void max_pool(const Op &o, float *act, int8_t *masks) {
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++)
      for (int c = 0; c < o.cs; c++) {
        float best = -INFINITY;
        int8_t which = 0;
        for (int k = 0; k < o.kh * o.kw; k++) {
          int iy = y * o.stride + k / o.kw - o.top, ix = x * o.stride + k % o.kw - o.left;
          if (iy < 0 || iy >= o.h || ix < 0 || ix >= o.w) continue;
          float v = act[o.in + ((long)iy * o.w + ix) * o.cs + c];
          if (v > best) best = v, which = (int8_t)k;
        }
        long q = ((long)y * o.ow + x) * o.ocs + c;
        act[o.out + q] = best;
        masks[o.mask + q] = which;
      }
}

static void max_pool_back(const Op &o, const int8_t *masks, const float *g, float *gin) {
  if (o.set_in) memset(gin, 0, sizeof(float) * o.h * o.w * o.cs);
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++)
      for (int c = 0; c < o.cs; c++) {
        long q = ((long)y * o.ow + x) * o.ocs + c;
        int k = masks[o.mask + q];
        int iy = y * o.stride + k / o.kw - o.top, ix = x * o.stride + k % o.kw - o.left;
        gin[((long)iy * o.w + ix) * o.cs + c] += g[q];
      }
}

static void pad_channels(const Op &o, float *act) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++) {
    float *to = act + o.out + p * o.ocs;
    memset(to, 0, sizeof(float) * o.ocs);
    memcpy(to, act + o.in + p * o.cs, sizeof(float) * o.c);
  }
}

static void pad_channels_back(const Op &o, const float *g, float *gin) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++)
    for (int c = 0; c < o.cs; c += 8) {
      v8 d = load(g + p * o.ocs + c);
      store(gin + p * o.cs + c, o.set_in ? d : load(gin + p * o.cs + c) + d);
    }
}

static const float NEAR_ZERO = 1e-4f;

INLINE float sum(v8 v) { return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7])); }

// Each pixel's channels over their length, which a small term keeps from zero.
static void normalize(const Op &o, float *act) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++) {
    const float *x = act + o.in + p * o.cs;
    float *y = act + o.out + p * o.ocs;
    v8 s = splat(0);
    for (int c = 0; c < o.cs; c += 8) s += load(x + c) * load(x + c);
    v8 f = splat(1 / sqrtf(sum(s) + NEAR_ZERO));
    for (int c = 0; c < o.cs; c += 8) store(y + c, load(x + c) * f);
  }
}

static void normalize_back(const Op &o, const float *act, const float *g, float *gin) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++) {
    const float *x = act + o.in + p * o.cs, *y = act + o.out + p * o.ocs, *d = g + p * o.ocs;
    float *to = gin + p * o.cs;
    v8 s = splat(0), t = splat(0);
    for (int c = 0; c < o.cs; c += 8) s += load(x + c) * load(x + c), t += load(y + c) * load(d + c);
    v8 f = splat(1 / sqrtf(sum(s) + NEAR_ZERO)), along = splat(sum(t));
    for (int c = 0; c < o.cs; c += 8) {
      v8 v = (load(d + c) - load(y + c) * along) * f;
      store(to + c, o.set_in ? v : load(to + c) + v);
    }
  }
}

// The gradient before PReLU, in place, and what the other summand gets of it.
static void before(const Op &o, const float *weights, const int8_t *masks, float *g, float *grad) {
  if (o.slope < 0 && o.residual < 0) return;
  float *other = o.residual < 0 ? nullptr : grad + o.residual;
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++)
    for (int c = 0; c < o.ocs; c += 8) {
      long q = p * o.ocs + c;
      v8 d = load(g + q);
      if (o.slope >= 0) {
        i8 positive = __builtin_convertvector(*(const b8u *)(masks + o.mask + q), i8);
        d = positive ? d : d * load(weights + o.slope + c);
        store(g + q, d);
      }
      if (other) store(other + q, o.set_residual ? d : load(other + q) + d);
    }
}

// Where a part of a face lies: 2 x 3 numbers from the part's pixels (edges at integers) to the image's. weights: left,
// right, angle, scale x, y, width, height, unit, count, then the landmarks' numbers. No gradient: what is read in a part
// does not depend on where exactly it was cut out.
static void placement(const Op &o, const float *weights, float *act) {
  const float *p = weights + o.weight, *points = act + o.in;
  float *m = act + o.out;
  memset(m, 0, sizeof(float) * o.ocs);
  const float *l = points + 3 * (int)p[0], *r = points + 3 * (int)p[1];
  float unit = p[7], angle = p[2] - atan2f(r[1] - l[1], r[0] - l[0]), c = cosf(angle), s = sinf(angle);
  float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (int i = 0; i < (int)p[8]; i++) {
    const float *q = points + 3 * (int)p[9 + i];
    float level[2] = {c * q[0] - s * q[1], s * q[0] + c * q[1]};
    for (int k = 0; k < 2; k++) {
      low[k] = fminf(low[k], level[k]);
      high[k] = fmaxf(high[k], level[k]);
    }
  }
  float mx = (low[0] + high[0]) / 2, my = (low[1] + high[1]) / 2;
  float sx = p[3] * (high[0] - low[0]) / p[5], sy = p[4] * (high[1] - low[1]) / p[6];
  float a = c * sx, b = s * sy, d = -s * sx, e = c * sy;
  m[0] = unit * a;
  m[1] = unit * b;
  m[2] = unit * (c * mx + s * my - (a * p[5] + b * p[6]) / 2);
  m[3] = unit * d;
  m[4] = unit * e;
  m[5] = unit * (c * my - s * mx - (d * p[5] + e * p[6]) / 2);
}

// The four pixels around a place of the part, and how much each counts; those outside are left out.
struct Around {
  long at[4];
  float share[4];
};

INLINE Around around(const Op &o, const float *m, int x, int y) {
  float u = m[0] * (x + .5f) + m[1] * (y + .5f) + m[2] - .5f, v = m[3] * (x + .5f) + m[4] * (y + .5f) + m[5] - .5f;
  Around a;
  // Far outside, or not a number: nothing counts, and the conversions below stay defined.
  bool near = u > -2 && v > -2 && u < o.w + 1 && v < o.h + 1;
  float fu = near ? floorf(u) : 0, fv = near ? floorf(v) : 0;
  for (int k = 0; k < 4; k++) {
    int px = (int)fu + (k & 1), py = (int)fv + (k >> 1);
    bool inside = near && px >= 0 && py >= 0 && px < o.w && py < o.h;
    a.at[k] = inside ? ((long)py * o.w + px) * o.cs : 0;
    a.share[k] = inside ? ((k & 1) ? u - fu : 1 - (u - fu)) * ((k >> 1) ? v - fv : 1 - (v - fv)) : 0;
  }
  return a;
}

static void warp(const Op &o, float *act) {
  const float *m = act + o.back;
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++) {
      Around a = around(o, m, x, y);
      float *to = act + o.out + ((long)y * o.ow + x) * o.ocs;
      for (int c = 0; c < o.ocs; c += 8) {
        v8 sum = splat(0);
        for (int k = 0; k < 4; k++) sum += splat(a.share[k]) * load(act + o.in + a.at[k] + c);
        store(to + c, sum);
      }
    }
}

static void warp_back(const Op &o, const float *act, const float *g, float *gin) {
  const float *m = act + o.back;
  if (o.set_in) memset(gin, 0, sizeof(float) * o.h * o.w * o.cs);
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++) {
      Around a = around(o, m, x, y);
      const float *from = g + ((long)y * o.ow + x) * o.ocs;
      for (int k = 0; k < 4; k++) {
        if (a.share[k] == 0) continue;
        for (int c = 0; c < o.cs; c += 8) {
          float *to = gin + a.at[k] + c;
          store(to, load(to) + splat(a.share[k]) * load(from + c));
        }
      }
    }
}

// Points of a part as points of the picture; weights: what each of the placement's numbers is multiplied by.
static void place(const Op &o, const float *weights, float *act) {
  const float *m = act + o.back, *f = weights + o.weight, *in = act + o.in;
  float *out = act + o.out;
  for (int c = 0; c + 1 < o.oc; c += 2) {
    out[c] = f[0] * m[0] * in[c] + f[1] * m[1] * in[c + 1] + f[2] * m[2];
    out[c + 1] = f[3] * m[3] * in[c] + f[4] * m[4] * in[c + 1] + f[5] * m[5];
  }
  for (int c = o.oc; c < o.ocs; c++) out[c] = 0;
}

static void place_back(const Op &o, const float *weights, const float *act, const float *g, float *gin) {
  const float *m = act + o.back, *f = weights + o.weight;
  if (o.set_in) memset(gin, 0, sizeof(float) * o.cs);
  for (int c = 0; c + 1 < o.oc; c += 2) {
    gin[c] += f[0] * m[0] * g[c] + f[3] * m[3] * g[c + 1];
    gin[c + 1] += f[1] * m[1] * g[c] + f[4] * m[4] * g[c + 1];
  }
}

EXPORT int reenact_network_version() { return 2; }

EXPORT int reenact_network_runs_here() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// picture: [3][side][side]; act: activations, the picture's pixels at 0; masks; scratch.
EXPORT void reenact_network_forward(const Op *ops, int count, const float *weights, const float *picture, int pixels,
                                    float scale, float shift, float *act, int8_t *masks, float *scratch) {
  for (long p = 0; p < pixels; p++)
    for (int c = 0; c < 3; c++) act[3 * p + c] = scale * picture[(long)c * pixels + p] + shift;
  for (int i = 0; i < count; i++) {
    const Op &o = ops[i];
    switch (o.kind) {
      case CONV: conv(o, weights, act, masks, scratch); break;
      case DEPTHWISE: depthwise(o, weights, act, masks); break;
      case ADD: add(o, weights, act, masks); break;
      case MAX_POOL: max_pool(o, act, masks); break;
      case PAD_CHANNELS: pad_channels(o, act); break;
      case NORMALIZE: normalize(o, act); break;
      case PLACEMENT: placement(o, weights, act); break;
      case WARP: warp(o, act); break;
      case PLACE: place(o, weights, act); break;
    }
  }
}

// grad: gradients, laid out as the activations, those of the wanted tensors filled in; the rest is
// written. gradient: of the picture, [3][side][side], written.
EXPORT void reenact_network_backward(const Op *ops, int count, const float *weights, const float *act, const int8_t *masks,
                                     float *grad, float *scratch, float scale, float *gradient, int pixels) {
  for (int i = count - 1; i >= 0; i--) {
    const Op &o = ops[i];
    float *g = grad + o.out, *gin = grad + o.in;
    before(o, weights, masks, g, grad);
    switch (o.kind) {
      case CONV: conv_back(o, weights, g, gin, scratch); break;
      case DEPTHWISE: depthwise_back(o, weights, g, gin); break;
      case ADD:
        for (long p = 0, n = (long)o.oh * o.ow * o.ocs; p < n; p += 8)
          store(gin + p, o.set_in ? load(g + p) : load(gin + p) + load(g + p));
        break;
      case MAX_POOL: max_pool_back(o, masks, g, gin); break;
      case PAD_CHANNELS: pad_channels_back(o, g, gin); break;
      case NORMALIZE: normalize_back(o, act, g, gin); break;
      case PLACEMENT: break;
      case WARP: warp_back(o, act, g, gin); break;
      case PLACE: place_back(o, weights, act, g, gin); break;
    }
  }
  for (long p = 0; p < pixels; p++)
    for (int c = 0; c < 3; c++) gradient[(long)c * pixels + p] = scale * grad[3 * p + c];
}
