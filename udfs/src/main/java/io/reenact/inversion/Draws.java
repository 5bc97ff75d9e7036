package io.reenact.inversion;

import java.util.SplittableRandom;

/**
 * Random choices that depend on the seed, the phase and the step alone, so that a resumed run draws
 * what an undisturbed one would have drawn.
 */
final class Draws {
  private Draws() {}

  static SplittableRandom at(long seed, int phase, long step) {
    return new SplittableRandom(
        seed * 0x9E3779B97F4A7C15L + phase * 0xC2B2AE3D27D4EB4FL + step * 0x165667B19E3779F9L);
  }

  static float[] gaussian(SplittableRandom random, int n) {
    java.util.Random r = new java.util.Random(random.nextLong());
    float[] z = new float[n];
    for (int i = 0; i < n; i++) {
      z[i] = (float) r.nextGaussian();
    }
    return z;
  }
}
