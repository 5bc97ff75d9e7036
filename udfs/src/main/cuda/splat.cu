// The rasterizer's kernels. Order: project, sort by depth, gather, scan, emit, sort by tile, ranges, draw; of the
// gradient: gradient, spread. Each takes all pictures of a batch at once, of n Gaussians each: Gaussians and tiles are
// numbered through the batch, so that a picture's lists are the same as if it were alone. Pixels and sums are in single
// precision, the projection in double.
#include "splat_math.h"
#include "splat_sort.h"
#include "step_kernels.h"
#include "pixel_kernels.h"

enum { BATCH = 32, WARPS = THREADS / 32 };

extern "C" __global__ void project(const float *gaussians, int n, int all, const View *views, Record *records,
                                   unsigned *keys, unsigned *order, unsigned *touched) {
  int i = blockIdx.x * THREADS + threadIdx.x;
  if (i >= all) return;
  Projection o;
  bool drawn = project_one(views[i / n], gaussians + (size_t)i * FLOATS, o);
  order[i] = i;
  touched[i] = 0;
  keys[i] = 0xffffffffu;
  if (!drawn) return;
  Record r;
  record_of(o, gaussians + (size_t)i * FLOATS, r);
  records[i] = r;
  keys[i] = __float_as_uint((float)o.z);
  touched[i] = (r.x1 - r.x0 + 1) * (r.y1 - r.y0 + 1);
}

// The tiles that each touches, near to far; n is of the whole batch.
extern "C" __global__ void gather(const unsigned *order, const unsigned *touched, int n, unsigned *out) {
  int k = blockIdx.x * THREADS + threadIdx.x;
  if (k < n) out[k] = touched[order[k]];
}

// One entry (tile, Gaussian) a tile touched, near to far.
extern "C" __global__ void emit(const Record *records, const unsigned *order, const unsigned *touched,
                                const unsigned *offsets, int n, int all, int tiles_x, int tiles_each,
                                unsigned *tiles, unsigned *lists, unsigned *slots) {
  int k = blockIdx.x * THREADS + threadIdx.x;
  if (k >= all) return;
  unsigned i = order[k], at = offsets[k];
  slots[i] = at;
  if (touched[i] == 0) return;
  Record r = records[i];
  for (int y = r.y0; y <= r.y1; y++) {
    for (int x = r.x0; x <= r.x1; x++) {
      tiles[at] = i / n * tiles_each + y * tiles_x + x;
      lists[at++] = i;
    }
  }
}

// First entry of each tile, and the end of the last.
extern "C" __global__ void ranges(const unsigned *tiles, int pairs, int count, unsigned *starts) {
  int p = blockIdx.x * THREADS + threadIdx.x;
  if (p > pairs) return;
  int from = p == 0 ? 0 : (int)tiles[p - 1] + 1;
  int to = p == pairs ? count : (int)tiles[p];
  for (int t = from; t <= to; t++) starts[t] = p;
}

// A picture's size: pixels, and tiles that cover it.
struct Size {
  int width, height, tiles_x, tiles;
};

// A block a tile, a thread a pixel; three floats of background a picture.
extern "C" __global__ void __launch_bounds__(THREADS)
    draw(const Record *records, const unsigned *starts, const unsigned *lists, Size size, const float *backgrounds,
         float *images, float *alphas, float *rgb, unsigned *blended) {
  __shared__ Record batch[THREADS];
  int tile = blockIdx.x, picture = tile / size.tiles, own = tile % size.tiles;
  int x = own % size.tiles_x * TILE + threadIdx.x % TILE, y = own / size.tiles_x * TILE + threadIdx.x / TILE;
  bool inside = x < size.width && y < size.height;
  bool done = !inside;
  float t = 1, c0 = 0, c1 = 0, c2 = 0;
  int from = starts[tile], to = starts[tile + 1], k = from;
  for (; k < to; k += THREADS) {
    if (__syncthreads_count(done) == THREADS) break;
    if (k + (int)threadIdx.x < to) batch[threadIdx.x] = records[lists[k + threadIdx.x]];
    __syncthreads();
    for (int j = 0; !done && j < THREADS && k + j < to; j++) {
      const Record &r = batch[j];
      bool capped;
      float w = alpha_at(r, x + 0.5f - r.mx, y + 0.5f - r.my, capped) * t;
      float next = t - w;
      if (next < T_MIN) {
        done = true;
        break;
      }
      c0 = fmaf(w, r.red, c0);
      c1 = fmaf(w, r.green, c1);
      c2 = fmaf(w, r.blue, c2);
      t = next;
    }
  }
  if (threadIdx.x == 0) blended[tile] = k < to ? k : to;
  if (!inside) return;
  size_t pixels = (size_t)size.width * size.height, at = (size_t)y * size.width + x;
  const float *behind = backgrounds + 3 * picture;
  float c[3] = {fmaf(t, behind[0], c0), fmaf(t, behind[1], c1), fmaf(t, behind[2], c2)};
  alphas[picture * pixels + at] = 1 - t;
  for (int ch = 0; ch < 3; ch++) {
    rgb[(3 * picture + ch) * pixels + at] = c[ch];
    images[(3 * picture + ch) * pixels + at] = 2 * c[ch] - 1;
  }
}

// Sums nine values over a warp, always in the same order; every lane gets them.
static __device__ void warp_sum(float *v) {
#ifdef EMULATED
  emulated_warp_sum(v, SLOT);
#else
  for (int k = 0; k < SLOT; k++) {
    for (int step = 16; step > 0; step /= 2) v[k] += __shfl_xor_sync(0xffffffffu, v[k], step);
  }
#endif
}

// Front to back once more, nothing stored: u is the image gradient times what lies behind (docs/design/rasterizers.md). Sums
// go to one slot a (Gaussian, tile) if slots is given, which keeps their order, else to the Gaussian's by atomics.
extern "C" __global__ void __launch_bounds__(THREADS)
    gradient(const Record *records, const unsigned *starts, const unsigned *lists, const unsigned *blended,
             const unsigned *first_slots, Size size, const float *rgb, const float *d_images, float *slots,
             float *sums) {
  __shared__ Record batch[BATCH];
  __shared__ float partial[WARPS][BATCH][SLOT];
  int tile = blockIdx.x, thread = threadIdx.x, warp = thread / 32, picture = tile / size.tiles;
  int tile_x = tile % size.tiles % size.tiles_x, tile_y = tile % size.tiles / size.tiles_x;
  int x = tile_x * TILE + thread % TILE, y = tile_y * TILE + thread / TILE;
  bool done = x >= size.width || y >= size.height;
  float g[3] = {0, 0, 0}, u = 0, t = 1;
  size_t pixels = (size_t)size.width * size.height, at = (size_t)y * size.width + x;
  for (int ch = 0; ch < 3 && !done; ch++) {
    g[ch] = 2 * d_images[(3 * picture + ch) * pixels + at];
    u += g[ch] * rgb[(3 * picture + ch) * pixels + at];
  }
  int end = blended[tile], to = starts[tile + 1];
  for (int k = starts[tile]; k < to; k += BATCH) {
    int count = to - k < BATCH ? to - k : BATCH;
    __syncthreads();
    if (thread < count) batch[thread] = records[lists[k + thread]];
    __syncthreads();
    for (int j = 0; j < count; j++) {
      const Record &r = batch[j];
      float v[SLOT] = {0};
      if (!done && k + j < end) {
        float dx = x + 0.5f - r.mx, dy = y + 0.5f - r.my;
        bool capped;
        float w = alpha_at(r, dx, dy, capped) * t;
        float next = t - w;
        if (next < T_MIN) {
          done = true;
        } else if (w > 0) {
          float d = g[0] * r.red + g[1] * r.green + g[2] * r.blue;
          u -= w * d;
          float s = capped ? 0 : w * (d - u / next);
          v[0] = s;
          v[1] = s * dx;
          v[2] = s * dy;
          v[3] = v[1] * dx;
          v[4] = v[1] * dy;
          v[5] = v[2] * dy;
          for (int ch = 0; ch < 3; ch++) v[6 + ch] = w * g[ch];
          t = next;
        }
      }
      bool any = false;
      for (int c = 0; c < SLOT; c++) any |= v[c] != 0;
      if (__any_sync(0xffffffffu, any)) warp_sum(v);
      if (thread % 32 == 0) {
        for (int c = 0; c < SLOT; c++) partial[warp][j][c] = v[c];
      }
    }
    __syncthreads();
    for (int q = thread; q < count * SLOT; q += THREADS) {
      int j = q / SLOT, c = q % SLOT;
      float sum = 0;
      for (int w = 0; w < WARPS; w++) sum += partial[w][j][c];
      unsigned i = lists[k + j];
      const Record &r = batch[j];
      if (slots) {
        size_t slot = first_slots[i] + (tile_y - r.y0) * (r.x1 - r.x0 + 1) + tile_x - r.x0;
        slots[slot * SLOT + c] = sum;
      } else if (sum != 0) {
        atomicAdd(&sums[(size_t)i * SLOT + c], sum);
      }
    }
  }
}

// Adds up each Gaussian's slots, in their order, and goes back through the projection; adds to d_gaussians.
extern "C" __global__ void spread(const float *gaussians, int n, int all, const View *views, const unsigned *touched,
                                  const unsigned *first_slots, const float *slots, const float *sums,
                                  float *d_gaussians) {
  int i = blockIdx.x * THREADS + threadIdx.x;
  if (i >= all || touched[i] == 0) return;
  const View &view = views[i / n];
  double g[SLOT] = {0};
  const float *from = slots ? slots + (size_t)first_slots[i] * SLOT : sums + (size_t)i * SLOT;
  unsigned parts = slots ? touched[i] : 1;
  bool any = false;
  for (unsigned s = 0; s < parts; s++) {
    for (int c = 0; c < SLOT; c++) g[c] += from[s * SLOT + c];
  }
  for (int c = 0; c < SLOT; c++) any |= g[c] != 0;
  Projection o;
  const float *p = gaussians + (size_t)i * FLOATS;
  if (!any || !project_one(view, p, o)) return;
  double d[FLOATS];
  unproject(view, o, p, g, d);
  for (int k = 0; k < FLOATS; k++) d_gaussians[(size_t)i * FLOATS + k] += (float)d[k];
}
