package io.reenact.video;

import java.util.Arrays;
import java.util.List;

/**
 * From BT.2100's high dynamic range, or BT.2020's wide colours, to what screens of standard range
 * show: BT.709 colours with BT.1886's curve.
 *
 * <p>Light is that of ITU-R BT.2100-2, tables 4 (PQ) and 5 (HLG on a screen of 1,000 cd/m2).
 * Standard white is at 203 cd/m2, where ITU-R BT.2408 puts it, or at 100, where converters put that
 * of clips of standard range; {@link #of} tells which. Light up to 80 % of white stays; above, the
 * curve of Reinhard et al. (2002, equation 4) leads the clip's highest light to white. It works on
 * the largest of red, green and blue, so hues stay. Colours are changed by ITU-R BT.2087's matrix;
 * what BT.709 lacks is clipped.
 */
final class ToneMap {
  private static final double CONVERTED_WHITE = 100;
  private static final double REFERENCE_WHITE = 203;

  /** Noise of lossy coding lies above a converted clip's white. */
  private static final double CONVERTED_CEILING = 1.05 * CONVERTED_WHITE;

  /**
   * The brightest hundredth of a well exposed clip lies between 38 and 77 % of white: between these
   * shares, 77 cd/m2 parts the two whites.
   */
  private static final double EXPOSED = 0.38;

  private static final double USUAL_PEAK = 1000;
  private static final double GAMMA = 2.4;
  private static final double KNEE = 0.8;
  private static final double WHITE_SHARE = 0.99;
  private static final double PEAK_SHARE = 0.999;
  private static final int STEPS = 4096;

  /** Bytes from one measured pixel to the next: every 16th is plenty for a share. */
  private static final int EACH = 6 * 16;

  private static final float[] PQ = new float[65_536];
  private static final float[] HLG = new float[65_536];
  private static final float[] STANDARD = new float[65_536];
  private static final float[] SYSTEM = new float[STEPS + 1];
  private static final byte[] SCREEN = new byte[STEPS + 1];

  static {
    for (int i = 0; i < PQ.length; i++) {
      double v = i / 65_535.0;
      PQ[i] = (float) pq(v);
      HLG[i] = (float) hlg(v);
      STANDARD[i] = (float) (CONVERTED_WHITE * Math.pow(v, GAMMA));
    }
    for (int i = 0; i <= STEPS; i++) {
      double root = (double) i / STEPS;
      SYSTEM[i] = (float) (USUAL_PEAK * Math.pow(root * root, 0.2));
      SCREEN[i] = (byte) Math.round(255 * Math.pow(root * root, 1 / GAMMA));
    }
  }

  private final float white;
  private final float peak;

  /**
   * @param white cd/m2 that becomes white, where nothing is brighter
   * @param peak the highest light, in cd/m2
   */
  ToneMap(double white, double peak) {
    this.white = (float) white;
    this.peak = (float) (peak / white);
  }

  /** Where nothing is known of a clip. */
  static ToneMap usual() {
    return new ToneMap(REFERENCE_WHITE, USUAL_PEAK);
  }

  /** BT.2100's PQ EOTF: cd/m2. */
  static double pq(double value) {
    double m1 = 2610 / 16384.0;
    double m2 = 2523 / 4096.0 * 128;
    double c1 = 3424 / 4096.0;
    double c2 = 2413 / 4096.0 * 32;
    double c3 = 2392 / 4096.0 * 32;
    double p = Math.pow(value, 1 / m2);
    return 10_000 * Math.pow(Math.max(0, p - c1) / (c2 - c3 * p), 1 / m1);
  }

  /** BT.2100's inverse HLG OETF: the scene's light, 0 to 1. */
  static double hlg(double value) {
    double a = 0.17883277;
    double b = 1 - 4 * a;
    double c = 0.5 - a * Math.log(4 * a);
    return value <= 0.5 ? value * value / 3 : (Math.exp((value - c) / a) + b) / 12;
  }

  /**
   * Finds white and highest light of a clip. Files don't say where their white is. It is BT.2408's,
   * unless all light ends at a converter's white, or the clip would be badly underexposed.
   *
   * @param samples some frames, 16-bit RGB, little-endian
   * @param mastered whether the file describes the screen it was graded on, which converters don't
   */
  static ToneMap of(List<byte[]> samples, Light light, boolean mastered) {
    int total = samples.stream().mapToInt(s -> s.length / EACH + 1).sum();
    float[] levels = new float[total];
    int n = 0;
    float[] rgb = new float[3];
    for (byte[] frame : samples) {
      for (int i = 0; i + 5 < frame.length; i += EACH) {
        light(frame, i, light, rgb);
        levels[n++] = Math.max(rgb[0], Math.max(rgb[1], rgb[2]));
      }
    }
    if (n == 0) {
      return usual();
    }
    Arrays.sort(levels, 0, n);
    double bright = levels[(int) (WHITE_SHARE * (n - 1))];
    double highest = levels[(int) (PEAK_SHARE * (n - 1))];
    boolean converted =
        !mastered && (levels[n - 1] <= CONVERTED_CEILING || bright < EXPOSED * REFERENCE_WHITE);
    return new ToneMap(converted ? CONVERTED_WHITE : REFERENCE_WHITE, highest);
  }

  /** Maps 16-bit RGB, little-endian, to 8 bits. */
  byte[] apply(byte[] deep, Light light) {
    byte[] to = new byte[deep.length / 2];
    float[] rgb = new float[3];
    for (int i = 0, j = 0; j < to.length; i += 6, j += 3) {
      light(deep, i, light, rgb);
      float max = Math.max(1e-6f, Math.max(rgb[0], Math.max(rgb[1], rgb[2])));
      float scale = light == Light.WIDE ? 1f / (float) CONVERTED_WHITE : curve(max / white) / max;
      for (int c = 0; c < 3; c++) {
        float v = Math.max(0, Math.min(1, rgb[c] * scale));
        to[j + c] = SCREEN[(int) (STEPS * (float) Math.sqrt(v) + 0.5f)];
      }
    }
    return to;
  }

  /** Light by standard white to 0 to 1. */
  private float curve(float x) {
    if (x <= KNEE || peak <= 1) {
      return x;
    }
    float room = (float) (1 - KNEE);
    float t = (x - (float) KNEE) / room;
    float top = (peak - (float) KNEE) / room;
    return (float) KNEE + room * t * (1 + t / (top * top)) / (1 + t);
  }

  /** One pixel's light in BT.709's colours, cd/m2. */
  private static void light(byte[] deep, int at, Light light, float[] rgb) {
    float[] table = light == Light.PQ ? PQ : light == Light.HLG ? HLG : STANDARD;
    float r = table[value(deep, at)];
    float g = table[value(deep, at + 2)];
    float b = table[value(deep, at + 4)];
    if (light == Light.HLG) {
      float y = 0.2627f * r + 0.6780f * g + 0.0593f * b;
      float gain = SYSTEM[(int) (STEPS * (float) Math.sqrt(Math.min(1, y)) + 0.5f)];
      r *= gain;
      g *= gain;
      b *= gain;
    }
    rgb[0] = 1.6605f * r - 0.5876f * g - 0.0728f * b;
    rgb[1] = -0.1246f * r + 1.1329f * g - 0.0083f * b;
    rgb[2] = -0.0182f * r - 0.1006f * g + 1.1187f * b;
  }

  private static int value(byte[] deep, int at) {
    return (deep[at] & 0xff) | (deep[at + 1] & 0xff) << 8;
  }
}
