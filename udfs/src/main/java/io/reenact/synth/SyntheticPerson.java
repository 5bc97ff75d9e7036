package io.reenact.synth;

import java.util.SplittableRandom;

/**
 * Who a synthetic person is. Colours are sRGB in 0..1.
 *
 * @param seed where it all comes from
 * @param identity shape coefficients, one for each mode of the head model
 * @param age 0 (about 20) to 1 (about 80)
 * @param feminine whether make-up and styles are drawn from that side
 * @param melanin 0 (palest) to 1 (darkest)
 * @param skin colour
 * @param hairStyle cut
 * @param hair colour
 * @param hairLength centimetres
 * @param part where the hair is parted, centimetres to the subject's left
 * @param recede how far the hairline is back, centimetres
 * @param iris colour
 * @param brow strength 0..1
 * @param beard shape
 * @param beardLength centimetres
 * @param lipstick strength 0..1
 * @param lips colour of the lipstick
 * @param freckles 0..1
 * @param glasses shape
 * @param frame colour of the glasses
 * @param cloth colour
 * @param cloth2 second colour
 * @param pattern of the cloth
 * @param neckline height of the collar in front, centimetres
 * @param neckDepth how far the neckline goes down as a V, centimetres
 */
public record SyntheticPerson(
    long seed,
    float[] identity,
    double age,
    boolean feminine,
    double melanin,
    float[] skin,
    HairStyle hairStyle,
    float[] hair,
    double hairLength,
    double part,
    double recede,
    float[] iris,
    double brow,
    Beard beard,
    double beardLength,
    double lipstick,
    float[] lips,
    double freckles,
    Glasses glasses,
    float[] frame,
    float[] cloth,
    float[] cloth2,
    Pattern pattern,
    double neckline,
    double neckDepth)
    implements Appearance {

  /** Hair cuts. */
  public enum HairStyle {
    BALD,
    BUZZ,
    SWEPT_BACK,
    SIDE_PART,
    FRINGE,
    CURLY,
    BOB,
    LONG
  }

  /** Beards. */
  public enum Beard {
    NONE,
    STUBBLE,
    MOUSTACHE,
    GOATEE,
    FULL
  }

  /** Glasses. */
  public enum Glasses {
    NONE,
    OVAL,
    SQUARE,
    CAT_EYE
  }

  /** Patterns of the cloth. */
  public enum Pattern {
    PLAIN,
    STRIPES,
    KNIT,
    CHECKS
  }

  private static final float[][] HAIR = {
    {.055f, .045f, .04f}, {.13f, .085f, .06f}, {.24f, .15f, .09f}, {.36f, .23f, .13f},
    {.62f, .46f, .27f}, {.47f, .19f, .09f}, {.50f, .49f, .47f}, {.78f, .76f, .73f}
  };
  private static final float[][] IRIS = {
    {.20f, .11f, .06f},
    {.30f, .18f, .09f},
    {.38f, .34f, .17f},
    {.30f, .45f, .57f},
    {.34f, .46f, .36f},
    {.46f, .50f, .53f}
  };
  private static final float[][] FRAMES = {
    {.04f, .04f, .045f},
    {.23f, .12f, .06f},
    {.62f, .52f, .34f},
    {.12f, .14f, .30f},
    {.55f, .56f, .58f}
  };

  /**
   * Draws a person.
   *
   * @param seed the same seed gives the same person
   */
  public static SyntheticPerson sample(long seed) {
    SplittableRandom r = new SplittableRandom(Noise.mix(seed, 77));
    double age = Math.pow(r.nextDouble(), 1.4);
    boolean feminine = r.nextBoolean();
    double melanin = r.nextDouble();
    float[] identity = new float[50];
    for (int i = 0; i < identity.length; i++) {
      identity[i] = (float) Math.max(-2, Math.min(2, 0.85 * normal(r)));
    }
    HairStyle style = style(r, feminine, age);
    return new SyntheticPerson(
        seed,
        identity,
        age,
        feminine,
        melanin,
        skin(r, melanin),
        style,
        jitter(r, HAIR[hair(r, melanin, age)], .08),
        length(r, style),
        (r.nextBoolean() ? 1 : -1) * (1.2 + 2.2 * r.nextDouble()),
        feminine ? .4 * r.nextDouble() : 1.1 * r.nextDouble() + 1.6 * age * r.nextDouble(),
        jitter(r, IRIS[melanin > .55 ? r.nextInt(2) : r.nextInt(IRIS.length)], .1),
        .45 + .55 * r.nextDouble(),
        beard(r, feminine),
        .35 + 1.3 * Math.pow(r.nextDouble(), 2),
        feminine ? .85 * r.nextDouble() : .1 * r.nextDouble(),
        jitter(r, new float[] {.66f, .20f, .24f}, .18),
        melanin < .5 ? Math.pow(r.nextDouble(), 2.5) : 0,
        r.nextDouble() < .28 ? Glasses.values()[1 + r.nextInt(3)] : Glasses.NONE,
        FRAMES[r.nextInt(FRAMES.length)],
        colour(r),
        colour(r),
        Pattern.values()[r.nextInt(Pattern.values().length)],
        -11.8 + 2.4 * r.nextDouble(),
        r.nextDouble() < .4 ? 3 + 2.5 * r.nextDouble() : .6 * r.nextDouble());
  }

  private static HairStyle style(SplittableRandom r, boolean feminine, double age) {
    double u = r.nextDouble();
    if (feminine) {
      return u < .4
          ? HairStyle.LONG
          : u < .62
              ? HairStyle.BOB
              : u < .76
                  ? HairStyle.FRINGE
                  : u < .88 ? HairStyle.CURLY : u < .95 ? HairStyle.SWEPT_BACK : HairStyle.BUZZ;
    }
    if (u < .06 + .15 * age) {
      return HairStyle.BALD;
    }
    return u < .3
        ? HairStyle.BUZZ
        : u < .58
            ? HairStyle.SIDE_PART
            : u < .78
                ? HairStyle.SWEPT_BACK
                : u < .88 ? HairStyle.CURLY : u < .95 ? HairStyle.FRINGE : HairStyle.LONG;
  }

  private static double length(SplittableRandom r, HairStyle s) {
    double u = r.nextDouble();
    return switch (s) {
      case BALD -> 0;
      case BUZZ -> .35 + .3 * u;
      case SWEPT_BACK -> 4.5 + 3 * u;
      case SIDE_PART -> 4 + 2.5 * u;
      case FRINGE -> 6.5 + 3 * u;
      case CURLY -> 4.5 + 5 * u;
      case BOB -> 14 + 4 * u;
      case LONG -> 24 + 10 * u;
    };
  }

  private static int hair(SplittableRandom r, double melanin, double age) {
    if (r.nextDouble() < 1.3 * (age - .45)) {
      return 6 + r.nextInt(2);
    }
    return melanin > .55 ? r.nextInt(2) : r.nextInt(6);
  }

  private static Beard beard(SplittableRandom r, boolean feminine) {
    double u = r.nextDouble();
    return feminine || u < .45
        ? Beard.NONE
        : u < .62 ? Beard.STUBBLE : u < .7 ? Beard.MOUSTACHE : u < .82 ? Beard.GOATEE : Beard.FULL;
  }

  private static float[] skin(SplittableRandom r, double melanin) {
    double[][] stops = {
      {.91, .74, .65}, {.87, .67, .56}, {.77, .56, .42}, {.55, .37, .26}, {.34, .22, .16}
    };
    double m = 4 * melanin;
    int i = (int) Math.min(3, m);
    double warm = .02 * normal(r);
    float[] c = new float[3];
    for (int k = 0; k < 3; k++) {
      double v = stops[i][k] + (m - i) * (stops[i + 1][k] - stops[i][k]);
      c[k] = (float) (v * (1 + warm * (1 - k)));
    }
    return c;
  }

  private static float[] colour(SplittableRandom r) {
    double grey = .08 + .7 * r.nextDouble();
    double chroma = .28 * r.nextDouble();
    float[] c = new float[3];
    for (int k = 0; k < 3; k++) {
      c[k] = (float) Math.max(.02, Math.min(.95, grey + chroma * (2 * r.nextDouble() - 1)));
    }
    return c;
  }

  private static float[] jitter(SplittableRandom r, float[] c, double amount) {
    float[] out = c.clone();
    double all = 1 + amount * normal(r);
    for (int k = 0; k < 3; k++) {
      out[k] = (float) Math.max(.01, Math.min(.97, c[k] * all * (1 + .3 * amount * normal(r))));
    }
    return out;
  }

  private static double normal(SplittableRandom r) {
    return Noise.normal(r.nextLong(), 0);
  }
}
