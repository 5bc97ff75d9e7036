// Draws one tile of a picture and takes its gradient: what io.reenact.splat.cpu.TilePainter and BlendKernel do, float by
// float in the same order, so that both give the same bits. One source for every processor with fused multiply-add:
// eight lanes are one register with AVX2 and two with NEON. Sixteen lanes of AVX-512 would add up in another order. By
// JNI, since it lends Java's arrays without copying them.
#include <string.h>

#include "native.h"

namespace {

typedef float Lanes __attribute__((vector_size(32)));
typedef int Bits __attribute__((vector_size(32)));

const int PLANE = TILE * TILE;
const int LANES = 8;
// Gaussians blended before a check whether the whole tile has stopped.
const int BATCH = 32;

// Those of BlendKernel and Gaussians; NativeTiles hands them over, so that they stand in one place.
struct Limits {
  float log2AlphaMin, log2AlphaMax, alphaMax, least;
};

INLINE Lanes all(float v) { return Lanes{v, v, v, v, v, v, v, v}; }

INLINE Lanes fma(Lanes a, Lanes b, Lanes c) {
#if defined(__x86_64__)
  return __builtin_ia32_vfmaddps256(a, b, c);
#else
  Lanes r;
  for (int i = 0; i < LANES; i++) r[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return r;
#endif
}

INLINE Lanes load(const float *from) {
  Lanes v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void store(float *to, Lanes v) { memcpy(to, &v, sizeof v); }

INLINE Lanes exp2(Lanes e) {
  const Lanes round = all(12582912.0f);
  Lanes t = e + round;
  Lanes f = e - (t - round);
  Lanes p = fma(f, all(1.327647069e-3f), all(9.675541324e-3f));
  p = fma(p, f, all(5.550713278e-2f));
  p = fma(p, f, all(2.402211972e-1f));
  p = fma(p, f, all(6.931469671e-1f));
  p = fma(p, f, all(1.0f));
  return (Lanes)(((Bits)t << 23) + (Bits)p);
}

// What a Gaussian is over eight columns.
struct Across {
  Lanes dx, q0, q1, red, green, blue;
  float qc, my;
};

INLINE Across across(const float *rec, float px) {
  Across g;
  g.dx = Lanes{0, 1, 2, 3, 4, 5, 6, 7} + all(px - rec[0]);
  g.q0 = fma(g.dx * g.dx, all(rec[2]), all(rec[5]));
  g.q1 = g.dx * all(rec[3]);
  g.qc = rec[4];
  g.my = rec[1];
  g.red = all(rec[6]);
  g.green = all(rec[7]);
  g.blue = all(rec[8]);
  return g;
}

// Its weight in a row, and the transmittance behind it; negative where a pixel has stopped.
struct Row {
  Lanes w, next;
  Bits capped;
};

INLINE Row row(const Across &g, float dy, Lanes t, const Limits &l) {
  const Bits sign = (Bits)all(-0.0f);
  Row r;
  Lanes e = fma(g.q1 + all(g.qc * dy), all(dy), g.q0);
  r.capped = e > all(l.log2AlphaMax);
  Lanes a = exp2(e);
  a = r.capped ? all(l.alphaMax) : a;
  a = e < all(l.log2AlphaMin) ? all(0.0f) : a;
  Lanes w = a * t;
  Lanes next = t - w;
  Bits stop = next < all(l.least);
  r.w = stop ? all(0.0f) : w;
  r.next = stop ? (Lanes)((Bits)t | sign) : next;
  return r;
}

INLINE void blend(const float *rec, float px, float py, int r0, int r1, int at, const Limits &l, float *tile) {
  Across g = across(rec, px);
  for (int r = r0; r <= r1; r++) {
    float *p = tile + at + r * TILE;
    Row k = row(g, py + (float)r - g.my, load(p), l);
    store(p, k.next);
    store(p + PLANE, fma(k.w, g.red, load(p + PLANE)));
    store(p + 2 * PLANE, fma(k.w, g.green, load(p + 2 * PLANE)));
    store(p + 3 * PLANE, fma(k.w, g.blue, load(p + 3 * PLANE)));
  }
}

INLINE void gradient(
    const float *rec, float px, float py, int r0, int r1, int at, const Limits &l, float *tile, Lanes *sums) {
  Across g = across(rec, px);
  Lanes sv = all(0.0f), sy = sv, syy = sv, sr = sv, sg = sv, sb = sv;
  for (int r = r0; r <= r1; r++) {
    float *p = tile + at + r * TILE;
    float dy = py + (float)r - g.my;
    Row k = row(g, dy, load(p), l);
    store(p, k.next);
    Lanes gr = load(p + 2 * PLANE), gg = load(p + 3 * PLANE), gb = load(p + 4 * PLANE);
    Lanes d = gr * g.red + gg * g.green + gb * g.blue;
    Lanes u = load(p + PLANE) - k.w * d;
    store(p + PLANE, u);
    Lanes v = (d - u / k.next) * k.w;
    v = k.capped ? all(0.0f) : v;
    Lanes vy = v * all(dy);
    sv += v;
    sy += vy;
    syy = fma(vy, all(dy), syy);
    sr = fma(k.w, gr, sr);
    sg = fma(k.w, gg, sg);
    sb = fma(k.w, gb, sb);
  }
  Lanes sx = sv * g.dx;
  sums[0] += sv;
  sums[1] += sx;
  sums[2] += sy;
  sums[3] += sx * g.dx;
  sums[4] += sy * g.dx;
  sums[5] += syy;
  sums[6] += sr;
  sums[7] += sg;
  sums[8] += sb;
}

// The columns and rows of a Gaussian's box in a tile: as many windows of eight columns as hold them all, shifted left
// where they stick out.
struct Range {
  int c0, c1, r0, r1;
};

INLINE Range range(const int *box, int x, int y) {
  Range g;
  int c0 = (box[0] & 0xffff) - x;
  int c1 = (int)((unsigned)box[0] >> 16) - x;
  c0 = c0 < 0 ? 0 : c0;
  g.c1 = c1 > TILE - 1 ? TILE - 1 : c1;
  int width = (g.c1 - c0 + LANES) & -LANES;
  g.c0 = c0 < TILE - width ? c0 : TILE - width;
  int r0 = (box[1] & 0xffff) - y;
  int r1 = (int)((unsigned)box[1] >> 16) - y;
  g.r0 = r0 < 0 ? 0 : r0;
  g.r1 = r1 > TILE - 1 ? TILE - 1 : r1;
  return g;
}

INLINE bool stopped(const float *tile, int w, int h) {
  for (int r = 0; r < h; r++)
    for (int c = 0; c < w; c++)
      if (tile[r * TILE + c] > 0) return false;
  return true;
}

INLINE float size(float v) { return __builtin_fabsf(v); }

FAST int paint(
    const float *records, const int *boxes, const int *lists, int from, int to, int x, int y, int width, int height,
    const Limits &l, const float *background, float *rgb, float *image, float *alpha) {
  alignas(32) float tile[4 * PLANE];
  for (int i = 0; i < PLANE; i++) tile[i] = 1;
  memset(tile + PLANE, 0, 3 * PLANE * sizeof(float));
  int w = width - x < TILE ? width - x : TILE;
  int h = height - y < TILE ? height - y : TILE;
  int k = from;
  while (k < to) {
    int end = to - k < BATCH ? to : k + BATCH;
    for (; k < end; k++) {
      int i = lists[k];
      Range g = range(boxes + 2 * i, x, y);
      for (int c = g.c0; c <= g.c1; c += LANES)
        blend(records + (long)i * RECORD, (float)(x + c) + 0.5f, (float)y + 0.5f, g.r0, g.r1, c, l, tile);
    }
    if (k < to && stopped(tile, w, h)) break;
  }
  long pixels = (long)width * height;
  for (int r = 0; r < h; r++) {
    long at = (long)(y + r) * width + x;
    const float *t = tile + r * TILE;
    for (int c = 0; c < w; c++) alpha[at + c] = 1 - size(t[c]);
    for (int ch = 0; ch < 3; ch++) {
      for (int c = 0; c < w; c++) {
        float v = t[(ch + 1) * PLANE + c] + size(t[c]) * background[ch];
        rgb[ch * pixels + at + c] = v;
        image[ch * pixels + at + c] = 2 * v - 1;
      }
    }
  }
  return k - from;
}

// The slot of Gaussian i in a tile: Scene.slot.
INLINE long slot(const int *boxes, const int *slots, int i, int tileX, int tileY) {
  int x0 = (boxes[2 * i] & 0xffff) / TILE;
  int w = (int)((unsigned)boxes[2 * i] >> 16) / TILE - x0 + 1;
  return SLOT * (long)(slots[i] + (tileY - (boxes[2 * i + 1] & 0xffff) / TILE) * w + tileX - x0);
}

FAST void gradient(
    const float *records, const int *boxes, const int *slots, const int *lists, int from, int end, int to, int x,
    int y, int width, int height, const Limits &l, const float *rgb, const float *dImage, float *out) {
  alignas(32) float tile[5 * PLANE];
  for (int i = 0; i < PLANE; i++) tile[i] = 1;
  memset(tile + PLANE, 0, 4 * PLANE * sizeof(float));
  int w = width - x < TILE ? width - x : TILE;
  int h = height - y < TILE ? height - y : TILE;
  long pixels = (long)width * height;
  for (int ch = 0; ch < 3; ch++) {
    for (int r = 0; r < h; r++) {
      long at = ch * pixels + (long)(y + r) * width + x;
      float *t = tile + r * TILE;
      for (int c = 0; c < w; c++) {
        // image = 2 rgb - 1
        float g = 2 * dImage[at + c];
        t[(2 + ch) * PLANE + c] = g;
        t[PLANE + c] += g * rgb[at + c];
      }
    }
  }
  Lanes sums[SLOT];
  for (int k = from; k < end; k++) {
    int i = lists[k];
    Range g = range(boxes + 2 * i, x, y);
    for (int s = 0; s < SLOT; s++) sums[s] = all(0.0f);
    for (int c = g.c0; c <= g.c1; c += LANES)
      gradient(records + (long)i * RECORD, (float)(x + c) + 0.5f, (float)y + 0.5f, g.r0, g.r1, c, l, tile, sums);
    float *into = out + slot(boxes, slots, i, x / TILE, y / TILE);
    for (int s = 0; s < SLOT; s++) {
      Lanes v = sums[s];
      into[s] = ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
    }
  }
  for (int k = end; k < to; k++)
    memset(out + slot(boxes, slots, lists[k], x / TILE, y / TILE), 0, SLOT * sizeof(float));
}

}  // namespace

extern "C" {

JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeTiles_runsHere(JNIEnv *, jclass) { return runs_here(); }

// Returns how many entries of the list were blended; -1 if memory ran out.
JNIEXPORT jint JNICALL Java_io_reenact_splat_cpu_NativeTiles_paint(
    JNIEnv *env, jclass, jfloatArray records, jintArray boxes, jintArray lists, jint from, jint to, jint x, jint y,
    jint width, jint height, jfloat log2AlphaMin, jfloat log2AlphaMax, jfloat alphaMax, jfloat least, jfloat red,
    jfloat green, jfloat blue, jfloatArray rgb, jfloatArray image, jfloatArray alpha) {
  Limits l = {log2AlphaMin, log2AlphaMax, alphaMax, least};
  float background[3] = {red, green, blue};
  Held<const float> rec(env, records, JNI_ABORT);
  Held<const int> box(env, boxes, JNI_ABORT), list(env, lists, JNI_ABORT);
  Held<float> c(env, rgb, 0), i(env, image, 0), a(env, alpha, 0);
  if (!rec.at || !box.at || !list.at || !c.at || !i.at || !a.at) return -1;
  return paint(rec.at, box.at, list.at, from, to, x, y, width, height, l, background, c.at, i.at, a.at);
}

JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeTiles_gradient(
    JNIEnv *env, jclass, jfloatArray records, jintArray boxes, jintArray slots, jintArray lists, jint from, jint end,
    jint to, jint x, jint y, jint width, jint height, jfloat log2AlphaMin, jfloat log2AlphaMax, jfloat alphaMax,
    jfloat least, jfloatArray rgb, jfloatArray dImage, jfloatArray out) {
  Limits l = {log2AlphaMin, log2AlphaMax, alphaMax, least};
  Held<const float> rec(env, records, JNI_ABORT), c(env, rgb, JNI_ABORT), d(env, dImage, JNI_ABORT);
  Held<const int> box(env, boxes, JNI_ABORT), slot(env, slots, JNI_ABORT), list(env, lists, JNI_ABORT);
  Held<float> o(env, out, 0);
  if (!rec.at || !c.at || !d.at || !box.at || !slot.at || !list.at || !o.at) return false;
  gradient(
      rec.at, box.at, slot.at, list.at, from, end, to, x, y, width, height, l, c.at, d.at, o.at);
  return true;
}

}
