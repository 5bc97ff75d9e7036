// What a step of tuning needs beside pictures: Adam on all weights at once, and the gradient of head motions.
#pragma once

enum { ADAM_CHUNK = 4096, MOTION = 6, MOTION_BLOCKS = 64 };

// One array of weights. rate is its own learning rate; an array with none has its gradient cleared alone.
struct Weights {
  float *weight, *gradient, *mean, *variance;
  int count;
  float rate;
};

// A block a chunk of an array: of_block names the array, starts the chunk. scale is what this step's rates are
// multiplied by, with Adam's bias corrections in it. Clears the gradients.
extern "C" __global__ void adam(const Weights *all, const int *of_block, const int *starts, float scale, float beta1,
                                float beta2, float epsilon) {
  Weights w = all[of_block[blockIdx.x]];
  int from = starts[blockIdx.x], to = from + ADAM_CHUNK < w.count ? from + ADAM_CHUNK : w.count;
  for (int i = from + threadIdx.x; i < to; i += THREADS) {
    float g = w.gradient[i];
    w.gradient[i] = 0;
    if (w.rate == 0) continue;
    float m = beta1 * w.mean[i] + (1 - beta1) * g;
    float v = beta2 * w.variance[i] + (1 - beta2) * g * g;
    w.mean[i] = m;
    w.variance[i] = v;
    w.weight[i] -= w.rate * scale * m / (sqrtf(v) + epsilon);
  }
}

// The gradient by a head's motion, of a part of its Gaussians a block: HeadMotion.gradient has the derivation.
extern "C" __global__ void motion_parts(const float *gaussians, const float *gradient, int n, float px, float py,
                                        float pz, float *parts) {
  __shared__ float shared[MOTION][THREADS];
  int head = blockIdx.x / MOTION_BLOCKS, part = blockIdx.x % MOTION_BLOCKS, t = threadIdx.x;
  float s[MOTION] = {0};
  for (int i = part * THREADS + t; i < n; i += MOTION_BLOCKS * THREADS) {
    size_t at = ((size_t)head * n + i) * FLOATS;
    const float *g = gaussians + at, *d = gradient + at;
    float x = g[0] - px, y = g[1] - py, z = g[2] - pz;
    s[0] += y * d[2] - z * d[1] + 0.5f * (d[7] * g[6] - d[6] * g[7] + d[9] * g[8] - d[8] * g[9]);
    s[1] += z * d[0] - x * d[2] + 0.5f * (d[8] * g[6] - d[6] * g[8] + d[7] * g[9] - d[9] * g[7]);
    s[2] += x * d[1] - y * d[0] + 0.5f * (d[9] * g[6] - d[6] * g[9] + d[8] * g[7] - d[7] * g[8]);
    for (int k = 0; k < 3; k++) s[3 + k] += d[k];
  }
  for (int k = 0; k < MOTION; k++) shared[k][t] = s[k];
  for (int half = THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    for (int k = 0; k < MOTION && t < half; k++) shared[k][t] += shared[k][t + half];
  }
  if (t < MOTION) parts[blockIdx.x * MOTION + t] = shared[t][0];
}

// A thread a number of a motion: adds up its parts, always in the same order.
extern "C" __global__ void motion_sums(const float *parts, int heads, float *out) {
  int i = blockIdx.x * THREADS + threadIdx.x;
  if (i >= heads * MOTION) return;
  float sum = 0;
  for (int b = 0; b < MOTION_BLOCKS; b++) sum += parts[(i / MOTION * MOTION_BLOCKS + b) * MOTION + i % MOTION];
  out[i] = sum;
}
