// What a step of tuning needs beside pictures: Adam on all weights at once, the gradient of head motions, crops' weights
// and faces' rotations, which the host would have to wait for.
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

// Weights of a crop's axes, as CropSampler.java has them, in double precision. A thread a weight: first those of rows
// [n, size, height], then those of columns [n, width, size].
extern "C" __global__ void crop_weights(const float *boxes, int n, int size, int height, int width, float *rows,
                                        float *columns) {
  int i = blockIdx.x * THREADS + threadIdx.x, of_rows = n * size * height;
  if (i >= of_rows + n * size * width) return;
  bool row = i < of_rows;
  int length = row ? height : width, j = row ? i : i - of_rows, rest = j % (size * length);
  int out = row ? rest / length : rest % size, in = row ? rest % length : rest / size;
  const float *box = boxes + 4 * (j / (size * length)) + (row ? 1 : 0);
  double scale = ((double)box[2] - box[0]) / size, reach = fmax(1.0, scale), centre = box[0] + (out + 0.5) * scale;
  int first = (int)floor(centre - reach - 0.5), last = (int)ceil(centre + reach - 0.5);
  double sum = 0, own = in < first || in > last ? 0 : fmax(0.0, 1 - fabs(in + 0.5 - centre) / reach);
  for (int k = first; k <= last; k++) sum += fmax(0.0, 1 - fabs(k + 0.5 - centre) / reach);
  *(row ? rows + j : columns + j) = (float)(own / sum);
}

// Turns a symmetric matrix's axes p and q so that its entry there is 0 (Jacobi); the columns of v turn with them.
static __device__ void turn_axes(double a[4][4], double v[4][4], int p, int q) {
  if (a[p][q] == 0) return;
  double half = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  double t = (half < 0 ? -1 : 1) / (fabs(half) + sqrt(half * half + 1)), c = 1 / sqrt(t * t + 1), s = t * c;
  for (int k = 0; k < 4; k++) {
    double x = a[k][p], y = a[k][q];
    a[k][p] = c * x - s * y;
    a[k][q] = s * x + c * y;
    x = v[k][p], y = v[k][q];
    v[k][p] = c * x - s * y;
    v[k][q] = s * x + c * y;
  }
  for (int k = 0; k < 4; k++) {
    double x = a[p][k], y = a[q][k];
    a[p][k] = c * x - s * y;
    a[q][k] = s * x + c * y;
  }
}

enum { FACE_SUMS = 16, FACE_SWEEPS = 8 };

// The rotation that turns a face's points onto another face's, weighted and about their centres, transposed: a block a
// face. The unit quaternion of Horn (1987); ExpressionFeatures.rotation has the same rotation by singular values.
extern "C" __global__ void face_rotations(const float *points, int count, const float *weights, const float *onto,
                                          float *rotations) {
  __shared__ double shared[FACE_SUMS][THREADS];
  int face = blockIdx.x, t = threadIdx.x;
  double s[FACE_SUMS] = {0};
  for (int i = t; i < count; i += THREADS) {
    const float *x = points + ((size_t)face * count + i) * 3, *y = onto + 3 * i;
    double w = weights[i];
    for (int k = 0; k < 9; k++) s[k] += w * x[k / 3] * y[k % 3];
    for (int k = 0; k < 3; k++) s[9 + k] += w * x[k], s[12 + k] += w * y[k];
    s[15] += w;
  }
  for (int k = 0; k < FACE_SUMS; k++) shared[k][t] = s[k];
  for (int half = THREADS / 2; half > 0; half /= 2) {
    __syncthreads();
    for (int k = 0; k < FACE_SUMS && t < half; k++) shared[k][t] += shared[k][t + half];
  }
  if (t > 0) return;
  double m[9], a[4][4], v[4][4] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
  for (int k = 0; k < 9; k++) m[k] = shared[k][0] - shared[9 + k / 3][0] * shared[12 + k % 3][0] / shared[15][0];
  a[0][0] = m[0] + m[4] + m[8];
  a[1][1] = m[0] - m[4] - m[8];
  a[2][2] = m[4] - m[0] - m[8];
  a[3][3] = m[8] - m[0] - m[4];
  a[0][1] = a[1][0] = m[5] - m[7];
  a[0][2] = a[2][0] = m[6] - m[2];
  a[0][3] = a[3][0] = m[1] - m[3];
  a[1][2] = a[2][1] = m[1] + m[3];
  a[1][3] = a[3][1] = m[6] + m[2];
  a[2][3] = a[3][2] = m[5] + m[7];
  for (int sweep = 0; sweep < FACE_SWEEPS; sweep++) {
    for (int p = 0; p < 3; p++) {
      for (int q = p + 1; q < 4; q++) turn_axes(a, v, p, q);
    }
  }
  int best = 0;
  for (int k = 1; k < 4; k++) best = a[k][k] > a[best][best] ? k : best;
  double q[4], r[9];
  for (int k = 0; k < 4; k++) q[k] = v[k][best];
  rotation_of(q, r);
  for (int k = 0; k < 9; k++) rotations[9 * face + k % 3 * 3 + k / 3] = (float)r[k];
}
