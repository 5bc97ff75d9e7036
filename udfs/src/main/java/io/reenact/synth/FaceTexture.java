package io.reenact.synth;

import io.reenact.synth.HeadModel.Part;
import io.reenact.synth.SyntheticPerson.Beard;
import io.reenact.synth.SyntheticPerson.HairStyle;
import java.util.SplittableRandom;

/** The colour of a person's face on the face's texture chart, linear light. */
final class FaceTexture {
  /** Edge in texels. */
  static final int SIZE = 512;

  private final HeadModel model;
  private final SyntheticPerson person;
  private final int seed;
  private final float[] rgb = new float[3 * SIZE * SIZE];
  private final float[] place = new float[3 * SIZE * SIZE];
  private final float[] beard = new float[SIZE * SIZE];
  private final float[] scalp = new float[SIZE * SIZE];

  private FaceTexture(HeadModel model, SyntheticPerson person) {
    this.model = model;
    this.person = person;
    this.seed = (int) Noise.mix(person.seed(), 9);
  }

  /**
   * @return {@code [SIZE, SIZE, 3]}, first row at v = 1
   */
  static float[] paint(HeadModel model, SyntheticPerson person) {
    FaceTexture t = new FaceTexture(model, person);
    t.chart();
    t.skin();
    t.lips();
    t.age();
    t.brows();
    t.lashLine();
    t.facialHair();
    for (int i = 0; i < t.rgb.length; i++) {
      t.rgb[i] = Tone.linear(Math.max(0, Math.min(1, t.rgb[i])));
    }
    return t.rgb;
  }

  /** What of the head lies under each texel; texels outside get it from a texel nearby. */
  private void chart() {
    int count = 0;
    int[] tri = new int[model.triangles.length];
    for (int t = 0; t < tri.length; t += 3) {
      if (model.part(model.triangles[t]) == Part.FACE
          && model.part(model.triangles[t + 1]) == Part.FACE
          && model.part(model.triangles[t + 2]) == Part.FACE) {
        System.arraycopy(model.triangles, t, tri, count, 3);
        count += 3;
      }
    }
    float[] screen = new float[3 * model.vertices];
    for (int v = 0; v < model.vertices; v++) {
      screen[3 * v] = model.uv[2 * v] * SIZE;
      screen[3 * v + 1] = (1 - model.uv[2 * v + 1]) * SIZE;
      screen[3 * v + 2] = 1;
    }
    TriangleRaster raster = new TriangleRaster(SIZE, SIZE);
    raster.clear();
    raster.draw(screen, java.util.Arrays.copyOf(tri, count));
    boolean[] known = new boolean[SIZE * SIZE];
    float[] weights = new float[2];
    for (int i = 0; i < known.length; i++) {
      int t = 3 * raster.triangle[i];
      if (t < 0) {
        continue;
      }
      known[i] = true;
      TriangleRaster.weights(
          screen,
          3 * tri[t],
          3 * tri[t + 1],
          3 * tri[t + 2],
          i % SIZE + 0.5f,
          i / SIZE + 0.5f,
          weights);
      float b = weights[0];
      float c = weights[1];
      float a = 1 - b - c;
      for (int k = 0; k < 3; k++) {
        place[3 * i + k] =
            a * model.mean[3 * tri[t] + k]
                + b * model.mean[3 * tri[t + 1] + k]
                + c * model.mean[3 * tri[t + 2] + k];
      }
      beard[i] =
          a * model.beard[tri[t]] + b * model.beard[tri[t + 1]] + c * model.beard[tri[t + 2]];
      scalp[i] =
          a * model.scalp[tri[t]] + b * model.scalp[tri[t + 1]] + c * model.scalp[tri[t + 2]];
    }
    spread(known);
  }

  /** Copies along rows and columns from the nearest known texel, as mip-less sampling needs. */
  private void spread(boolean[] known) {
    for (int pass = 0; pass < 24; pass++) {
      boolean[] before = known.clone();
      for (int i = SIZE; i < known.length - SIZE; i++) {
        if (before[i]) {
          continue;
        }
        int from =
            before[i - 1]
                ? i - 1
                : before[i + 1]
                    ? i + 1
                    : before[i - SIZE] ? i - SIZE : before[i + SIZE] ? i + SIZE : -1;
        if (from >= 0) {
          known[i] = true;
          beard[i] = beard[from];
          scalp[i] = scalp[from];
          System.arraycopy(place, 3 * from, place, 3 * i, 3);
        }
      }
    }
  }

  private float u(int i) {
    return (i % SIZE + 0.5f) / SIZE;
  }

  private float v(int i) {
    return 1 - (i / SIZE + 0.5f) / SIZE;
  }

  private void skin() {
    float[] base = person.skin();
    double pale = 1 - person.melanin();
    double[] right = eye(36);
    double[] left = eye(42);
    for (int i = 0; i < SIZE * SIZE; i++) {
      float x = place[3 * i];
      float y = place[3 * i + 1];
      float z = place[3 * i + 2];
      float low = Noise.cloud(seed, 0.25f * x, 0.25f * y, 0.25f * z);
      float mid = Noise.cloud(seed + 7, 1.1f * x, 1.1f * y, 1.1f * z);
      float pores = Noise.space(seed + 11, 9 * x, 9 * y, 9 * z);
      float shade = 1 + 0.05f * low + 0.035f * mid + 0.03f * pores;
      double u = u(i);
      double v = v(i);
      double blush =
          bump(u, v, .33, .585, .085, .075)
              + bump(u, v, .67, .585, .085, .075)
              + 0.8 * bump(u, v, .5, .6, .045, .05)
              + 0.4 * bump(u, v, .5, .33, .09, .04);
      double tired =
          bump(u, v, right[0], right[1] - .03, .05, .016)
              + bump(u, v, left[0], left[1] - .03, .05, .016);
      double hollow =
          bump(u, v, right[0], right[1] + .012, .07, .035)
              + bump(u, v, left[0], left[1] + .012, .07, .035);
      double make = person.lipstick() * 0.4;
      double freckle = 0;
      if (person.freckles() > 0.1) {
        double spots = Noise.step(.45, .62, Noise.space(seed + 13, 5.5f * x, 5.5f * y, 5.5f * z));
        freckle = 0.35 * person.freckles() * spots * Math.min(1, bump(u, v, .5, .6, .25, .1) + .25);
      }
      for (int k = 0; k < 3; k++) {
        double red = k == 0 ? .03 : -.075;
        double c = base[k] * shade * (1 + red * blush * (.5 + pale));
        c *= 1 - (.05 + .12 * person.age()) * tired * (k == 2 ? .9 : 1);
        c *= 1 - (.06 + make * (k == 0 ? .5 : .8)) * hollow;
        c *= 1 - freckle * (k == 0 ? .6 : 1);
        rgb[3 * i + k] = (float) c;
      }
    }
  }

  private double[] eye(int first) {
    double[] c = new double[2];
    for (int i = first; i < first + 6; i++) {
      c[0] += model.uv[2 * model.landmarks[i]] / 6;
      c[1] += model.uv[2 * model.landmarks[i] + 1] / 6;
    }
    return c;
  }

  private static double bump(double u, double v, double cu, double cv, double ru, double rv) {
    double a = (u - cu) / ru;
    double b = (v - cv) / rv;
    return Math.exp(-a * a - b * b);
  }

  private void lips() {
    float[] mask = Stencil.polygon(model.polygons.get("lips_outer"), SIZE, 2);
    float[] base = person.skin();
    float paint = (float) person.lipstick();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        continue;
      }
      float x = place[3 * i];
      float y = place[3 * i + 1];
      float lines = 1 + 0.07f * Noise.space(seed + 17, 7 * x, 1.5f * y, 0);
      double seam = 1 - 0.3 * Math.exp(-Math.pow((v(i) - .447) / .01, 2));
      for (int k = 0; k < 3; k++) {
        float own = base[k] * (k == 0 ? .88f : .64f) + (k == 0 ? .03f : .01f);
        float c = (own + paint * (person.lips()[k] - own)) * lines * (float) seam;
        rgb[3 * i + k] += mask[i] * (c - rgb[3 * i + k]);
      }
    }
  }

  private void age() {
    double deep = Math.max(0, person.age() - .2);
    if (deep == 0) {
      return;
    }
    for (int i = 0; i < SIZE * SIZE; i++) {
      double u = u(i);
      double v = v(i);
      double side = Math.abs(u - .5);
      double wave = .004 * Math.sin(11 * u + seed % 7) + .003 * Noise.line(seed, 9 * u);
      double brow = 0;
      for (int k = 0; k < 3; k++) {
        brow += line(v - .855 - .024 * k - wave, .003) * Noise.step(.2, .12, side);
      }
      double fold = 0;
      if (v > .42 && v < .57) {
        double a = (.57 - v) / .15;
        fold = line(side - .07 - .075 * Math.pow(a, .8) - wave, .006) * Math.sin(Math.PI * a);
      }
      double dark =
          Math.min(
              .5,
              deep * (.17 * brow * (.6 + .5 * Noise.line(seed + 3, 7 * v + 3 * u)) + .36 * fold));
      for (int k = 0; k < 3; k++) {
        rgb[3 * i + k] *= (float) (1 - dark * (k == 0 ? .8 : 1));
      }
    }
  }

  private static double line(double d, double width) {
    return Math.exp(-(d / width) * (d / width));
  }

  private void brows() {
    float[] hair = person.hair();
    SplittableRandom r = new SplittableRandom(Noise.mix(person.seed(), 21));
    for (String name : new String[] {"brow_right", "brow_left"}) {
      float[] mask =
          Stencil.strokes(model.polygons.get(name), SIZE, r, person.feminine() ? .6 : .9);
      blend(mask, hair, 0.9f * (float) person.brow(), 0.7f);
    }
  }

  /** The rim of the upper lids, where the lashes start. */
  private void lashLine() {
    float[] dark = {.06f, .045f, .04f};
    for (int first = 36; first <= 42; first += 6) {
      float[] points = new float[8];
      for (int i = 0; i < 4; i++) {
        points[2 * i] = model.uv[2 * model.landmarks[first + i]];
        points[2 * i + 1] = model.uv[2 * model.landmarks[first + i] + 1] + .002f;
      }
      blend(Stencil.curve(points, SIZE, 2), dark, person.feminine() ? .5f : .28f, 1);
    }
  }

  private void facialHair() {
    float[] mask = new float[SIZE * SIZE];
    boolean hairy = person.hairStyle() != HairStyle.BALD;
    for (int i = 0; i < mask.length; i++) {
      float x = place[3 * i];
      float y = place[3 * i + 1];
      float z = place[3 * i + 2];
      double edge = 0.5 * Noise.cloud(seed + 23, 1.7f * x, 1.7f * y, 1.7f * z);
      if (hairy) {
        double front = Math.max(0, Math.min(1, (z - 2) / 6));
        double strength = person.hairStyle() == HairStyle.BUZZ ? .82 : .95;
        mask[i] =
            (float) (strength * Noise.step(-.25, .55, scalp[i] + edge - person.recede() * front));
      }
      if (person.beard() != Beard.NONE) {
        double fleck = 0.75 + 0.5 * Noise.space(seed + 29, 8 * x, 8 * y, 8 * z);
        double b = BeardArea.at(person.beard(), u(i), v(i), beard[i] * (1 + edge)) * fleck;
        mask[i] = Math.max(mask[i], (float) (b * (person.beard() == Beard.STUBBLE ? .42 : .72)));
      }
    }
    blend(mask, person.hair(), 1, 0.8f);
  }

  private void blend(float[] mask, float[] colour, float strength, float dim) {
    for (int i = 0; i < mask.length; i++) {
      float m = Math.max(0, Math.min(1, mask[i] * strength));
      for (int k = 0; k < 3; k++) {
        rgb[3 * i + k] += m * (colour[k] * dim - rgb[3 * i + k]);
      }
    }
  }
}
