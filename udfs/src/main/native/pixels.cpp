// Planar floats as interleaved bytes and back: io.reenact.video.RgbImage, with the same bits. Plain loops, so that the
// compiler makes vectors of them; a block of pixels at a time, so that they stay in the nearest cache.
#include "native.h"

namespace {

const int BLOCK = 512;

// A number that is none becomes 0, as in Java.
FAST void levels(const float *from, int n, unsigned char *to) {
  for (int i = 0; i < n; i++) {
    float v = from[i] * 127.5f + 128.0f;
    v = v > 0 ? v : 0;
    v = v < 255 ? v : 255;
    to[i] = (unsigned char)(int)v;
  }
}

FAST void bytes(const float *chw, long n, unsigned char *rgb) {
  unsigned char r[BLOCK], g[BLOCK], b[BLOCK];
  for (long at = 0; at < n; at += BLOCK) {
    int count = n - at < BLOCK ? (int)(n - at) : BLOCK;
    levels(chw + at, count, r);
    levels(chw + n + at, count, g);
    levels(chw + 2 * n + at, count, b);
    unsigned char *to = rgb + 3 * at;
    for (int i = 0; i < count; i++) {
      to[3 * i] = r[i];
      to[3 * i + 1] = g[i];
      to[3 * i + 2] = b[i];
    }
  }
}

FAST void floats(const unsigned char *rgb, long n, float *chw) {
  for (long at = 0; at < n; at += BLOCK) {
    int count = n - at < BLOCK ? (int)(n - at) : BLOCK;
    const unsigned char *from = rgb + 3 * at;
    for (int c = 0; c < 3; c++) {
      float *to = chw + c * n + at;
      for (int i = 0; i < count; i++) to[i] = (float)from[3 * i + c] / 127.5f - 1.0f;
    }
  }
}

}  // namespace

extern "C" {

JNIEXPORT jboolean JNICALL Java_io_reenact_video_CompiledPixels_runsHere(JNIEnv *, jclass) { return runs_here(); }

// False if memory ran out.
JNIEXPORT jboolean JNICALL Java_io_reenact_video_CompiledPixels_bytes(
    JNIEnv *env, jclass, jfloatArray chw, jint n, jbyteArray rgb) {
  Held<const float> from(env, chw, JNI_ABORT);
  Held<unsigned char> to(env, rgb, 0);
  if (!from.at || !to.at) return false;
  bytes(from.at, n, to.at);
  return true;
}

JNIEXPORT jboolean JNICALL Java_io_reenact_video_CompiledPixels_floats(
    JNIEnv *env, jclass, jbyteArray rgb, jint n, jfloatArray chw) {
  Held<const unsigned char> from(env, rgb, JNI_ABORT);
  Held<float> to(env, chw, 0);
  if (!from.at || !to.at) return false;
  floats(from.at, n, to.at);
  return true;
}

}
