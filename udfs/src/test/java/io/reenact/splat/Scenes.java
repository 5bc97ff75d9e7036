package io.reenact.splat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;

/** Random Gaussians in front of the neutral camera. */
public final class Scenes {
  private Scenes() {}

  /**
   * @param spread half the edge of the cube about (0, 0, 0.2) that holds the centres
   * @param logScale mean of the logarithm of the scales
   */
  public static float[] random(int n, long seed, double spread, double logScale) {
    Random r = new Random(seed);
    float[] p = new float[n * 14];
    for (int i = 0; i < n; i++) {
      int o = i * 14;
      for (int k = 0; k < 3; k++) {
        p[o + k] = (float) ((2 * r.nextDouble() - 1) * spread + (k == 2 ? 0.2 : 0));
        p[o + 3 + k] = (float) (logScale + 0.5 * r.nextGaussian());
        p[o + 10 + k] = (float) (1.5 * r.nextGaussian());
      }
      for (int k = 6; k < 10; k++) {
        p[o + k] = (float) (2 * r.nextGaussian());
      }
      p[o + 13] = (float) (2 * r.nextGaussian());
    }
    return p;
  }

  public static FloatBuffer direct(float[] values) {
    FloatBuffer b =
        ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    b.put(0, values);
    return b;
  }

  public static float[] weights(int n, long seed) {
    Random r = new Random(seed);
    float[] w = new float[n];
    for (int i = 0; i < n; i++) {
      w[i] = (float) r.nextGaussian();
    }
    return w;
  }

  public static float[] array(FloatBuffer b) {
    float[] a = new float[b.capacity()];
    b.get(0, a);
    return a;
  }
}
