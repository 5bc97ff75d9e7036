// The pixel terms of all frames of a step, and their gradient by the pictures: PixelLoss.java has the sums.
#pragma once

enum { POOL = 4, PIXEL_BLOCKS = 64, PIXEL_SUMS = 2 };

// A frame that a term judges: which picture, which target, and what the term's gradient is multiplied by.
struct PixelFrame {
  int image, target;
  float factor;
};

// One channel of a frame: what the picture and its target differ by, and what each pixel counts. [size, size] each.
struct Plane {
  const float *image, *target, *weight;
  int size;
  __device__ float difference(int i) const { return image[i] - target[i]; }
  // Of neighbours; a pixel of unknown colour must not pull on its neighbour by more than its own.
  __device__ float edge(int i, int j) const { return (difference(i) - difference(j)) * fminf(weight[i], weight[j]); }
  __device__ bool pooled(int x, int y) const { return x / POOL * POOL + POOL <= size && y / POOL * POOL + POOL <= size; }
  // The weighted difference of the block that a pixel is in.
  __device__ float block(int x, int y) const {
    float sum = 0;
    for (int k = 0; k < POOL * POOL; k++) {
      int i = (y / POOL * POOL + k / POOL) * size + x / POOL * POOL + k % POOL;
      sum += difference(i) * weight[i];
    }
    return sum;
  }
};

static __device__ Plane plane_of(const float *images, const float *targets, const float *weights, PixelFrame f,
                                 int channel, int size) {
  size_t pixels = (size_t)size * size;
  return {images + (3 * f.image + channel) * pixels, targets + (3 * f.target + channel) * pixels,
          weights + f.target * pixels, size};
}

static __device__ float sign_of(float v) { return v > 0 ? 1.0f : v < 0 ? -1.0f : 0.0f; }

// PIXEL_BLOCKS blocks a frame: parts of the sum of weights, and of the term. edge is what differences of neighbours
// and of pooled blocks count.
extern "C" __global__ void pixel_sums(const float *images, const float *targets, const float *weights,
                                      const PixelFrame *frames, int size, float edge, float *parts) {
  __shared__ float shared[PIXEL_SUMS][THREADS];
  PixelFrame f = frames[blockIdx.x / PIXEL_BLOCKS];
  int t = threadIdx.x;
  float s[PIXEL_SUMS] = {0};
  for (int i = blockIdx.x % PIXEL_BLOCKS * THREADS + t; i < size * size; i += PIXEL_BLOCKS * THREADS) {
    int x = i % size, y = i / size;
    for (int c = 0; c < 3; c++) {
      Plane p = plane_of(images, targets, weights, f, c, size);
      s[0] += p.weight[i];
      s[1] += fabsf(p.difference(i)) * p.weight[i];
      if (edge == 0) continue;
      if (x > 0) s[1] += edge * fabsf(p.edge(i, i - 1));
      if (y > 0) s[1] += edge * fabsf(p.edge(i, i - size));
      if (x % POOL == 0 && y % POOL == 0 && p.pooled(x, y)) s[1] += edge * fabsf(p.block(x, y));
    }
  }
  for (int k = 0; k < PIXEL_SUMS; k++) shared[k][t] = s[k];
  for (int half = THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    for (int k = 0; k < PIXEL_SUMS && t < half; k++) shared[k][t] += shared[k][t + half];
  }
  if (t < PIXEL_SUMS) parts[blockIdx.x * PIXEL_SUMS + t] = shared[t][0];
}

// A thread a frame: the value, and one over the weights, times the frame's factor.
extern "C" __global__ void pixel_values(const float *parts, const PixelFrame *frames, int count, float *values,
                                        float *norms) {
  int k = blockIdx.x * THREADS + threadIdx.x;
  if (k >= count) return;
  float s[PIXEL_SUMS] = {0};
  for (int b = 0; b < PIXEL_BLOCKS; b++) {
    for (int i = 0; i < PIXEL_SUMS; i++) s[i] += parts[(k * PIXEL_BLOCKS + b) * PIXEL_SUMS + i];
  }
  // Without any weight the term is 0 as well, whatever the norm.
  float norm = 1 / fmaxf(s[0], 1e-6f);
  values[k] = s[1] * norm;
  norms[k] = norm * frames[k].factor;
}

// A thread a pixel and channel of a frame: adds the term's gradient.
extern "C" __global__ void pixel_gradient(const float *images, const float *targets, const float *weights,
                                          const PixelFrame *frames, int count, int size, float edge, const float *norms,
                                          float *d_images) {
  int at = blockIdx.x * THREADS + threadIdx.x, pixels = size * size;
  if (at >= count * 3 * pixels) return;
  int k = at / (3 * pixels), c = at / pixels % 3, i = at % pixels, x = i % size, y = i / size;
  PixelFrame f = frames[k];
  Plane p = plane_of(images, targets, weights, f, c, size);
  float g = sign_of(p.difference(i)) * p.weight[i];
  if (edge != 0) {
    // An edge's sign is that of the difference alone, but where it counts nothing.
    int near[4] = {x > 0 ? i - 1 : i, x + 1 < size ? i + 1 : i, y > 0 ? i - size : i, y + 1 < size ? i + size : i};
    for (int j = 0; j < 4; j++) g += edge * sign_of(p.edge(i, near[j])) * fminf(p.weight[i], p.weight[near[j]]);
    if (p.pooled(x, y)) g += edge * sign_of(p.block(x, y)) * p.weight[i];
  }
  d_images[(size_t)(3 * f.image + c) * pixels + i] += norms[k] * g;
}
