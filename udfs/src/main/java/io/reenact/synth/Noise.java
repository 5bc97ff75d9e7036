package io.reenact.synth;

/** Randomness that depends on numbers alone, so that any frame can be made by itself. */
final class Noise {
  private Noise() {}

  /** Mixes a seed and a number (SplitMix64's finaliser, Steele et al. 2014). */
  static long mix(long seed, long k) {
    long z = seed + (k + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1). */
  static double uniform(long seed, long k) {
    return (mix(seed, k) >>> 11) * 0x1p-53;
  }

  /** Uniform in [-1, 1). */
  static double signed(long seed, long k) {
    return 2 * uniform(seed, k) - 1;
  }

  /** About standard normal: a sum of four. */
  static double normal(long seed, long k) {
    long h = mix(seed, k);
    double s = (h & 0xffff) + (h >>> 16 & 0xffff) + (h >>> 32 & 0xffff) + (h >>> 48);
    return (s / 65536 - 2) * 1.7320508;
  }

  /** Smooth noise along a line, about in [-1, 1]. */
  static double line(long seed, double x) {
    double f = Math.floor(x);
    double t = smooth(x - f);
    long i = (long) f;
    return signed(seed, i) * (1 - t) + signed(seed, i + 1) * t;
  }

  /** Smooth noise in space, about in [-1, 1]. */
  static float space(int seed, float x, float y, float z) {
    float fx = (float) Math.floor(x);
    float fy = (float) Math.floor(y);
    float fz = (float) Math.floor(z);
    int i = (int) fx;
    int j = (int) fy;
    int k = (int) fz;
    float u = (float) smooth(x - fx);
    float v = (float) smooth(y - fy);
    float w = (float) smooth(z - fz);
    float a = mixed(u, v, seed, i, j, k);
    float b = mixed(u, v, seed, i, j, k + 1);
    return a + w * (b - a);
  }

  private static float mixed(float u, float v, int seed, int i, int j, int k) {
    float a = cell(seed, i, j, k);
    float b = cell(seed, i + 1, j, k);
    float c = cell(seed, i, j + 1, k);
    float d = cell(seed, i + 1, j + 1, k);
    float e = a + u * (b - a);
    return e + v * (c + u * (d - c) - e);
  }

  private static float cell(int seed, int i, int j, int k) {
    int h = seed ^ (i * 0x8da6b343) ^ (j * 0xd8163841) ^ (k * 0xcb1ab31f);
    h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
    h = (h ^ (h >>> 12)) * 0x297a2d39;
    h ^= h >>> 15;
    return h * 0x1p-31f;
  }

  /** Three octaves of {@link #space}. */
  static float cloud(int seed, float x, float y, float z) {
    return 0.57f * space(seed, x, y, z)
        + 0.29f * space(seed + 1, 2.1f * x, 2.1f * y, 2.1f * z)
        + 0.14f * space(seed + 2, 4.3f * x, 4.3f * y, 4.3f * z);
  }

  static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  /** 0 below a, 1 above b, smooth between. */
  static double step(double a, double b, double x) {
    return smooth(Math.max(0, Math.min(1, (x - a) / (b - a))));
  }
}
