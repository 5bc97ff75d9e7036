package io.reenact.synth;

import java.util.SplittableRandom;

/**
 * Light and room of a clip.
 *
 * @param key direction to the strongest light, unit
 * @param keyColour its linear colour
 * @param rim direction to the light from behind, unit
 * @param rimColour its linear colour
 * @param sky linear light from above
 * @param ground linear light from below
 * @param room out-of-focus background, linear, {@code [ROOM, ROOM, 3]}
 */
record Surroundings(
    float[] key,
    float[] keyColour,
    float[] rim,
    float[] rimColour,
    float[] sky,
    float[] ground,
    float[] room) {

  static final int ROOM = 160;

  static Surroundings sample(long seed) {
    SplittableRandom r = new SplittableRandom(Noise.mix(seed, 31));
    double side = 1.1 * (2 * r.nextDouble() - 1);
    double height = .25 + .55 * r.nextDouble();
    double power = 1.15 + .65 * r.nextDouble();
    double warm = .10 * (2 * r.nextDouble() - 1);
    double fill = .62 + .3 * r.nextDouble();
    double cool = -.5 * warm + .05 * (2 * r.nextDouble() - 1);
    double rim = r.nextDouble() < .6 ? .4 + .8 * r.nextDouble() : 0;
    return new Surroundings(
        unit(Math.sin(side), height, Math.cos(side)),
        tinted(power, warm),
        unit(-Math.signum(side) * .8, .45, -.55),
        tinted(rim, cool),
        tinted(fill, cool),
        tinted(.5 * fill, warm),
        room(r));
  }

  private static float[] unit(double x, double y, double z) {
    double[] a = {x, y, z};
    HairGrower.unit(a);
    return new float[] {(float) a[0], (float) a[1], (float) a[2]};
  }

  private static float[] tinted(double power, double warm) {
    return new float[] {
      (float) (power * (1 + warm)), (float) power, (float) (power * (1 - 1.2 * warm))
    };
  }

  /** A wall with a few out-of-focus things: doors, pictures, lamps. */
  private static float[] room(SplittableRandom r) {
    float[] a = new float[3 * ROOM * ROOM];
    double[] wall = colour(r, .18 + .5 * r.nextDouble(), .12);
    double slope = .5 * (2 * r.nextDouble() - 1);
    int seed = r.nextInt();
    for (int i = 0; i < ROOM * ROOM; i++) {
      double x = (double) (i % ROOM) / ROOM - .5;
      double y = (double) (i / ROOM) / ROOM - .5;
      double shade =
          1 + slope * x - .3 * y + .12 * Noise.cloud(seed, (float) (3 * x), (float) (3 * y), 0);
      for (int k = 0; k < 3; k++) {
        a[3 * i + k] = (float) (wall[k] * shade);
      }
    }
    int things = r.nextInt(6);
    for (int t = 0; t < things; t++) {
      boolean lamp = r.nextDouble() < .3;
      double[] c = lamp ? colour(r, .9, .1) : colour(r, .05 + .6 * r.nextDouble(), .3);
      double cx = r.nextDouble();
      double cy = r.nextDouble();
      double w = lamp ? .03 + .05 * r.nextDouble() : .05 + .16 * r.nextDouble();
      double h = lamp ? w : .06 + .35 * r.nextDouble();
      double soft = .012 + .03 * r.nextDouble();
      for (int i = 0; i < ROOM * ROOM; i++) {
        double dx = Math.abs((i % ROOM + .5) / ROOM - cx);
        double dy = Math.abs((i / ROOM + .5) / ROOM - cy);
        double m =
            lamp
                ? Noise.step(w + soft, w - soft, Math.hypot(dx, dy))
                : Noise.step(w + soft, w - soft, dx) * Noise.step(h + soft, h - soft, dy);
        for (int k = 0; k < 3; k++) {
          a[3 * i + k] += (float) (.85 * m * (c[k] - a[3 * i + k]));
        }
      }
    }
    return a;
  }

  private static double[] colour(SplittableRandom r, double grey, double chroma) {
    double[] c = new double[3];
    for (int k = 0; k < 3; k++) {
      c[k] = Math.max(.01, grey * (1 + chroma * (2 * r.nextDouble() - 1)));
    }
    return c;
  }

  /**
   * The room behind a pixel.
   *
   * @param u to the right, 0..1 across a neutral picture
   * @param v down
   */
  void behind(double u, double v, float[] out) {
    double x = Math.max(0, Math.min(ROOM - 1.001, (.25 + .5 * u) * ROOM));
    double y = Math.max(0, Math.min(ROOM - 1.001, (.25 + .5 * v) * ROOM));
    int i = (int) x;
    int j = (int) y;
    float a = (float) (x - i);
    float b = (float) (y - j);
    int o = 3 * (j * ROOM + i);
    for (int k = 0; k < 3; k++) {
      float top = room[o + k] + a * (room[o + 3 + k] - room[o + k]);
      int p = o + 3 * ROOM;
      float low = room[p + k] + a * (room[p + 3 + k] - room[p + k]);
      out[k] = top + b * (low - top);
    }
  }
}
