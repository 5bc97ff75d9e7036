// What the kernels of the rasterizer and of inversion share. Functions that use vectors are compiled for AVX2; the library asks the
// processor before anything else is called.
#pragma once
#include <jni.h>

#if defined(__x86_64__)
#define FAST __attribute__((target("avx2,fma")))
#else
#define FAST
#endif
#define INLINE FAST __attribute__((always_inline)) static inline

// Whether this processor runs functions that are FAST.
static inline bool runs_here() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

// Edge of a tile in pixels; floats of a Gaussian, of a projected one, and of a gradient slot: Scene.TILE,
// Gaussians.FLOATS, Scene.RECORD, CpuRendering.SLOT.
const int TILE = 32;
const int FLOATS = 14;
const int RECORD = 9;
const int SLOT = 9;

// An array of Java, lent without a copy while this lives.
template <typename T>
struct Held {
  JNIEnv *env;
  jarray array;
  jint mode;
  T *at;
  Held(JNIEnv *e, jarray a, jint m) : env(e), array(a), mode(m), at((T *)e->GetPrimitiveArrayCritical(a, nullptr)) {}
  ~Held() {
    if (at) env->ReleasePrimitiveArrayCritical(array, (void *)at, mode);
  }
};
