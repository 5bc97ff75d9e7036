// Frozen convolutional networks for face crops, forward and back to the picture, one picture and one thread a call; the
// crops; and Adam, which moves the weights of a network that is tuned.
// Activations are NHWC with the channels of every tensor but the picture padded to a multiple of 16. Java's
// ProgramBuilder makes the program; what an operator's fields mean stands there and here (struct Op) and must agree.
// Compiled for vectors of eight floats (AVX2) and of sixteen (AVX-512), which give the same bits: no sum runs across lanes
// but those of normalize, which has eight in both.
#include <math.h>
#include <stdint.h>
#include <string.h>

#define EXPORT extern "C" __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

enum Kind { CONV, DEPTHWISE, ADD, MAX_POOL, PAD_CHANNELS, NORMALIZE, PLACEMENT, WARP, PLACE,
            // Forward only: programs with these have no way back.
            HARD_SWISH, LOGISTIC, MEAN, SCALE, RESIZE, SPREAD };

// One operator; offsets are in floats into the activations (and, alike, their gradients), in bytes
// into the masks, in floats into the weights. -1: none.
struct Op {
  int32_t kind;
  int32_t in, residual, out;              // tensors
  int32_t h, w, c, cs;                    // input: size, channels, floats a pixel
  int32_t oh, ow, oc, ocs;                // output
  int32_t kh, kw, stride, top, left;      // window
  int32_t weight, back, bias, slope;      // weights: forward, backward; bias; slopes of PReLU; back: the placement (WARP, PLACE), the factors (SCALE)
  int32_t mask;                           // signs before PReLU, or which of a pool was greatest
  int32_t set_in, set_residual;           // whether this operator is the first to write the gradient
};

// One axis of a crop: of each of `size` places, the first source pixel, how many, and their weights, `most` a place.
struct Axis {
  const int32_t *first, *count;
  const float *weight;
  int most;
};

static const float NEAR_ZERO = 1e-4f;

namespace avx2 {
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define LANES 8
#define BLOCK 6
#define TOGETHER 1
#define SPLAT(f) Lanes{f, f, f, f, f, f, f, f}
#include "network_kernels.h"
#undef LANES
#undef BLOCK
#undef TOGETHER
#undef SPLAT
#pragma GCC pop_options
}  // namespace avx2

namespace avx512 {
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")
#define LANES 16
#define BLOCK 8
#define TOGETHER 2
#define SPLAT(f) Lanes{f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f}
#include "network_kernels.h"
#pragma GCC pop_options
}  // namespace avx512

EXPORT int reenact_network_version() { return 5; }

// Floats in the widest vectors that run here, 0 for none.
EXPORT int reenact_network_lanes() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vl");
  return wide ? 16 : 8;
}

// picture: [3][side][side]; act: activations, the picture's pixels at 0; masks; scratch.
EXPORT void reenact_network_forward(int lanes, const Op *ops, int count, const float *weights, const float *picture,
                                    int pixels, float scale, float shift, float *act, int8_t *masks, float *scratch) {
  if (lanes == 16)
    avx512::forward(ops, count, weights, picture, pixels, scale, shift, act, masks, scratch);
  else
    avx2::forward(ops, count, weights, picture, pixels, scale, shift, act, masks, scratch);
}

// grad: gradients, laid out as the activations, those of the wanted tensors filled in; the rest is written. gradient: of
// the picture, [3][side][side], written.
EXPORT void reenact_network_backward(int lanes, const Op *ops, int count, const float *weights, const float *act,
                                     const int8_t *masks, float *grad, float *scratch, float scale, float *gradient,
                                     int pixels) {
  if (lanes == 16)
    avx512::backward(ops, count, weights, act, masks, grad, scratch, scale, gradient, pixels);
  else
    avx2::backward(ops, count, weights, act, masks, grad, scratch, scale, gradient, pixels);
}

// picture: [3][h][w]; crop: [3][size][size], written; line: w floats. What lies outside counts as 1.
EXPORT void reenact_crop_forward(int lanes, const float *picture, int h, int w, const int32_t *row_first, const int32_t *row_count,
                                 const float *row_weight, int row_most, const int32_t *column_first, const int32_t *column_count,
                                 const float *column_weight, int column_most, int size, float *crop, float *line) {
  Axis rows = {row_first, row_count, row_weight, row_most}, columns = {column_first, column_count, column_weight, column_most};
  if (lanes == 16)
    avx512::crop(picture, h, w, rows, columns, size, crop, line);
  else
    avx2::crop(picture, h, w, rows, columns, size, crop, line);
}

// gradient: by the crop; picture: by the picture, written.
EXPORT void reenact_crop_backward(int lanes, const float *gradient, int h, int w, const int32_t *row_first,
                                  const int32_t *row_count, const float *row_weight, int row_most, const int32_t *column_first,
                                  const int32_t *column_count, const float *column_weight, int column_most, int size, float *picture,
                                  float *line) {
  Axis rows = {row_first, row_count, row_weight, row_most}, columns = {column_first, column_count, column_weight, column_most};
  if (lanes == 16)
    avx512::crop_back(gradient, h, w, rows, columns, size, picture, line);
  else
    avx2::crop_back(gradient, h, w, rows, columns, size, picture, line);
}

EXPORT void reenact_adam(int lanes, float *weight, float *gradient, float *mean, float *variance, long n, float corrected,
                         float beta1, float beta2, float epsilon) {
  if (lanes == 16)
    avx512::adam(weight, gradient, mean, variance, n, corrected, beta1, beta2, epsilon);
  else
    avx2::adam(weight, gradient, mean, variance, n, corrected, beta1, beta2, epsilon);
}
