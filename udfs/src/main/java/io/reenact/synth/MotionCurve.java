package io.reenact.synth;

import java.util.List;

/**
 * How a person moves over a clip: speech in syllables and phrases, feelings that come and go,
 * blinks, glances and head movement. A function of time alone, so that any moment can be drawn by
 * itself.
 */
public final class MotionCurve {
  private static final String[][] VISEMES = {
    {"jawOpen:.55", "mouthLowerDown_L:.25", "mouthLowerDown_R:.25"},
    {
      "jawOpen:.28",
      "mouthStretch_L:.45",
      "mouthStretch_R:.45",
      "mouthUpperUp_L:.2",
      "mouthUpperUp_R:.2"
    },
    {"jawOpen:.22", "mouthPucker:.7", "mouthFunnel:.35"},
    {"jawOpen:.40", "mouthFunnel:.55"},
    {"mouthPress_L:.5", "mouthPress_R:.5", "mouthRollLower:.3", "mouthRollUpper:.3"},
    {"jawOpen:.12", "mouthRollLower:.55", "mouthUpperUp_L:.25", "mouthUpperUp_R:.25"},
    {
      "jawOpen:.16",
      "mouthSmile_L:.2",
      "mouthSmile_R:.2",
      "mouthLowerDown_L:.35",
      "mouthLowerDown_R:.35"
    },
    {"jawOpen:.70", "mouthLowerDown_L:.3", "mouthLowerDown_R:.3"},
  };
  private static final String[][] FEELINGS = {
    {
      "mouthSmile_L:.75",
      "mouthSmile_R:.75",
      "cheekSquint_L:.5",
      "cheekSquint_R:.5",
      "eyeSquint_L:.3",
      "eyeSquint_R:.3"
    },
    {
      "browInnerUp_L:.8",
      "browInnerUp_R:.8",
      "browOuterUp_L:.7",
      "browOuterUp_R:.7",
      "eyeWide_L:.5",
      "eyeWide_R:.5"
    },
    {
      "browDown_L:.8",
      "browDown_R:.8",
      "noseSneer_L:.35",
      "noseSneer_R:.35",
      "eyeSquint_L:.3",
      "eyeSquint_R:.3",
      "mouthFrown_L:.3",
      "mouthFrown_R:.3"
    },
    {
      "browInnerUp_L:.8",
      "browInnerUp_R:.8",
      "mouthFrown_L:.6",
      "mouthFrown_R:.6",
      "mouthShrugLower:.3"
    },
    {"mouthSmile_L:.55", "browOuterUp_L:.6", "cheekSquint_L:.3"},
    {"mouthDimple_L:.5", "mouthDimple_R:.5", "mouthPress_L:.25", "mouthPress_R:.25"},
    {},
    {},
  };

  /** The shape with pressed lips: nothing is heard. */
  private static final int SHUT = 4;

  /** Number of shapes that a mouth takes in speech. */
  static final int SOUNDS = VISEMES.length;

  private static final double SYLLABLE = 0.21;
  private static final double PHRASE = 2.3;
  private static final double FEELING = 2.1;
  private static final double GLANCE = 1.3;
  private static final double BLINK = 2.6;

  private final List<String> expressions;
  private final long seed;
  private final double liveliness;
  private final int[][] visemes;
  private final float[][] visemeWeights;
  private final int[][] feelings;
  private final float[][] feelingWeights;
  private final int[] blink;
  private final int[] look;

  private MotionCurve(List<String> expressions, long seed, double liveliness) {
    this.expressions = List.copyOf(expressions);
    this.seed = Noise.mix(seed, 101);
    this.liveliness = liveliness;
    visemes = new int[VISEMES.length][];
    visemeWeights = new float[VISEMES.length][];
    parse(VISEMES, visemes, visemeWeights);
    feelings = new int[FEELINGS.length][];
    feelingWeights = new float[FEELINGS.length][];
    parse(FEELINGS, feelings, feelingWeights);
    blink = new int[] {number("eyeBlink_L"), number("eyeBlink_R")};
    look =
        new int[] {
          number("eyeLookUp_L"), number("eyeLookUp_R"),
          number("eyeLookDown_L"), number("eyeLookDown_R"),
          number("eyeLookOut_L"), number("eyeLookIn_R"),
          number("eyeLookIn_L"), number("eyeLookOut_R")
        };
  }

  /**
   * Talking, with feelings, blinks, glances and head movement.
   *
   * @param seed the same seed gives the same movement
   */
  public static MotionCurve speech(HeadModel model, long seed) {
    return speech(model.expressions(), seed);
  }

  /**
   * The same for any list of expressions.
   *
   * @param expressions names in the order of {@link FrameState#expression}
   * @throws IllegalArgumentException if one that speech needs is missing
   */
  public static MotionCurve speech(List<String> expressions, long seed) {
    return new MotionCurve(expressions, seed, 0.75 + 0.5 * Noise.uniform(seed, 3));
  }

  private int number(String name) {
    int i = expressions.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException("there is no expression " + name);
    }
    return i;
  }

  private void parse(String[][] texts, int[][] numbers, float[][] weights) {
    for (int i = 0; i < texts.length; i++) {
      numbers[i] = new int[texts[i].length];
      weights[i] = new float[texts[i].length];
      for (int k = 0; k < texts[i].length; k++) {
        int colon = texts[i][k].indexOf(':');
        numbers[i][k] = number(texts[i][k].substring(0, colon));
        weights[i][k] = Float.parseFloat(texts[i][k].substring(colon + 1));
      }
    }
  }

  /**
   * The state at a time.
   *
   * @param t seconds, 0 or later
   */
  public FrameState at(double t) {
    float[] e = new float[expressions.size()];
    double talk = talking(t);
    speak(t, talk, e);
    feel(t, e);
    double[] gaze = gaze(t);
    double yaw = 0.20 * liveliness * drift(1, t, 0.35) + 0.05 * drift(2, t, 1.1);
    double pitch = 0.09 * drift(3, t, 0.4) + 0.05 * talk * drift(4, t, 1.9);
    double roll = 0.08 * drift(5, t, 0.33);
    double[] shift = {0.9 * drift(6, t, 0.25), 0.5 * drift(7, t, 0.3), 0.8 * drift(8, t, 0.22)};
    // Eyes hold what they look at while the head turns.
    double gazeYaw = clamp(gaze[0] - 0.6 * yaw, 0.45);
    double gazePitch = clamp(gaze[1] + 0.6 * pitch, 0.3);
    lids(t, gazeYaw, gazePitch, e);
    for (int i = 0; i < e.length; i++) {
      e[i] = Math.max(0, Math.min(1, e[i]));
    }
    return new FrameState(e, gazeYaw, gazePitch, yaw, pitch, roll, shift);
  }

  private static double clamp(double x, double limit) {
    return Math.max(-limit, Math.min(limit, x));
  }

  private double drift(int stream, double t, double hertz) {
    long s = Noise.mix(seed, stream);
    return 1.3 * (0.7 * Noise.line(s, 40 + t * hertz) + 0.3 * Noise.line(s + 1, t * 2.3 * hertz));
  }

  /** 1 while a phrase is spoken, 0 in the pauses. */
  private double talking(double t) {
    double phase = t / PHRASE;
    long k = (long) Math.floor(phase);
    double a = phase - k;
    double pause = 0.12 + 0.3 * Noise.uniform(seed ^ 11, k);
    return Noise.step(0, 0.06, a) * Noise.step(1 - pause + 0.05, 1 - pause - 0.05, a);
  }

  private void speak(double t, double talk, float[] e) {
    double phase = t / SYLLABLE;
    long k = (long) Math.floor(phase);
    for (long s = k - 1; s <= k + 1; s++) {
      int v = viseme(s);
      add(visemes[v], visemeWeights[v], share(phase, s) * talk * liveliness, e);
    }
  }

  /**
   * What is heard.
   *
   * @param loudness 0 in pauses and while the lips are shut, up to 1
   * @param sound which of the mouth's shapes is spoken, from 0
   */
  record Voice(double loudness, int sound) {}

  /** The voice at a time: the syllables that {@link #at} shows. */
  Voice voice(double t) {
    double talk = talking(t);
    double phase = t / SYLLABLE;
    long k = (long) Math.floor(phase);
    double loudest = 0;
    int sound = 0;
    for (long s = k - 1; s <= k + 1; s++) {
      int v = viseme(s);
      double loudness = share(phase, s) * talk * (v == SHUT ? 0.05 : 1);
      if (loudness > loudest) {
        loudest = loudness;
        sound = v;
      }
    }
    return new Voice(Math.min(1, loudest), sound);
  }

  /** Share of a syllable in what the mouth does. */
  private double share(double phase, long s) {
    double middle = s + 0.5 + 0.25 * Noise.signed(seed ^ 12, s);
    double wide = 0.75 + 0.25 * Noise.uniform(seed ^ 13, s);
    double share = Math.max(0, 1 - Math.abs(phase - middle) / wide);
    return Noise.smooth(share) * (0.55 + 0.6 * Noise.uniform(seed ^ 14, s));
  }

  private int viseme(long s) {
    return (int) (Noise.uniform(seed ^ 15, s) * visemes.length);
  }

  private void feel(double t, float[] e) {
    double phase = t / FEELING + 10 * Noise.uniform(seed, 16);
    long k = (long) Math.floor(phase);
    double a = Noise.step(0.55, 1, phase - k);
    for (int i = 0; i <= 1; i++) {
      int f = (int) (Noise.uniform(seed ^ 17, k + i) * feelings.length);
      double strength = 0.35 + 0.65 * Noise.uniform(seed ^ 18, k + i);
      add(feelings[f], feelingWeights[f], strength * (i == 0 ? 1 - a : a), e);
    }
  }

  private static void add(int[] numbers, float[] weights, double share, float[] e) {
    for (int i = 0; i < numbers.length; i++) {
      e[numbers[i]] += (float) (share * weights[i]);
    }
  }

  /** Glances jump in about 40 ms and then rest. */
  private double[] gaze(double t) {
    double phase = t / GLANCE;
    long k = (long) Math.floor(phase);
    double a = Noise.step(0, 0.04 / GLANCE, phase - k);
    double[] g = new double[2];
    for (int i = 0; i < 2; i++) {
      double before = glance(k - 1, i);
      g[i] = before + a * (glance(k, i) - before);
    }
    return g;
  }

  private double glance(long k, int axis) {
    if (Noise.uniform(seed ^ 19, k) < 0.55) {
      return 0;
    }
    return (axis == 0 ? 0.3 : 0.16) * Noise.signed(seed ^ (20 + axis), k);
  }

  private void lids(double t, double yaw, double pitch, float[] e) {
    double closed = 0;
    long k = (long) Math.floor(t / BLINK);
    for (long s = k - 1; s <= k; s++) {
      double start = BLINK * (s + 0.85 * Noise.uniform(seed ^ 22, s));
      closed = Math.max(closed, blink(t - start));
      if (Noise.uniform(seed ^ 23, s) < 0.15) {
        closed = Math.max(closed, blink(t - start - 0.32));
      }
    }
    for (int i : blink) {
      e[i] += (float) closed;
    }
    e[look[0]] += (float) Math.max(0, pitch / 0.5);
    e[look[1]] += (float) Math.max(0, pitch / 0.5);
    e[look[2]] += (float) Math.max(0, -pitch / 0.5);
    e[look[3]] += (float) Math.max(0, -pitch / 0.5);
    e[look[4]] += (float) Math.max(0, yaw / 0.6);
    e[look[5]] += (float) Math.max(0, yaw / 0.6);
    e[look[6]] += (float) Math.max(0, -yaw / 0.6);
    e[look[7]] += (float) Math.max(0, -yaw / 0.6);
  }

  /** Shuts in 80 ms, stays for 40, opens in 130. */
  private static double blink(double t) {
    return Noise.step(0, 0.08, t) * Noise.step(0.25, 0.12, t);
  }
}
