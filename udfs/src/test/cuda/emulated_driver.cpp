// The part of the CUDA driver API that CudaDriver.java uses, on the host: device memory is malloc's, and a kernel's
// threads are fibers that run one after the other up to their next barrier. Compiles the kernels from their own
// source, so a test runs everything but nvcc's code and a real driver.
#define EMULATED
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <tuple>
#include <ucontext.h>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __shared__ static
#define __launch_bounds__(n)

struct Index { int x; };
static Index threadIdx, blockIdx, gridDim;

namespace {
enum Wait { NONE, BLOCK, WARP };
const int MOST = 256, STACK = 1 << 16;
struct Fiber {
  ucontext_t context;
  jmp_buf at;
  std::vector<char> stack;
  bool started, finished;
  Wait wait;
  int parity, generation;
};
Fiber fibers[MOST];
jmp_buf scheduler;
void (*body)(void *);
void *body_args;
float warp_values[2][MOST][16];
bool warp_flags[2][MOST];
int counts[3];

void pause(Wait wait) {
  Fiber &f = fibers[threadIdx.x];
  f.wait = wait;
  if (!_setjmp(f.at)) _longjmp(scheduler, 1);
}

void entry() {
  body(body_args);
  fibers[threadIdx.x].finished = true;
  _longjmp(scheduler, 1);
}

void resume(int t) {
  Fiber &f = fibers[t];
  threadIdx.x = t;
  f.wait = NONE;
  if (_setjmp(scheduler)) return;
  if (f.started) _longjmp(f.at, 1);
  f.started = true;
  f.stack.resize(STACK);
  getcontext(&f.context);
  f.context.uc_stack.ss_sp = f.stack.data();
  f.context.uc_stack.ss_size = STACK;
  f.context.uc_link = nullptr;
  makecontext(&f.context, entry, 0);
  setcontext(&f.context);
}

void run_warp(int first, int last) {
  for (bool again = true; again;) {
    int warp = 0, block = 0;
    for (int t = first; t < last; t++) {
      if (!fibers[t].finished && fibers[t].wait != BLOCK) resume(t);
    }
    for (int t = first; t < last; t++) {
      warp += !fibers[t].finished && fibers[t].wait == WARP;
      block += fibers[t].finished || fibers[t].wait == BLOCK;
    }
    if (warp && block) {
      std::fprintf(stderr, "a warp's threads wait at different places\n");
      std::abort();
    }
    again = warp > 0;
  }
}

void run_block(int threads) {
  for (int t = 0; t < threads; t++) {
    Fiber &f = fibers[t];
    f.started = f.finished = false;
    f.wait = NONE;
    f.parity = f.generation = 0;
  }
  counts[0] = counts[1] = counts[2] = 0;
  for (int left = threads, generation = 0; left > 0; generation++) {
    counts[(generation + 1) % 3] = 0;
    for (int t = 0; t < threads; t++) {
      if (fibers[t].wait == BLOCK) fibers[t].wait = NONE;
    }
    for (int t = 0; t < threads; t += 32) run_warp(t, t + 32 < threads ? t + 32 : threads);
    left = 0;
    for (int t = 0; t < threads; t++) left += !fibers[t].finished;
  }
}
}  // namespace

static int __syncthreads_count(bool predicate) {
  Fiber &f = fibers[threadIdx.x];
  int slot = f.generation++ % 3;
  counts[slot] += predicate;
  pause(BLOCK);
  return counts[slot];
}
static void __syncthreads() { __syncthreads_count(false); }
static bool __any_sync(unsigned, bool predicate) {
  int t = threadIdx.x, p = fibers[t].parity ^= 1;
  warp_flags[p][t] = predicate;
  pause(WARP);
  bool any = false;
  for (int l = t / 32 * 32; l < t / 32 * 32 + 32; l++) any |= warp_flags[p][l];
  return any;
}
static void emulated_warp_sum(float *v, int n) {
  int t = threadIdx.x, p = fibers[t].parity ^= 1;
  std::memcpy(warp_values[p][t], v, n * sizeof(float));
  pause(WARP);
  for (int k = 0; k < n; k++) {
    float a[32];
    for (int l = 0; l < 32; l++) a[l] = warp_values[p][t / 32 * 32 + l][k];
    for (int step = 16; step > 0; step /= 2) {
      for (int l = 0; l < step; l++) a[l] += a[l + step];
    }
    v[k] = a[0];
  }
}
template <class T> static T atomicAdd(T *to, T value) {
  T old = *to;
  *to += value;
  return old;
}
static unsigned __float_as_uint(float f) {
  unsigned u;
  std::memcpy(&u, &f, 4);
  return u;
}

#include "splat.cu"

namespace {
template <class... A, size_t... I> void invoke(void (*f)(A...), void **args, std::index_sequence<I...>) {
  f(*static_cast<std::remove_reference_t<A> *>(args[I])...);
}
template <auto F> struct Thunk;
template <class... A, void (*F)(A...)> struct Thunk<F> {
  static void call(void *args) { invoke(F, static_cast<void **>(args), std::index_sequence_for<A...>()); }
};
const std::map<std::string, void (*)(void *)> KERNELS = {
    {"project", Thunk<project>::call},       {"gather", Thunk<gather>::call},
    {"emit", Thunk<emit>::call},             {"ranges", Thunk<ranges>::call},
    {"draw", Thunk<draw>::call},             {"gradient", Thunk<gradient>::call},
    {"spread", Thunk<spread>::call},         {"scan", Thunk<scan>::call},
    {"chunk_sums", Thunk<chunk_sums>::call}, {"scan_chunks", Thunk<scan_chunks>::call},
    {"radix_count", Thunk<radix_count>::call}, {"radix_move", Thunk<radix_move>::call},
    {"adam", Thunk<adam>::call},             {"motion_parts", Thunk<motion_parts>::call},
    {"motion_sums", Thunk<motion_sums>::call}, {"crop_weights", Thunk<crop_weights>::call},
    {"face_rotations", Thunk<face_rotations>::call}, {"pixel_sums", Thunk<pixel_sums>::call},
    {"pixel_values", Thunk<pixel_values>::call}, {"pixel_gradient", Thunk<pixel_gradient>::call}};
std::map<size_t, size_t> memory;
std::map<size_t, size_t> pinned;
size_t used;

// What a test counts. Allocating and freeing the device's memory waits, too.
enum Deed { LAUNCHES, COPIES, WAITS, ALLOCATIONS, DEEDS };
long long deeds[2][DEEDS];
void did(Deed deed, void *stream) {
  deeds[0][deed]++;
  if (!stream) deeds[1][deed]++;
}

// A copy that the host has not waited for: to the host, or from bytes of its that must not change meanwhile.
struct Copy {
  char *to;
  const char *from;
  std::vector<char> bytes;
};
std::vector<Copy> under_way;
int wait() {
  bool changed = false;
  for (Copy &c : under_way) {
    if (c.to) std::memcpy(c.to, c.bytes.data(), c.bytes.size());
    if (c.from) changed |= std::memcmp(c.from, c.bytes.data(), c.bytes.size()) != 0;
  }
  under_way.clear();
  return changed ? 700 : 0;
}
bool in_pinned(const void *p, size_t n) {
  size_t at = reinterpret_cast<size_t>(p);
  auto after = pinned.upper_bound(at);
  if (after == pinned.begin()) return false;
  --after;
  return at + n <= after->first + after->second;
}
size_t total = size_t(4) << 30;
int capability = 80;
}  // namespace

extern "C" {
// For tests: another card.
void emulate_card(int of_capability, size_t memory_bytes) { capability = of_capability, total = memory_bytes; }
// For tests: what was done so far, on any stream, then on the default one, by the order of Deed.
void emulated_deeds(long long *to) { std::memcpy(to, deeds, sizeof(deeds)); }
int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int *v) { return *v = 13000, 0; }
int cuDeviceGetCount(int *n) { return *n = 1, 0; }
int cuDeviceGet(int *d, int i) { return *d = i, i == 0 ? 0 : 101; }
int cuDeviceGetName(char *name, int n, int) { return std::snprintf(name, n, "emulated on the host"), 0; }
int cuDeviceGetAttribute(int *v, int a, int) {
  return *v = a == 75 ? capability / 10 : capability % 10, 0;
}
int cuDevicePrimaryCtxRetain(void **c, int) { return *c = &used, 0; }
int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
int cuCtxSetCurrent(void *) { return 0; }
int cuCtxSynchronize() { return wait(); }
int cuStreamCreate(void **s, unsigned) { return *s = std::malloc(1), 0; }
int cuStreamSynchronize(void *stream) {
  did(WAITS, stream);
  return wait();
}
// PTX, which is text, is of compute_80 and compiled for that or newer.
int cuModuleLoadData(void **m, const void *image) {
  bool cubin = std::memcmp(image, "\177ELF", 4) == 0;
  return cubin || capability >= 80 ? (*m = &used, 0) : 222;
}
int cuModuleUnload(void *) { return 0; }
int cuModuleGetFunction(void **f, void *, const char *name) {
  auto k = KERNELS.find(name);
  return k == KERNELS.end() ? 500 : (*f = reinterpret_cast<void *>(k->second), 0);
}
int cuGetErrorString(int, const char **s) { return *s = "an error of the emulated driver", 0; }
int cuMemGetInfo_v2(size_t *free, size_t *all) { return *all = total, *free = total - used, 0; }
int cuMemAlloc_v2(size_t *p, size_t n) {
  if (n == 0) return 1;
  did(ALLOCATIONS, nullptr);
  if (used + n > total) return 2;
  void *at = std::aligned_alloc(256, (n + 255) / 256 * 256);
  std::memset(at, 0xA5, n);
  *p = reinterpret_cast<size_t>(at);
  memory[*p] = n;
  used += n;
  return 0;
}
int cuMemFree_v2(size_t p) {
  auto m = memory.find(p);
  if (m == memory.end()) return 1;
  used -= m->second;
  memory.erase(m);
  std::free(reinterpret_cast<void *>(p));
  return 0;
}
int cuMemHostAlloc(void **p, size_t n, unsigned) {
  *p = std::malloc(n);
  pinned[reinterpret_cast<size_t>(*p)] = n;
  return 0;
}
int cuMemFreeHost(void *p) {
  pinned.erase(reinterpret_cast<size_t>(p));
  std::free(p);
  return 0;
}
// What the device reads later must be as it was when the host waits.
int cuMemcpyHtoDAsync_v2(size_t to, const void *from, size_t n, void *stream) {
  if (!in_pinned(from, n)) return 1;
  did(COPIES, stream);
  const char *bytes = static_cast<const char *>(from);
  std::memcpy(reinterpret_cast<void *>(to), from, n);
  under_way.push_back({nullptr, bytes, std::vector<char>(bytes, bytes + n)});
  return 0;
}
// Arrives when the host waits; nothing of it is there before.
int cuMemcpyDtoHAsync_v2(void *to, size_t from, size_t n, void *stream) {
  if (!in_pinned(to, n)) return 1;
  did(COPIES, stream);
  const char *bytes = reinterpret_cast<const char *>(from);
  under_way.push_back({static_cast<char *>(to), nullptr, std::vector<char>(bytes, bytes + n)});
  std::memset(to, 0xA5, n);
  return 0;
}
int cuMemcpyDtoDAsync_v2(size_t to, size_t from, size_t n, void *stream) {
  did(COPIES, stream);
  return std::memcpy(reinterpret_cast<void *>(to), reinterpret_cast<void *>(from), n), 0;
}
int cuMemsetD8Async(size_t to, unsigned char v, size_t n, void *stream) {
  did(COPIES, stream);
  return std::memset(reinterpret_cast<void *>(to), v, n), 0;
}
int cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned,
                   void *stream, void **args, void **) {
  did(LAUNCHES, stream);
  if (gx == 0 || gy != 1 || gz != 1 || bx > MOST || by != 1 || bz != 1) return 1;
  body = reinterpret_cast<void (*)(void *)>(f);
  body_args = args;
  gridDim.x = gx;
  for (unsigned b = 0; b < gx; b++) {
    blockIdx.x = b;
    run_block(bx);
  }
  return 0;
}
}
