// What draws one tile of a picture and takes its gradient. Included by tiles.cpp, once for each kind of processor.

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

INLINE Lanes alpha(Lanes e, const Limits &l) {
  Lanes a = exp2(e);
  a = a >= all(l.alphaMax) ? all(l.alphaMax) : a;
  return e < all(l.log2AlphaMin) ? all(0.0f) : a;
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

// Its alpha in n rows from row r0, and how far these are from its centre. Before anything is blended: a row's alpha is a
// long chain of operations, each of which waits for the one before, and a processor that also has to hold what waits for
// the chain's end sees too few rows at a time.
INLINE void alphas(const Across &g, float py, int r0, int n, const Limits &l, float *dys, Lanes *a) {
  alignas(32) float across[TILE];
  for (int r = 0; r < n; r += LANES) {
    Lanes dy = all(py) + (Lanes{0, 1, 2, 3, 4, 5, 6, 7} + all((float)(r0 + r))) - all(g.my);
    store(dys + r, dy);
    store(across + r, all(g.qc) * dy);
  }
  for (int r = 0; r < n; r++) a[r] = alpha(fma(g.q1 + all(across[r]), all(dys[r]), g.q0), l);
}

// Moves on a row's transmittance, which is negative where a pixel has stopped. Returns the Gaussian's weight.
INLINE Lanes pass(Lanes a, float *transmittance, const Limits &l, Lanes *behind) {
  const Bits sign = (Bits)all(-0.0f);
  Lanes t = load(transmittance);
  Lanes w = a * t;
  Lanes next = t - w;
  Bits stop = next < all(l.least);
  *behind = stop ? (Lanes)((Bits)t | sign) : next;
  store(transmittance, *behind);
  return stop ? all(0.0f) : w;
}

INLINE void blend(const float *rec, float px, float py, int r0, int r1, int at, const Limits &l, float *tile) {
  Across g = across(rec, px);
  alignas(32) float dys[TILE];
  Lanes a[TILE], behind;
  int n = r1 - r0 + 1;
  alphas(g, py, r0, n, l, dys, a);
  for (int r = 0; r < n; r++) {
    float *p = tile + at + (r0 + r) * TILE;
    Lanes w = pass(a[r], p, l, &behind);
    store(p + PLANE, fma(w, g.red, load(p + PLANE)));
    store(p + 2 * PLANE, fma(w, g.green, load(p + 2 * PLANE)));
    store(p + 3 * PLANE, fma(w, g.blue, load(p + 3 * PLANE)));
  }
}

// The gradient of one Gaussian over eight columns.
INLINE void descend(
    const float *rec, float px, float py, int r0, int r1, int at, const Limits &l, float *tile, Lanes *sums) {
  Across g = across(rec, px);
  alignas(32) float dys[TILE];
  Lanes a[TILE], behind;
  int n = r1 - r0 + 1;
  alphas(g, py, r0, n, l, dys, a);
  Lanes sv = all(0.0f), sy = sv, syy = sv, sr = sv, sg = sv, sb = sv;
  for (int r = 0; r < n; r++) {
    float *p = tile + at + (r0 + r) * TILE;
    Lanes w = pass(a[r], p, l, &behind);
    Lanes gr = load(p + 2 * PLANE), gg = load(p + 3 * PLANE), gb = load(p + 4 * PLANE);
    Lanes d = gr * g.red + gg * g.green + gb * g.blue;
    Lanes u = load(p + PLANE) - w * d;
    store(p + PLANE, u);
    Lanes v = (d - u / behind) * w;
    v = a[r] == all(l.alphaMax) ? all(0.0f) : v;
    Lanes dy = all(dys[r]);
    Lanes vy = v * dy;
    sv += v;
    sy += vy;
    syy = fma(vy, dy, syy);
    sr = fma(w, gr, sr);
    sg = fma(w, gg, sg);
    sb = fma(w, gb, sb);
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
      descend(records + (long)i * RECORD, (float)(x + c) + 0.5f, (float)y + 0.5f, g.r0, g.r1, c, l, tile, sums);
    float *into = out + slot(boxes, slots, i, x / TILE, y / TILE);
    for (int s = 0; s < SLOT; s++) {
      Lanes v = sums[s];
      into[s] = ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
    }
  }
  for (int k = end; k < to; k++)
    memset(out + slot(boxes, slots, lists[k], x / TILE, y / TILE), 0, SLOT * sizeof(float));
}
