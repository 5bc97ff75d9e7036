package io.reenact.synth;

/** Between sRGB and linear light. */
final class Tone {
  private static final int STEPS = 4096;
  private static final float[] ENCODED = new float[STEPS + 1];

  static {
    for (int i = 0; i <= STEPS; i++) {
      double l = (double) i / STEPS;
      ENCODED[i] = (float) (l <= .0031308 ? 12.92 * l : 1.055 * Math.pow(l, 1 / 2.4) - .055);
    }
  }

  private Tone() {}

  static float linear(float s) {
    return (float) (s <= .04045 ? s / 12.92 : Math.pow((s + .055) / 1.055, 2.4));
  }

  static float[] linear(float[] s) {
    float[] out = new float[s.length];
    for (int i = 0; i < s.length; i++) {
      out[i] = linear(s[i]);
    }
    return out;
  }

  /** sRGB of linear light; what is bright is bent towards 1 instead of cut off. */
  static float encoded(float l) {
    float x = l < .7f ? Math.max(0, l) : .7f + .3f * (1 - (float) Math.exp(-(l - .7f) / .3f));
    float at = x * STEPS;
    int i = Math.min(STEPS - 1, (int) at);
    return ENCODED[i] + (at - i) * (ENCODED[i + 1] - ENCODED[i]);
  }
}
