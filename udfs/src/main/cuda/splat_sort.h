// Scan and stable radix sort. A block has THREADS threads and takes ITEMS entries a thread.
#pragma once

// A pass of the sort takes a digit of eight bits, one value a thread; in a block it is taken in two of four bits.
enum { THREADS = 256, ITEMS = 8, CHUNK = THREADS * ITEMS, RADIX = 256, HALF_BITS = 4, HALF = 16 };

// Sums that stay at the largest value: the host sees that there are too many.
SPLAT_FN unsigned add_saturated(unsigned a, unsigned b) { return a + b < a ? 0xffffffffu : a + b; }

// The sum of the values of the threads before this one; total is that of all.
static __device__ unsigned scan_block(unsigned value, unsigned *shared, unsigned &total) {
  int t = threadIdx.x;
  __syncthreads();
  shared[t] = value;
  for (int step = 1; step < THREADS; step *= 2) {
    __syncthreads();
    unsigned before = t >= step ? shared[t - step] : 0;
    __syncthreads();
    shared[t] = add_saturated(before, shared[t]);
  }
  __syncthreads();
  total = shared[THREADS - 1];
  return t == 0 ? 0 : shared[t - 1];
}

// One block: replaces n values by the sums of those before each; values[n] becomes the total.
extern "C" __global__ void scan(unsigned *values, int n) {
  __shared__ unsigned shared[THREADS];
  unsigned carry = 0;
  for (int from = 0; from < n; from += CHUNK) {
    int first = from + threadIdx.x * ITEMS;
    unsigned own[ITEMS], sum = 0, total;
    for (int k = 0; k < ITEMS; k++) {
      own[k] = first + k < n ? values[first + k] : 0;
      sum = add_saturated(sum, own[k]);
    }
    unsigned at = add_saturated(carry, scan_block(sum, shared, total));
    for (int k = 0; k < ITEMS; k++) {
      if (first + k < n) values[first + k] = at;
      at = add_saturated(at, own[k]);
    }
    carry = add_saturated(carry, total);
  }
  if (threadIdx.x == 0) values[n] = carry;
}

// The sum of each block's chunk.
extern "C" __global__ void chunk_sums(const unsigned *values, int n, unsigned *sums) {
  __shared__ unsigned shared[THREADS];
  int first = blockIdx.x * CHUNK + threadIdx.x * ITEMS;
  unsigned sum = 0, total;
  for (int k = 0; k < ITEMS; k++) sum = add_saturated(sum, first + k < n ? values[first + k] : 0);
  scan_block(sum, shared, total);
  if (threadIdx.x == 0) sums[blockIdx.x] = total;
}

// As scan, in many blocks, after chunk_sums and a scan of those.
extern "C" __global__ void scan_chunks(unsigned *values, int n, const unsigned *sums) {
  __shared__ unsigned shared[THREADS];
  int first = blockIdx.x * CHUNK + threadIdx.x * ITEMS;
  unsigned own[ITEMS], sum = 0, total;
  for (int k = 0; k < ITEMS; k++) {
    own[k] = first + k < n ? values[first + k] : 0;
    sum = add_saturated(sum, own[k]);
  }
  unsigned at = add_saturated(sums[blockIdx.x], scan_block(sum, shared, total));
  for (int k = 0; k < ITEMS; k++) {
    if (first + k < n) values[first + k] = at;
    at = add_saturated(at, own[k]);
  }
  if (blockIdx.x == 0 && threadIdx.x == 0) values[n] = sums[gridDim.x];
}

// How often each digit occurs in a block's chunk: counts[digit][block].
extern "C" __global__ void radix_count(const unsigned *keys, int n, int shift, unsigned *counts) {
  __shared__ unsigned count[RADIX];
  int t = threadIdx.x, first = blockIdx.x * CHUNK;
  count[t] = 0;
  __syncthreads();
  for (int k = t; k < CHUNK && first + k < n; k += THREADS) atomicAdd(&count[keys[first + k] >> shift & (RADIX - 1)], 1u);
  __syncthreads();
  counts[t * gridDim.x + blockIdx.x] = count[t];
}

// Sorts a block's entries by four bits of their keys, stable. A thread takes ITEMS in a row.
static __device__ void sort_chunk(unsigned *keys, unsigned *values, int count, int shift, unsigned *place,
                                  unsigned *shared) {
  int t = threadIdx.x, first = t * ITEMS;
  unsigned own_keys[ITEMS], own_values[ITEMS];
  for (int d = 0; d < HALF; d++) place[d * THREADS + t] = 0;
  __syncthreads();
  for (int k = 0; k < ITEMS && first + k < count; k++) {
    own_keys[k] = keys[first + k];
    own_values[k] = values[first + k];
    place[(own_keys[k] >> shift & (HALF - 1)) * THREADS + t]++;
  }
  __syncthreads();
  // Where each digit of each thread begins.
  unsigned sum = 0, total;
  for (int d = 0; d < HALF; d++) sum += place[t * HALF + d];
  unsigned at = scan_block(sum, shared, total);
  for (int d = 0; d < HALF; d++) {
    unsigned own = place[t * HALF + d];
    place[t * HALF + d] = at;
    at += own;
  }
  __syncthreads();
  for (int k = 0; k < ITEMS && first + k < count; k++) {
    unsigned to = place[(own_keys[k] >> shift & (HALF - 1)) * THREADS + t]++;
    keys[to] = own_keys[k];
    values[to] = own_values[k];
  }
  __syncthreads();
}

// Moves keys and values to their places; starts are the scanned counts. A block sorts its own first, so that
// neighbours go to neighbours.
extern "C" __global__ void radix_move(const unsigned *keys, const unsigned *values, int n, int shift,
                                      const unsigned *starts, unsigned *to_keys, unsigned *to_values) {
  __shared__ unsigned own_keys[CHUNK], own_values[CHUNK];
  __shared__ unsigned place[HALF * THREADS];
  __shared__ unsigned shared[THREADS];
  __shared__ unsigned begin[RADIX];
  int t = threadIdx.x, first = blockIdx.x * CHUNK, count = n - first < CHUNK ? n - first : CHUNK;
  for (int k = t; k < count; k += THREADS) {
    own_keys[k] = keys[first + k];
    own_values[k] = values[first + k];
  }
  sort_chunk(own_keys, own_values, count, shift, place, shared);
  sort_chunk(own_keys, own_values, count, shift + HALF_BITS, place, shared);
  // Where each digit begins in the block.
  for (int k = t; k < count; k += THREADS) {
    unsigned d = own_keys[k] >> shift & (RADIX - 1);
    if (k == 0 || (own_keys[k - 1] >> shift & (RADIX - 1)) != d) begin[d] = k;
  }
  __syncthreads();
  for (int k = t; k < count; k += THREADS) {
    unsigned d = own_keys[k] >> shift & (RADIX - 1);
    unsigned to = starts[d * gridDim.x + blockIdx.x] + k - begin[d];
    to_keys[to] = own_keys[k];
    to_values[to] = own_values[k];
  }
}
