// The kernels of network.cpp, which includes this once for each width of vectors, in a namespace of its own: LANES
// floats, and BLOCK rows by TOGETHER panels of a matrix at a time; SPLAT fills a vector with one number.

typedef float Lanes __attribute__((vector_size(4 * LANES)));
typedef float LanesAnywhere __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t Signs __attribute__((vector_size(4 * LANES)));
typedef int8_t Bytes __attribute__((vector_size(LANES)));
typedef int8_t BytesAnywhere __attribute__((vector_size(LANES), aligned(1)));

const int PARTS = 16 / LANES;

INLINE Lanes load(const float *p) { return *(const LanesAnywhere *)p; }
INLINE void store(float *p, Lanes v) { *(LanesAnywhere *)p = v; }
INLINE Lanes splat(float f) { return SPLAT(f); }

// y = x where x > 0, else slope * x; says where.
INLINE Lanes prelu(Lanes x, Lanes slope, int8_t *mask) {
  Signs positive = x > splat(0);
  *(BytesAnywhere *)mask = __builtin_convertvector(positive, Bytes);
  return positive ? x : slope * x;
}

// ROWS rows by PANELS panels of 16 columns: acc[r] += sum_k a[r][k] * b[k]. A sum has the same order in any such block.
template <int ROWS, int PANELS>
INLINE void block(const float *a, int lda, const float *b, int k, Lanes (&acc)[ROWS][PANELS * PARTS]) {
  for (int i = 0; i < k; i++) {
    Lanes of[PANELS * PARTS];
#pragma GCC unroll 4
    for (int p = 0; p < PANELS * PARTS; p++) of[p] = load(b + 16L * k * (p / PARTS) + 16 * i + LANES * (p % PARTS));
#pragma GCC unroll 8
    for (int r = 0; r < ROWS; r++) {
      Lanes x = splat(a[r * lda + i]);
#pragma GCC unroll 4
      for (int p = 0; p < PANELS * PARTS; p++) acc[r][p] += x * of[p];
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

template <int ROWS, int PANELS>
INLINE void panels(const float *a, int lda, const float *b, int k, float *c, int ldc, const Epilogue &e, long at, int j) {
  const int parts = PANELS * PARTS;
  Lanes acc[ROWS][parts];
#pragma GCC unroll 8
  for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 4
    for (int p = 0; p < parts; p++) {
      Lanes start = e.bias ? load(e.bias + j + LANES * p) : splat(0);
      if (e.residual) start += load(e.residual + at + (long)r * ldc + j + LANES * p);
      if (e.add) start += load(c + at + (long)r * ldc + j + LANES * p);
      acc[r][p] = start;
    }
  }
  block<ROWS, PANELS>(a, lda, b, k, acc);
#pragma GCC unroll 8
  for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 4
    for (int p = 0; p < parts; p++) {
      long q = at + (long)r * ldc + j + LANES * p;
      store(c + q, e.slope ? prelu(acc[r][p], load(e.slope + j + LANES * p), e.mask + q) : acc[r][p]);
    }
  }
}

template <int ROWS>
static void rows(const float *a, int lda, const float *b, int k, int n, float *c, int ldc, const Epilogue &e, long at) {
  int j = 0;
  for (; j + 16 * TOGETHER <= n; j += 16 * TOGETHER) panels<ROWS, TOGETHER>(a, lda, b + (long)k * j, k, c, ldc, e, at, j);
  for (; j < n; j += 16) panels<ROWS, 1>(a, lda, b + (long)k * j, k, c, ldc, e, at, j);
}

// c[m][n] = a[m][k] * b, b in panels of 16 columns; n a multiple of 16.
static void gemm(const float *a, int lda, const float *b, int m, int k, int n, float *c, int ldc, const Epilogue &e, long at) {
  int i = 0;
  for (; i + BLOCK <= m; i += BLOCK) rows<BLOCK>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc);
  for (; i + 4 <= m; i += 4) rows<4>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc);
  switch (m - i) {
    case 3: rows<3>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 2: rows<2>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
    case 1: rows<1>(a + (long)i * lda, lda, b, k, n, c, ldc, e, at + (long)i * ldc); break;
  }
}

static bool pointwise(const Op &o) { return o.kh == 1 && o.kw == 1 && o.stride == 1 && o.top == 0 && o.left == 0; }

// The pixels under the windows of one output row, [ow][kh kw c], zeros outside. The last vector of a window may reach into
// the next one, which is written later, or into what scratch has to spare.
static void gather(const Op &o, const float *in, int y, float *columns) {
  int k = o.kh * o.kw * o.c, top = y * o.stride - o.top;
  bool dense = o.cs == o.c && top >= 0 && top + o.kh <= o.h;
  for (int x = 0; x < o.ow; x++) {
    float *to = columns + (long)x * k;
    int left = x * o.stride - o.left;
    if (dense && left >= 0 && left + o.kw <= o.w) {
      int n = o.kw * o.c;
      for (int ky = 0; ky < o.kh; ky++) {
        const float *from = in + ((long)(top + ky) * o.w + left) * o.c;
        for (int i = 0; i < n; i += LANES) store(to + ky * n + i, load(from + i));
      }
      continue;
    }
    memset(to, 0, sizeof(float) * k);
    for (int ky = 0; ky < o.kh; ky++) {
      int iy = top + ky;
      for (int kx = 0; kx < o.kw && iy >= 0 && iy < o.h; kx++) {
        int ix = left + kx;
        if (ix >= 0 && ix < o.w)
          memcpy(to + (ky * o.kw + kx) * o.c, in + ((long)iy * o.w + ix) * o.cs, sizeof(float) * o.c);
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
  for (int c = 0; c < o.cs; c += LANES) {
    Lanes acc = e.bias ? load(e.bias + c) : splat(0);
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
  for (int c = 0; c < cs; c += LANES) {
    Lanes acc[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      acc[i] = e.bias ? load(e.bias + c) : splat(0);
      if (e.add) acc[i] += load(out + at + (long)i * cs + c);
    }
#pragma GCC unroll 3
    for (int ky = 0; ky < 3; ky++) {
      const float *p = in + ky * line + c;
      Lanes w0 = load(weights + (3 * ky) * cs + c), w1 = load(weights + (3 * ky + 1) * cs + c),
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
          for (int c = 0; c < o.cs; c += LANES) store(to + c, load(to + c) + load(from + c) * load(tap + c));
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
    for (int c = 0; c < o.ocs; c += LANES) {
      long q = p * o.ocs + c;
      Lanes s = load(a + q) + load(b + q);
      store(out + q, o.slope < 0 ? s : prelu(s, load(weights + o.slope + c), masks + o.mask + q));
    }
}

// Of equals the first.
static void max_pool(const Op &o, float *act, int8_t *masks) {
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++)
      for (int c = 0; c < o.cs; c += LANES) {
        Lanes best = splat(-INFINITY);
        Signs which = {};
        for (int k = 0; k < o.kh * o.kw; k++) {
          int iy = y * o.stride + k / o.kw - o.top, ix = x * o.stride + k % o.kw - o.left;
          if (iy < 0 || iy >= o.h || ix < 0 || ix >= o.w) continue;
          Lanes v = load(act + o.in + ((long)iy * o.w + ix) * o.cs + c);
          Signs more = v > best;
          best = more ? v : best;
          which = more ? Signs{} + k : which;
        }
        long q = ((long)y * o.ow + x) * o.ocs + c;
        store(act + o.out + q, best);
        *(BytesAnywhere *)(masks + o.mask + q) = __builtin_convertvector(which, Bytes);
      }
}

static void max_pool_back(const Op &o, const int8_t *masks, const float *g, float *gin) {
  if (o.set_in) memset(gin, 0, sizeof(float) * o.h * o.w * o.cs);
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++)
      for (int c = 0; c < o.cs; c += LANES) {
        long q = ((long)y * o.ow + x) * o.ocs + c;
        Signs which = __builtin_convertvector(*(const BytesAnywhere *)(masks + o.mask + q), Signs);
        Lanes d = load(g + q);
        for (int k = 0; k < o.kh * o.kw; k++) {
          int iy = y * o.stride + k / o.kw - o.top, ix = x * o.stride + k % o.kw - o.left;
          if (iy < 0 || iy >= o.h || ix < 0 || ix >= o.w) continue;
          float *to = gin + ((long)iy * o.w + ix) * o.cs + c;
          store(to, load(to) + (which == Signs{} + k ? d : splat(0)));
        }
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
    for (int c = 0; c < o.cs; c += LANES) {
      Lanes d = load(g + p * o.ocs + c);
      store(gin + p * o.cs + c, o.set_in ? d : load(gin + p * o.cs + c) + d);
    }
}

// Eight floats, for what must add up in one order at any width.
typedef float Eight __attribute__((vector_size(32)));
typedef float EightAnywhere __attribute__((vector_size(32), aligned(4)));

INLINE Eight load8(const float *p) { return *(const EightAnywhere *)p; }
INLINE void store8(float *p, Eight v) { *(EightAnywhere *)p = v; }
INLINE Eight splat8(float f) { return Eight{f, f, f, f, f, f, f, f}; }
INLINE float sum(Eight v) { return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7])); }

// Each pixel's channels over their length, which a small term keeps from zero.
static void normalize(const Op &o, float *act) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++) {
    const float *x = act + o.in + p * o.cs;
    float *y = act + o.out + p * o.ocs;
    Eight s = splat8(0);
    for (int c = 0; c < o.cs; c += 8) s += load8(x + c) * load8(x + c);
    Eight f = splat8(1 / sqrtf(sum(s) + NEAR_ZERO));
    for (int c = 0; c < o.cs; c += 8) store8(y + c, load8(x + c) * f);
  }
}

static void normalize_back(const Op &o, const float *act, const float *g, float *gin) {
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++) {
    const float *x = act + o.in + p * o.cs, *y = act + o.out + p * o.ocs, *d = g + p * o.ocs;
    float *to = gin + p * o.cs;
    Eight s = splat8(0), t = splat8(0);
    for (int c = 0; c < o.cs; c += 8) s += load8(x + c) * load8(x + c), t += load8(y + c) * load8(d + c);
    Eight f = splat8(1 / sqrtf(sum(s) + NEAR_ZERO)), along = splat8(sum(t));
    for (int c = 0; c < o.cs; c += 8) {
      Eight v = (load8(d + c) - load8(y + c) * along) * f;
      store8(to + c, o.set_in ? v : load8(to + c) + v);
    }
  }
}

// The gradient before PReLU, in place, and what the other summand gets of it.
static void before(const Op &o, const float *weights, const int8_t *masks, float *g, float *grad) {
  if (o.slope < 0 && o.residual < 0) return;
  float *other = o.residual < 0 ? nullptr : grad + o.residual;
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++)
    for (int c = 0; c < o.ocs; c += LANES) {
      long q = p * o.ocs + c;
      Lanes d = load(g + q);
      if (o.slope >= 0) {
        Signs positive = __builtin_convertvector(*(const BytesAnywhere *)(masks + o.mask + q), Signs);
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
      for (int c = 0; c < o.ocs; c += LANES) {
        Lanes sum = splat(0);
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
        for (int c = 0; c < o.cs; c += LANES) {
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

// x * min(max(x + 3, 0), 6) / 6.
static void hard_swish(const Op &o, float *act) {
  const float *in = act + o.in;
  float *out = act + o.out;
  for (long i = 0, n = (long)o.oh * o.ow * o.ocs; i < n; i += LANES) {
    Lanes x = load(in + i), t = x + splat(3);
    t = t > splat(0) ? t : splat(0);
    t = t < splat(6) ? t : splat(6);
    store(out + i, x * t * splat(1 / 6.f));
  }
}

// e to the x within two units in the last place; the C library's rounds differently from one version to the next.
INLINE Lanes exponential(Lanes x) {
  x = x > splat(-87) ? x : splat(-87);
  x = x < splat(87) ? x : splat(87);
  Lanes t = x * splat(0x1.715476p0f) + splat(0x1.8p23f);
  Lanes n = t - splat(0x1.8p23f);
  Lanes r = (x - n * splat(0x1.62e4p-1f)) - n * splat(0x1.7f7d1cp-20f);
  Lanes p = r * splat(1 / 720.f) + splat(1 / 120.f);
  p = p * r + splat(1 / 24.f);
  p = p * r + splat(1 / 6.f);
  p = p * r + splat(.5f);
  p = p * r + splat(1);
  p = p * r + splat(1);
  return (Lanes)(((Signs)t << 23) + (Signs)p);
}

// Tensors of one channel lie without gaps, so the last vector may reach beyond.
static void logistic(const Op &o, float *act) {
  const float *in = act + o.in;
  float *out = act + o.out;
  long n = (long)o.oh * o.ow * o.ocs;
  for (long i = 0; i < n; i += LANES) {
    float x[LANES] = {}, y[LANES];
    int count = (int)(n - i < LANES ? n - i : LANES);
    memcpy(x, in + i, sizeof(float) * count);
    store(y, splat(1) / (splat(1) + exponential(-load(x))));
    memcpy(out + i, y, sizeof(float) * count);
  }
}

// Of all pixels.
static void mean(const Op &o, float *act) {
  long n = (long)o.h * o.w;
  for (int c = 0; c < o.cs; c += LANES) {
    Lanes sum = splat(0);
    for (long p = 0; p < n; p++) sum += load(act + o.in + p * o.cs + c);
    store(act + o.out + c, sum * splat(1.f / n));
  }
}

// Each channel times its factor.
static void scale_channels(const Op &o, float *act) {
  const float *factors = act + o.back;
  for (long p = 0, n = (long)o.oh * o.ow; p < n; p++)
    for (int c = 0; c < o.ocs; c += LANES)
      store(act + o.out + p * o.ocs + c, load(act + o.in + p * o.cs + c) * load(factors + c));
}

// Where an output's line lies between two of the input, of which it takes 1 - share and share. kw: whether corners meet
// corners (TensorFlow's align_corners), else pixels are squares whose centres count (half_pixel_centers).
struct Between {
  int low, high;
  float share;
};

INLINE Between between(int i, int from, int to, bool corners) {
  float at = corners ? (to > 1 ? i * (float)(from - 1) / (to - 1) : 0) : (i + .5f) * from / to - .5f;
  at = at < 0 ? 0 : at;
  int low = (int)at;
  low = low < from - 1 ? low : from - 1;
  return {low, low + 1 < from ? low + 1 : low, at - low};
}

static void resize(const Op &o, float *act) {
  for (int y = 0; y < o.oh; y++) {
    Between v = between(y, o.h, o.oh, o.kw);
    const float *top = act + o.in + (long)v.low * o.w * o.cs, *bottom = act + o.in + (long)v.high * o.w * o.cs;
    for (int x = 0; x < o.ow; x++) {
      Between u = between(x, o.w, o.ow, o.kw);
      float *to = act + o.out + ((long)y * o.ow + x) * o.ocs;
      Lanes fu = splat(u.share), fv = splat(v.share);
      for (int c = 0; c < o.ocs; c += LANES) {
        Lanes a = load(top + (long)u.low * o.cs + c), b = load(top + (long)u.high * o.cs + c);
        Lanes d = load(bottom + (long)u.low * o.cs + c), e = load(bottom + (long)u.high * o.cs + c);
        a += fu * (b - a);
        d += fu * (e - d);
        store(to + c, a + fv * (d - a));
      }
    }
  }
}

// A pixel's channels, [kh][kw][oc], become kh x kw pixels.
static void spread(const Op &o, float *act) {
  for (int y = 0; y < o.oh; y++)
    for (int x = 0; x < o.ow; x++) {
      const float *from = act + o.in + ((long)(y / o.kh) * o.w + x / o.kw) * o.cs + ((y % o.kh) * o.kw + x % o.kw) * o.oc;
      float *to = act + o.out + ((long)y * o.ow + x) * o.ocs;
      for (int c = 0; c < o.oc; c++) to[c] = from[c];
      for (int c = o.oc; c < o.ocs; c++) to[c] = 0;
    }
}

static void forward(const Op *ops, int count, const float *weights, const float *picture, int pixels, float scale,
                    float shift, float *act, int8_t *masks, float *scratch) {
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
      case HARD_SWISH: hard_swish(o, act); break;
      case LOGISTIC: logistic(o, act); break;
      case MEAN: mean(o, act); break;
      case SCALE: scale_channels(o, act); break;
      case RESIZE: resize(o, act); break;
      case SPREAD: spread(o, act); break;
    }
  }
}

static void backward(const Op *ops, int count, const float *weights, const float *act, const int8_t *masks, float *grad,
                     float *scratch, float scale, float *gradient, int pixels) {
  for (int i = count - 1; i >= 0; i--) {
    const Op &o = ops[i];
    float *g = grad + o.out, *gin = grad + o.in;
    before(o, weights, masks, g, grad);
    switch (o.kind) {
      case CONV: conv_back(o, weights, g, gin, scratch); break;
      case DEPTHWISE: depthwise_back(o, weights, g, gin); break;
      case ADD:
        for (long p = 0, n = (long)o.oh * o.ow * o.ocs; p < n; p += LANES)
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

// Rows of the picture first, in vectors, then between their pixels.
static void crop(const float *picture, int h, int w, const Axis &rows, const Axis &columns, int size, float *out, float *line) {
  for (int c = 0; c < 3; c++) {
    const float *in = picture + (long)c * h * w;
    for (int y = 0; y < size; y++) {
      memset(line, 0, sizeof(float) * w);
      for (int t = 0; t < rows.count[y]; t++) {
        float f = rows.weight[y * rows.most + t];
        const float *from = in + (long)(rows.first[y] + t) * w;
        int x = 0;
        for (; x + LANES <= w; x += LANES) store(line + x, load(line + x) + splat(f) * (load(from + x) - splat(1)));
        for (; x < w; x++) line[x] += f * (from[x] - 1);
      }
      float *to = out + ((long)c * size + y) * size;
      for (int x = 0; x < size; x++) {
        const float *from = line + columns.first[x], *weight = columns.weight + x * columns.most;
        float sum = 1;
        for (int t = 0; t < columns.count[x]; t++) sum += weight[t] * from[t];
        to[x] = sum;
      }
    }
  }
}

static void crop_back(const float *g, int h, int w, const Axis &rows, const Axis &columns, int size, float *picture, float *line) {
  memset(picture, 0, sizeof(float) * 3 * h * w);
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < size; y++) {
      memset(line, 0, sizeof(float) * w);
      const float *from = g + ((long)c * size + y) * size;
      for (int x = 0; x < size; x++) {
        float *to = line + columns.first[x];
        const float *weight = columns.weight + x * columns.most;
        for (int t = 0; t < columns.count[x]; t++) to[t] += weight[t] * from[x];
      }
      for (int t = 0; t < rows.count[y]; t++) {
        float f = rows.weight[y * rows.most + t];
        float *to = picture + ((long)c * h + rows.first[y] + t) * w;
        int x = 0;
        for (; x + LANES <= w; x += LANES) store(to + x, load(to + x) + splat(f) * load(line + x));
        for (; x < w; x++) to[x] += f * line[x];
      }
    }
}

// Adam in one pass, after which gradients are 0; corrected: the rate with the bias corrections in it.
static void adam(float *weight, float *gradient, float *mean, float *variance, long n, float corrected, float beta1,
                 float beta2, float epsilon) {
  for (long i = 0; i < n; i++) {
    float g = gradient[i], m = beta1 * mean[i] + (1 - beta1) * g, v = beta2 * variance[i] + (1 - beta2) * (g * g);
    gradient[i] = 0;
    mean[i] = m;
    variance[i] = v;
    weight[i] -= corrected * m / (sqrtf(v) + epsilon);
  }
}
