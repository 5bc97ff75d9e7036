// What tracking, targets, evaluation and pasting do on the host with every pixel: io.reenact.face.GuidedFilter, BoxFilter,
// Foreground, AffineSampler and CropPaste, operation by operation in the same order, so that both give the same bits.
#include <stdlib.h>
#include <string.h>

#include "elementary.h"

namespace {

typedef float Quad __attribute__((vector_size(16)));
typedef int Pick __attribute__((vector_size(16)));

INLINE Quad quad(const float *from) {
  Quad v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void put(float *to, Quad v) { memcpy(to, &v, sizeof v); }

INLINE D wide(Quad v) { return __builtin_convertvector(v, D); }

INLINE Quad narrow(D v) { return __builtin_convertvector(v, Quad); }

INLINE Quad alike(float v) { return Quad{v, v, v, v}; }

// Four pixels of four quantities each, as four quantities of four pixels each.
INLINE void turn(Quad &a, Quad &b, Quad &c, Quad &d) {
  const Pick low = {0, 4, 1, 5}, high = {2, 6, 3, 7}, left = {0, 1, 4, 5}, right = {2, 3, 6, 7};
  Quad ab = __builtin_shuffle(a, b, low), cd = __builtin_shuffle(c, d, low);
  Quad ba = __builtin_shuffle(a, b, high), dc = __builtin_shuffle(c, d, high);
  a = __builtin_shuffle(ab, cd, left);
  b = __builtin_shuffle(ab, cd, right);
  c = __builtin_shuffle(ba, dc, left);
  d = __builtin_shuffle(ba, dc, right);
}

// Memory of one call.
struct Room {
  void *at;
  explicit Room(size_t bytes) : at(aligned_alloc(64, (bytes + 63) / 64 * 64)) {}
  ~Room() { free(at); }
};

// How many floats the windows' sums take: a ring of rows' means, one row of input, one of results, and sums.
static inline size_t room(int v, int w, int radius) { return (size_t)4 * v * w * (2 * radius + 4) + 8 * v * w + 16; }

// BoxFilter.mean of 4 V quantities at once, which lie beside each other in each pixel: of each row only as much is kept
// as the windows reach. rows: (y, [w][4 V]) fills a row of what is averaged; use: (y, [w][4 V]) takes a row of means.
template <int V, typename Rows, typename Use>
INLINE void means(int w, int h, int radius, float *memory, const Rows &rows, const Use &use) {
  const int K = 4 * V, kept = 2 * radius + 2, n = K * w;
  double *sums = (double *)memory;
  float *ring = memory + 2 * n, *in = ring + (size_t)kept * n, *out = in + n;
  for (int i = 0; i < n; i++) sums[i] = 0;
  int from = 0, to = 0;
  for (int y = 0; y < h; y++) {
    for (int end = h < y + radius + 1 ? h : y + radius + 1; to < end; to++) {
      rows(to, in);
      float *mean = ring + (size_t)(to % kept) * n;
      D s[V];
      for (int v = 0; v < V; v++) s[v] = all(0);
      int first = 0, last = 0;
      for (int x = 0; x < w; x++) {
        for (int stop = w < x + radius + 1 ? w : x + radius + 1; last < stop; last++)
#pragma GCC unroll 4
          for (int v = 0; v < V; v++) s[v] += wide(quad(in + last * K + 4 * v));
        for (; first < x - radius; first++)
#pragma GCC unroll 4
          for (int v = 0; v < V; v++) s[v] -= wide(quad(in + first * K + 4 * v));
        D scale = all(1.0 / (last - first));
#pragma GCC unroll 4
        for (int v = 0; v < V; v++) put(mean + x * K + 4 * v, narrow(s[v] * scale));
      }
      for (int i = 0; i < n; i += 4) {
        D sum;
        memcpy(&sum, sums + i, sizeof sum);
        sum += wide(quad(mean + i));
        memcpy(sums + i, &sum, sizeof sum);
      }
    }
    for (; from < y - radius; from++) {
      const float *mean = ring + (size_t)(from % kept) * n;
      for (int i = 0; i < n; i += 4) {
        D sum;
        memcpy(&sum, sums + i, sizeof sum);
        sum -= wide(quad(mean + i));
        memcpy(sums + i, &sum, sizeof sum);
      }
    }
    Quad scale = alike(1.f / (to - from));
    for (int i = 0; i < n; i += 4) {
      D sum;
      memcpy(&sum, sums + i, sizeof sum);
      put(out + i, narrow(sum) * scale);
    }
    use(y, out);
  }
}

// GuidedFilter.solve and what follows it, for four pixels. q: r, g, b, p; rp, gp, bp; rr, rg, rb, gg, gb, bb.
INLINE void fit(const D *q, D epsilon, Quad (&fitted)[4]) {
  D r = q[0], g = q[1], b = q[2], p = q[3];
  D a = q[7] - r * r + epsilon, ab = q[8] - r * g, ac = q[9] - r * b;
  D d = q[10] - g * g + epsilon, e = q[11] - g * b, f = q[12] - b * b + epsilon;
  D u = q[4] - r * p, v = q[5] - g * p, w = q[6] - b * p;
  D i0 = d * f - e * e, i1 = ac * e - ab * f, i2 = ab * e - ac * d;
  D i3 = a * f - ac * ac, i4 = ab * ac - a * e, i5 = a * d - ab * ab;
  D det = a * i0 + ab * i1 + ac * i2;
  D x0 = (i0 * u + i1 * v + i2 * w) / det;
  D x1 = (i1 * u + i3 * v + i4 * w) / det;
  D x2 = (i2 * u + i4 * v + i5 * w) / det;
  fitted[0] = narrow(x0);
  fitted[1] = narrow(x1);
  fitted[2] = narrow(x2);
  fitted[3] = narrow(p - x0 * r - x1 * g - x2 * b);
}

// w must be a multiple of four; fitted: [h][w][4], slopes by colour and the offset.
FAST void guided(
    const float *p, const float *guide, int w, int h, int radius, double epsilon, float *memory, float *fitted,
    float *out) {
  const int n = w * h;
  means<4>(
      w, h, radius, memory,
      [=](int y, float *in) FAST {
        const float *r = guide + y * w, *g = r + n, *b = g + n, *of = p + y * w;
        for (int x = 0; x < w; x += 4) {
          Quad red = quad(r + x), green = quad(g + x), blue = quad(b + x), share = quad(of + x);
          Quad q[16] = {red,         green,        blue,         share,         red * share, green * share,
                        blue * share, red * red,   red * green,  red * blue,    green * green, green * blue,
                        blue * blue, alike(0),     alike(0),     alike(0)};
          for (int k = 0; k < 16; k += 4) {
            turn(q[k], q[k + 1], q[k + 2], q[k + 3]);
            for (int i = 0; i < 4; i++) put(in + 16 * (x + i) + k, q[k + i]);
          }
        }
      },
      [=](int y, const float *mean) FAST {
        for (int x = 0; x < w; x += 4) {
          D q[16];
          for (int k = 0; k < 16; k += 4) {
            Quad a = quad(mean + 16 * x + k), b = quad(mean + 16 * (x + 1) + k);
            Quad c = quad(mean + 16 * (x + 2) + k), d = quad(mean + 16 * (x + 3) + k);
            turn(a, b, c, d);
            q[k] = wide(a), q[k + 1] = wide(b), q[k + 2] = wide(c), q[k + 3] = wide(d);
          }
          Quad f[4];
          fit(q, all(epsilon), f);
          turn(f[0], f[1], f[2], f[3]);
          for (int i = 0; i < 4; i++) put(fitted + 4 * ((size_t)y * w + x + i), f[i]);
        }
      });
  means<1>(
      w, h, radius, memory,
      [=](int y, float *in) FAST { memcpy(in, fitted + (size_t)4 * y * w, sizeof(float) * 4 * w); },
      [=](int y, const float *mean) FAST {
        const float *r = guide + y * w, *g = r + n, *b = g + n;
        for (int x = 0; x < w; x += 4) {
          Quad s0 = quad(mean + 4 * x), s1 = quad(mean + 4 * x + 4), s2 = quad(mean + 4 * x + 8), o = quad(mean + 4 * x + 12);
          turn(s0, s1, s2, o);
          put(out + y * w + x, o + s0 * quad(r + x) + s1 * quad(g + x) + s2 * quad(b + x));
        }
      });
}

// ---- Foreground ----

// Foreground.pass. w must be a multiple of four.
FAST void blurFused(
    const float *picture, const float *front, const float *back, const float *matte, int w, int h, int radius,
    float *memory, float *out) {
  const size_t n = (size_t)w * h;
  means<2>(
      w, h, radius, memory,
      [=](int y, float *in) FAST {
        for (int x = 0; x < w; x += 4) {
          const size_t at = (size_t)y * w + x;
          Quad q[2][4];
          q[0][0] = quad(matte + at), q[1][0] = alike(1) - q[0][0];
          for (int c = 0; c < 3; c++) {
            q[0][c + 1] = quad(front + c * n + at) * q[0][0];
            q[1][c + 1] = quad(back + c * n + at) * q[1][0];
          }
          for (int v = 0; v < 2; v++) {
            turn(q[v][0], q[v][1], q[v][2], q[v][3]);
            for (int i = 0; i < 4; i++) put(in + 8 * (x + i) + 4 * v, q[v][i]);
          }
        }
      },
      [=](int y, const float *mean) FAST {
        for (int x = 0; x < w; x += 4) {
          const size_t at = (size_t)y * w + x;
          // In each pixel's quad the matte, then red, green and blue.
          Quad a = quad(matte + at), p[4] = {a, quad(picture + at), quad(picture + n + at), quad(picture + 2 * n + at)};
          turn(p[0], p[1], p[2], p[3]);
          for (int i = 0; i < 4; i++) {
            Quad f = quad(mean + 8 * (x + i)), b = quad(mean + 8 * (x + i) + 4), share = alike(p[i][0]);
            Quad fore = f[0] > 1e-5f ? f / alike(f[0]) : p[i];
            Quad behind = b[0] > 1e-5f ? b / alike(b[0]) : p[i];
            Quad v = fore + share * (p[i] - share * fore - (alike(1) - share) * behind);
            v = v < alike(1) ? v : alike(1);
            p[i] = v > alike(-1) ? v : alike(-1);
          }
          turn(p[0], p[1], p[2], p[3]);
          for (int c = 0; c < 3; c++) put(out + c * n + at, p[c + 1]);
        }
      });
}

// ---- AffineSampler ----

struct Picture {
  const unsigned char *rgb;
  int w, h;
};

// AffineSampler.Part: floats, the nearest pixel beyond the edge; one more float than it has, so that the last pixel can
// be loaded as four.
struct Part {
  int left, top, columns, rows;
  float *rgb;
};

INLINE int within(int v, int size) { return v < 0 ? 0 : v >= size ? size - 1 : v; }

FAST void fill(const Picture &from, const Part &part) {
  for (int y = 0; y < part.rows; y++) {
    const unsigned char *row = from.rgb + (size_t)3 * from.w * within(part.top + y, from.h);
    float *to = part.rgb + (size_t)3 * part.columns * y;
    int first = within(-part.left, part.columns + 1), last = within(from.w - part.left, part.columns + 1);
    for (int x = 0; x < first; x++)
      for (int c = 0; c < 3; c++) to[3 * x + c] = row[c];
    const unsigned char *inside = row + 3 * (part.left + first);
    float *middle = to + 3 * first;
    for (int i = 0; i < 3 * (last - first); i++) middle[i] = inside[i];
    for (int x = last > first ? last : first; x < part.columns; x++)
      for (int c = 0; c < 3; c++) to[3 * x + c] = row[3 * (from.w - 1) + c];
  }
  part.rgb[(size_t)3 * part.columns * part.rows] = 0;
}

INLINE bool outside(double x, double y, const Picture &of) {
  return x < -0.5 || y < -0.5 || x > of.w - 0.5 || y > of.h - 0.5;
}

INLINE Quad clamp(Quad v) {
  v = v / alike(127.5f) - alike(1);
  v = v < alike(1) ? v : alike(1);
  return v > alike(-1) ? v : alike(-1);
}

// Some of a row's pixels, up to four, into the planes of the result.
INLINE void planes(Quad (&p)[4], int count, float *out, int n) {
  if (count == 4) {
    turn(p[0], p[1], p[2], p[3]);
    for (int c = 0; c < 3; c++) put(out + (size_t)c * n, p[c]);
  } else {
    for (int i = 0; i < count; i++)
      for (int c = 0; c < 3; c++) out[(size_t)c * n + i] = p[i][c];
  }
}

struct Taps {
  float a, b, c, d;
};

INLINE Taps taps(float t) {
  float t2 = t * t, t3 = t2 * t;
  return {0.5f * (-t3 + 2 * t2 - t), 0.5f * (3 * t3 - 5 * t2 + 2), 0.5f * (-3 * t3 + 4 * t2 + t), 0.5f * (t3 - t2)};
}

INLINE Quad along(const float *p, const Taps &t) {
  return alike(t.a) * quad(p) + alike(t.b) * quad(p + 3) + alike(t.c) * quad(p + 6) + alike(t.d) * quad(p + 9);
}

FAST void cubic(const Picture &of, const Part &part, const double *m, int w, int h, bool black, float *out) {
  const int down = 3 * part.columns;
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x += 4) {
      Quad p[4] = {};
      int count = w - x < 4 ? w - x : 4;
      for (int i = 0; i < count; i++) {
        double sx = m[0] * (x + i + 0.5) + m[1] * (y + 0.5) + m[2] - 0.5;
        double sy = m[3] * (x + i + 0.5) + m[4] * (y + 0.5) + m[5] - 0.5;
        if (black && outside(sx, sy, of)) {
          p[i] = alike(-1);
          continue;
        }
        int x0 = (int)__builtin_floor(sx), y0 = (int)__builtin_floor(sy);
        Taps across = taps((float)(sx - x0)), below = taps((float)(sy - y0));
        const float *k = part.rgb + (size_t)down * (y0 - 1 - part.top) + 3 * (x0 - 1 - part.left);
        Quad v = alike(below.a) * along(k, across);
        v += alike(below.b) * along(k + down, across);
        v += alike(below.c) * along(k + 2 * down, across);
        v += alike(below.d) * along(k + 3 * down, across);
        p[i] = clamp(v);
      }
      planes(p, count, out + (size_t)y * w + x, w * h);
    }
  }
}

INLINE double place(double step, int i, double origin) { return step * (i + 0.5) + origin - 0.5; }

// between: [rows of the part][w][4].
FAST void upright(
    const Picture &of, const Part &part, const double *m, int w, int h, bool black, float *between, float *out) {
  for (int x = 0; x < w; x++) {
    double at = place(m[0], x, m[2]);
    int whole = (int)__builtin_floor(at);
    Taps across = taps((float)(at - whole));
    const float *k = part.rgb + 3 * (whole - 1 - part.left);
    for (int y = 0; y < part.rows; y++) put(between + 4 * ((size_t)y * w + x), along(k + (size_t)3 * part.columns * y, across));
  }
  for (int y = 0; y < h; y++) {
    double at = place(m[4], y, m[5]);
    int whole = (int)__builtin_floor(at);
    Taps t = taps((float)(at - whole));
    const float *k = between + (size_t)4 * w * (whole - 1 - part.top);
    for (int x = 0; x < w; x += 4) {
      Quad p[4] = {};
      int count = w - x < 4 ? w - x : 4;
      for (int i = 0; i < count; i++) {
        const float *q = k + 4 * (x + i);
        Quad v = alike(t.a) * quad(q) + alike(t.b) * quad(q + 4 * w) + alike(t.c) * quad(q + 8 * w) +
                 alike(t.d) * quad(q + 12 * w);
        p[i] = black && outside(place(m[0], x + i, m[2]), at, of) ? alike(-1) : clamp(v);
      }
      planes(p, count, out + (size_t)y * w + x, w * h);
    }
  }
}

FAST void bilinear(
    const Picture &of, const Part &part, const double *m, int w, int h, bool black, int taps, float *out) {
  const int down = 3 * part.columns;
  const float scale = 1.f / (127.5f * taps * taps);
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x += 4) {
      Quad p[4] = {};
      int count = w - x < 4 ? w - x : 4;
      for (int i = 0; i < count; i++) {
        Quad sum = alike(0);
        for (int ty = 0; ty < taps; ty++) {
          double v = y + (ty + 0.5) / taps;
          for (int tx = 0; tx < taps; tx++) {
            double u = x + i + (tx + 0.5) / taps;
            double sx = m[0] * u + m[1] * v + m[2] - 0.5, sy = m[3] * u + m[4] * v + m[5] - 0.5;
            if (black && outside(sx, sy, of)) continue;
            int x0 = (int)__builtin_floor(sx), y0 = (int)__builtin_floor(sy);
            float fx = (float)(sx - x0), fy = (float)(sy - y0);
            Quad gx = alike(1 - fx), gy = alike(1 - fy), hx = alike(fx), hy = alike(fy);
            const float *a = part.rgb + (size_t)down * (y0 - part.top) + 3 * (x0 - part.left), *b = a + down;
            sum += (quad(a) * gx + quad(a + 3) * hx) * gy + (quad(b) * gx + quad(b + 3) * hx) * hy;
          }
        }
        p[i] = sum * alike(scale) - alike(1);
      }
      planes(p, count, out + (size_t)y * w + x, w * h);
    }
  }
}

// right, down: AffineSampler.averageNearest, w taps each.
FAST void nearest(
    const Picture &of, const double *m, int w, int h, bool black, int taps, double *right, double *down, float *out) {
  const int n = w * h;
  const float scale = 1.f / (127.5f * taps * taps);
  for (int k = 0; k < w * taps; k++) {
    double u = k / taps + (k % taps + 0.5) / taps;
    right[k] = m[0] * u;
    down[k] = m[3] * u;
  }
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x++) {
      int r = 0, g = 0, b = 0;
      for (int ty = 0; ty < taps; ty++) {
        double v = y + (ty + 0.5) / taps, mx = m[1] * v, my = m[4] * v;
        for (int k = x * taps; k < (x + 1) * taps; k++) {
          double sx = right[k] + mx + m[2], sy = down[k] + my + m[5];
          int ix, iy;
          if (sx < 0 || sy < 0 || sx >= of.w || sy >= of.h) {
            if (black) continue;
            ix = sx < 0 ? 0 : sx >= of.w ? of.w - 1 : (int)sx;
            iy = sy < 0 ? 0 : sy >= of.h ? of.h - 1 : (int)sy;
          } else {
            ix = (int)sx, iy = (int)sy;
          }
          const unsigned char *p = of.rgb + (size_t)3 * ((size_t)iy * of.w + ix);
          r += p[0], g += p[1], b += p[2];
        }
      }
      float *to = out + (size_t)y * w + x;
      to[0] = r * scale - 1;
      to[n] = g * scale - 1;
      to[2 * (size_t)n] = b * scale - 1;
    }
  }
}

// ---- CropPaste ----

// What a tap of four neighbours in a row of the frame shows of the picture, and how much of it: r, g, b and cover of each.
INLINE void show(const float *pixels, const float *alpha, D u, D v, int size, Quad (&sums)[4]) {
  const D most = all(size - 1.0), low = all(-0.5), high = all(size - 0.5);
  L inside = (u >= low) & (v >= low) & (u <= high) & (v <= high);
  D cx = ::most(all(0), least(most, u)), cy = ::most(all(0), least(most, v));
  Pick px = __builtin_convertvector(cx, Pick), py = __builtin_convertvector(cy, Pick);
  const Pick last = {size - 2, size - 2, size - 2, size - 2};
  px = px < last ? px : last;
  py = py < last ? py : last;
  Quad wx = narrow(cx - __builtin_convertvector(px, D)), wy = narrow(cy - __builtin_convertvector(py, D));
  Pick at = py * size + px;
  Quad a, b, c, d;
  for (int k = 0; k < 4; k++) {
    const float *p = alpha + at[k];
    bool here = inside[k] != 0;
    a[k] = here ? p[0] : 0;
    b[k] = here ? p[1] : 0;
    c[k] = here ? p[size] : 0;
    d[k] = here ? p[size + 1] : 0;
  }
  Quad one = alike(1);
  a = (one - wx) * (one - wy) * a;
  b = wx * (one - wy) * b;
  c = (one - wx) * wy * c;
  d = wx * wy * d;
  for (int k = 0; k < 4; k++) {
    if (a[k] == 0 && b[k] == 0 && c[k] == 0 && d[k] == 0) continue;
    const float *p = pixels + 4 * (size_t)at[k], *q = p + 4 * (size_t)size;
    sums[k] += alike(a[k]) * quad(p) + alike(b[k]) * quad(p + 4);
    sums[k] += alike(c[k]) * quad(q) + alike(d[k]) * quad(q + 4);
  }
}

// Rounded as Math.round: a sum of doubles is exact here.
INLINE void mix(unsigned char *rgb, Quad times) {
  float covered = times[3];
  Quad below = {(float)rgb[0], (float)rgb[1], (float)rgb[2], 0};
  D v = wide((times + alike(covered)) * alike(127.5f) + alike(1 - covered) * below);
  Pick whole = __builtin_convertvector(least(all(255), most(all(0), v)) + all(0.5), Pick);
  for (int c = 0; c < 3; c++) rgb[c] = (unsigned char)whole[c];
}

// pixels: [size][size][4], the picture and 1; rgb: the frame, changed; m: frame px to picture px.
FAST void paste(
    unsigned char *rgb, int width, const float *pixels, const float *alpha, const double *m, int size, int top, int left,
    int bottom, int right, int taps) {
  const Quad scale = alike(1.f / (taps * taps));
  for (int y = top; y < bottom; y++) {
    unsigned char *to = rgb + (size_t)3 * width * y;
    for (int x = left; x < right; x += 4) {
      Quad sums[4] = {};
      for (int t = 0; t < taps * taps; t++) {
        D fx = D{(double)x, x + 1.0, x + 2.0, x + 3.0} + all((t % taps + 0.5) / taps);
        double fy = y + (t / taps + 0.5) / taps;
        D u = all(m[0]) * fx + all(m[1] * fy) + all(m[2]) - all(0.5);
        D v = all(m[3]) * fx + all(m[4] * fy) + all(m[5]) - all(0.5);
        show(pixels, alpha, u, v, size, sums);
      }
      for (int k = 0; k < 4 && x + k < right; k++)
        if (sums[k][3] > 0) mix(to + 3 * (x + k), sums[k] * scale);
    }
  }
}

}  // namespace

extern "C" {

JNIEXPORT jboolean JNICALL Java_io_reenact_face_CompiledPictures_runsHere(JNIEnv *, jclass) { return runs_here(); }

JNIEXPORT jint JNICALL Java_io_reenact_face_CompiledPictures_guided(
    JNIEnv *env, jclass, jfloatArray p, jfloatArray guide, jint w, jint h, jint radius, jdouble epsilon, jfloatArray out) {
  Room memory(sizeof(float) * room(4, w, radius)), fitted(sizeof(float) * 4 * w * h);
  if (!memory.at || !fitted.at) return -1;
  Held<const float> of(env, p, JNI_ABORT), in(env, guide, JNI_ABORT);
  Held<float> to(env, out, 0);
  if (!of.at || !in.at || !to.at) return -1;
  guided(of.at, in.at, w, h, radius, epsilon, (float *)memory.at, (float *)fitted.at, to.at);
  return 0;
}

JNIEXPORT jint JNICALL Java_io_reenact_face_CompiledPictures_blurFused(
    JNIEnv *env, jclass, jfloatArray picture, jfloatArray front, jfloatArray back, jfloatArray matte, jint w, jint h,
    jint radius, jfloatArray out) {
  Room memory(sizeof(float) * room(2, w, radius));
  if (!memory.at) return -1;
  Held<const float> p(env, picture, JNI_ABORT), f(env, front, JNI_ABORT), b(env, back, JNI_ABORT), a(env, matte, JNI_ABORT);
  Held<float> to(env, out, 0);
  if (!p.at || !f.at || !b.at || !a.at || !to.at) return -1;
  blurFused(p.at, f.at, b.at, a.at, w, h, radius, (float *)memory.at, to.at);
  return 0;
}

// bounds: left, top, columns and rows of the part, which nearest does not need; taps: 1 for cubic.
JNIEXPORT jint JNICALL Java_io_reenact_face_CompiledPictures_sample(
    JNIEnv *env, jclass, jbyteArray rgb, jint width, jint height, jdoubleArray map, jintArray bounds, jint w, jint h,
    jint taps, jboolean black, jfloatArray out) {
  double m[6];
  jint b[4];
  env->GetDoubleArrayRegion(map, 0, 6, m);
  env->GetIntArrayRegion(bounds, 0, 4, b);
  bool straight = m[1] == 0 && m[3] == 0;
  size_t floats = taps >= 3 ? 0 : (size_t)3 * b[2] * b[3] + 4;
  size_t more = taps >= 3 ? 4 * (size_t)w * taps : taps == 1 && straight ? 4 * (size_t)w * b[3] : 0;
  Room room(sizeof(float) * (floats + 4)), rest(sizeof(float) * (more + 4));
  if (!room.at || !rest.at) return -1;
  Held<const unsigned char> in(env, rgb, JNI_ABORT);
  Held<float> to(env, out, 0);
  if (!in.at || !to.at) return -1;
  Picture of = {in.at, width, height};
  if (taps >= 3) {
    nearest(of, m, w, h, black, taps, (double *)rest.at, (double *)rest.at + (size_t)w * taps, to.at);
    return 0;
  }
  Part part = {b[0], b[1], b[2], b[3], (float *)room.at};
  fill(of, part);
  if (taps == 2)
    bilinear(of, part, m, w, h, black, taps, to.at);
  else if (straight)
    upright(of, part, m, w, h, black, (float *)rest.at, to.at);
  else
    cubic(of, part, m, w, h, black, to.at);
  return 0;
}

// bounds: top, left, bottom and right of what the crop covers of the frame.
JNIEXPORT jint JNICALL Java_io_reenact_face_CompiledPictures_pasted(
    JNIEnv *env, jclass, jbyteArray rgb, jint width, jfloatArray picture, jfloatArray alpha, jdoubleArray map, jint size,
    jintArray bounds, jint taps) {
  double m[6];
  jint b[4];
  env->GetDoubleArrayRegion(map, 0, 6, m);
  env->GetIntArrayRegion(bounds, 0, 4, b);
  size_t n = (size_t)size * size;
  Room pixels(sizeof(float) * 4 * n);
  if (!pixels.at) return -1;
  Held<const float> in(env, picture, JNI_ABORT), cover(env, alpha, JNI_ABORT);
  Held<unsigned char> to(env, rgb, 0);
  if (!in.at || !cover.at || !to.at) return -1;
  float *p = (float *)pixels.at;
  for (size_t i = 0; i < n; i++)
    for (int c = 0; c < 4; c++) p[4 * i + c] = c < 3 ? in.at[c * n + i] : 1;
  paste(to.at, width, p, cover.at, m, size, b[0], b[1], b[2], b[3], taps);
  return 0;
}

}
