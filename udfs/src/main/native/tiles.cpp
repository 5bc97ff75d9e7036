// Draws one tile of a picture and takes its gradient: what io.reenact.splat.cpu.TilePainter and BlendKernel do, float by
// float in the same order, so that both give the same bits. One source for every processor with fused multiply-add:
// eight lanes are one register with AVX2 and two with NEON. Sixteen lanes of AVX-512 would add up in another order; of
// AVX-512, eight have its masks and its registers. By JNI, since it lends Java's arrays without copying them.
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
  float log2AlphaMin, alphaMax, least;
};

namespace usual {
#include "tile_kernels.h"
}  // namespace usual

#if defined(__x86_64__)
#pragma push_macro("FAST")
#undef FAST
#define FAST __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")))
namespace masked {
#include "tile_kernels.h"
}  // namespace masked
#pragma pop_macro("FAST")

bool masks_here() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#else
namespace masked = usual;

bool masks_here() { return false; }
#endif

}  // namespace

extern "C" {

JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeTiles_runsHere(JNIEnv *, jclass) { return runs_here(); }

// Whether the processor has what `masked` of the others asks for.
JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeTiles_masksHere(JNIEnv *, jclass) { return masks_here(); }

// Returns how many entries of the list were blended; -1 if memory ran out.
JNIEXPORT jint JNICALL Java_io_reenact_splat_cpu_NativeTiles_paint(
    JNIEnv *env, jclass, jboolean masks, jfloatArray records, jintArray boxes, jintArray lists, jint from, jint to, jint x, jint y,
    jint width, jint height, jfloat log2AlphaMin, jfloat alphaMax, jfloat least, jfloat red,
    jfloat green, jfloat blue, jfloatArray rgb, jfloatArray image, jfloatArray alpha) {
  Limits l = {log2AlphaMin, alphaMax, least};
  float background[3] = {red, green, blue};
  Held<const float> rec(env, records, JNI_ABORT);
  Held<const int> box(env, boxes, JNI_ABORT), list(env, lists, JNI_ABORT);
  Held<float> c(env, rgb, 0), i(env, image, 0), a(env, alpha, 0);
  if (!rec.at || !box.at || !list.at || !c.at || !i.at || !a.at) return -1;
  return (masks ? masked::paint : usual::paint)(
      rec.at, box.at, list.at, from, to, x, y, width, height, l, background, c.at, i.at, a.at);
}

JNIEXPORT jboolean JNICALL Java_io_reenact_splat_cpu_NativeTiles_gradient(
    JNIEnv *env, jclass, jboolean masks, jfloatArray records, jintArray boxes, jintArray slots, jintArray lists, jint from, jint end,
    jint to, jint x, jint y, jint width, jint height, jfloat log2AlphaMin, jfloat alphaMax,
    jfloat least, jfloatArray rgb, jfloatArray dImage, jfloatArray out) {
  Limits l = {log2AlphaMin, alphaMax, least};
  Held<const float> rec(env, records, JNI_ABORT), c(env, rgb, JNI_ABORT), d(env, dImage, JNI_ABORT);
  Held<const int> box(env, boxes, JNI_ABORT), slot(env, slots, JNI_ABORT), list(env, lists, JNI_ABORT);
  Held<float> o(env, out, 0);
  if (!rec.at || !c.at || !d.at || !box.at || !slot.at || !list.at || !o.at) return false;
  (masks ? masked::gradient : usual::gradient)(
      rec.at, box.at, slot.at, list.at, from, end, to, x, y, width, height, l, c.at, d.at, o.at);
  return true;
}

}
