package io.reenact.synth;

import io.reenact.synth.HeadModel.Part;
import io.reenact.synth.PersonMesh.Material;
import io.reenact.synth.SyntheticPerson.Beard;
import io.reenact.synth.SyntheticPerson.HairStyle;
import java.util.SplittableRandom;

/** Grows hair and beard as tapering ribbons, each on a vertex near its root. */
final class HairGrower {
  private static final int HAIR_STEPS = 9;
  private static final int FEWEST_STEPS = 5;
  private static final int BEARD_STEPS = 3;

  /**
   * How far ribbons are rolled about themselves at most, radians. Flat on the head they would all
   * be seen edge-on at its outline, and hair would be see-through there.
   */
  private static final double ROLL = 0.8;

  /** How far combed hair stands off the rest on the crown at most, centimetres. */
  private static final double FLYAWAY = 0.25;

  private final PersonMesh mesh;
  private final HeadModel model;
  private final SyntheticPerson person;
  private final float[] normals;
  private final HeadShell shell;
  private final SplittableRandom random;

  HairGrower(PersonMesh mesh, SyntheticPerson person, float[] normals) {
    this.mesh = mesh;
    this.model = mesh.model;
    this.person = person;
    this.normals = normals;
    this.shell = new HeadShell(model, mesh.rest);
    this.random = new SplittableRandom(Noise.mix(person.seed(), 5));
  }

  void growHair() {
    HairStyle style = person.hairStyle();
    if (style == HairStyle.BALD) {
      return;
    }
    double density = style == HairStyle.BUZZ ? 6 : style == HairStyle.CURLY ? 3.8 : 3;
    for (int t = 0; t < model.triangles.length; t += 3) {
      int[] v = {model.triangles[t], model.triangles[t + 1], model.triangles[t + 2]};
      if (!onSkin(v)) {
        continue;
      }
      double expected = density * area(v);
      int count = (int) (expected + random.nextDouble());
      for (int i = 0; i < count; i++) {
        double[] w = weights();
        double inside =
            w[0] * model.scalp[v[0]] + w[1] * model.scalp[v[1]] + w[2] * model.scalp[v[2]];
        double[] p = point(v, w);
        double front = Math.max(0, p[2] - 2) / 6;
        if (inside < 0.15 + person.recede() * Math.min(1, front)) {
          continue;
        }
        if (style == HairStyle.BUZZ) {
          stub(v, w, p);
        } else {
          strand(v, w, p, inside);
        }
      }
    }
  }

  private void stub(int[] v, double[] w, double[] p) {
    double[] d = mixed(normal(v, w), new double[] {0, -0.4, -0.6}, 0.5);
    double length = person.hairLength() * (0.7 + 0.5 * random.nextDouble());
    double[][] path = new double[2][];
    path[0] = p;
    path[1] = new double[] {p[0] + length * d[0], p[1] + length * d[1], p[2] + length * d[2]};
    float tint = (float) (0.95 + 0.18 * Noise.normal(random.nextLong(), 1));
    ribbon(path, v[heaviest(w)], 0.14, tint);
  }

  private void strand(int[] v, double[] w, double[] p, double inside) {
    HairStyle style = person.hairStyle();
    double[] n = normal(v, w);
    double length = person.hairLength() * (0.85 + 0.3 * random.nextDouble());
    if (style != HairStyle.CURLY) {
      // The lower back and the sideburns are cut short but in the long styles.
      double low = Noise.step(-2, 5, p[1]);
      boolean hangs = style == HairStyle.BOB || style == HairStyle.LONG;
      length *= hangs ? 0.9 + 0.1 * low : 0.22 + 0.78 * low;
      if (style == HairStyle.FRINGE) {
        // The fringe ends over the eyes.
        length *= 1 - 0.45 * Noise.step(1, 5, p[2]);
      } else if (!hangs) {
        length *= 0.4 + 0.6 * top(n);
      }
    }
    double[] comb = comb(p, n);
    int steps =
        style == HairStyle.CURLY
            ? HAIR_STEPS
            : (int) Math.max(FEWEST_STEPS, Math.min(HAIR_STEPS, 3 + length / 3));
    double step = length / steps;
    double lift = style == HairStyle.CURLY ? 1 : 0.75 + 0.25 * Math.min(1, inside / 2);
    double[] d = mixed(n, comb, style == HairStyle.CURLY ? 0.35 : 0.86 - 0.24 * top(n));
    double height = 0.12 + 0.6 * random.nextDouble() * lift * (0.3 + 0.7 * top(n));
    double phase = 6.28 * random.nextDouble();
    float tint = (float) (1 + 0.22 * Noise.normal(random.nextLong(), 1));
    double[] q = p.clone();
    double[][] path = new double[steps + 1][];
    path[0] = p;
    for (int s = 1; s <= steps; s++) {
      double a = (double) s / steps;
      bend(d, comb, style, a, q, height);
      if (style == HairStyle.CURLY) {
        double turn = phase + 1.9 * s;
        d[0] += 0.85 * Math.cos(turn);
        d[1] += 0.65 * Math.sin(1.3 * turn);
        d[2] += 0.85 * Math.sin(turn);
        unit(d);
      }
      for (int k = 0; k < 3; k++) {
        q[k] += step * d[k];
      }
      double over =
          height + (style == HairStyle.CURLY ? 0.25 * length * a : 0.35 * Math.sin(3 * a));
      shell.pushOut(q, over);
      if (style != HairStyle.CURLY) {
        // Combed hair lies on the crown; lower down it hangs free.
        shell.pullIn(q, over + FLYAWAY + 3 * Noise.step(8, 4, q[1]));
      }
      path[s] = q.clone();
    }
    ribbon(path, v[heaviest(w)], style == HairStyle.CURLY ? 0.3 : 0.28, tint);
  }

  /** Where the hair lies: away from the part, back, or down over the brow. */
  private double[] comb(double[] p, double[] n) {
    double side = p[0] - person.part();
    double top = top(n);
    double[] c =
        switch (person.hairStyle()) {
          case SWEPT_BACK -> new double[] {0.2 * Math.signum(p[0]), 0.15 - 0.5 * (1 - top), -1};
          case FRINGE -> {
            double front = Noise.step(-2, 4, p[2]) * (0.2 + 0.8 * top);
            yield new double[] {
              0.12 * p[0] * top, -0.9 + 0.4 * top, -0.6 * (1 - front) + 1.1 * front
            };
          }
          case SIDE_PART ->
              new double[] {Math.signum(side) * 0.9 * top, -1 + 0.9 * top, -0.55 + 0.35 * top};
          case BOB, LONG -> {
            double back = Noise.step(5, -2, p[2]);
            yield new double[] {
              Math.signum(side) * (1 - 0.75 * back), -0.3 - 0.6 * (1 - top), -0.5 - 0.5 * back
            };
          }
          case BALD, BUZZ, CURLY -> n.clone();
        };
    // Along the skin.
    double along = c[0] * n[0] + c[1] * n[1] + c[2] * n[2];
    for (int k = 0; k < 3; k++) {
      c[k] += 0.16 * Noise.normal(random.nextLong(), k) - along * n[k];
    }
    unit(c);
    return c;
  }

  /** 1 on the crown, 0 at the sides. */
  private static double top(double[] n) {
    return Noise.step(0.15, 0.75, n[1]);
  }

  private void bend(
      double[] d, double[] comb, HairStyle style, double a, double[] q, double height) {
    boolean hangs = style == HairStyle.BOB || style == HairStyle.LONG;
    double gravity =
        switch (style) {
          case BOB, LONG -> 0.4 + 0.8 * a;
          case FRINGE -> 0.4;
          case CURLY -> 0.06;
          case BALD, BUZZ, SWEPT_BACK, SIDE_PART -> 0.15 + 0.15 * a;
        };
    double keep = style == HairStyle.CURLY ? 0.1 : 0.5 * (1 - a);
    for (int k = 0; k < 3; k++) {
      d[k] += keep * comb[k];
    }
    d[1] -= gravity;
    if (style != HairStyle.CURLY) {
      // Hair lies on hair: what stands off comes back.
      double free = Math.max(0, Math.min(1, shell.clearance(q) - height - 0.2));
      double r = Math.hypot(q[0], q[2]) + 1e-9;
      double out = (d[0] * q[0] + d[2] * q[2]) / r;
      double pull = free * (Math.max(0, out) + 0.25);
      d[0] -= pull * q[0] / r;
      d[2] -= pull * q[2] / r;
    }
    if (hangs && q[2] > 1.5 && q[1] < 9.5 && Math.abs(q[0]) < 7.2) {
      // Keeps clear of the face.
      d[0] += 0.9 * (comb[0] < 0 ? -1 : 1);
      d[1] *= 0.6;
      d[2] -= 0.7;
    } else if (hangs && q[1] < 2) {
      d[0] *= 0.4;
      d[2] *= 0.4;
    }
    unit(d);
  }

  void growBeard() {
    Beard beard = person.beard();
    if (beard != Beard.FULL && beard != Beard.GOATEE && beard != Beard.MOUSTACHE) {
      return;
    }
    for (int t = 0; t < model.triangles.length; t += 3) {
      int[] v = {model.triangles[t], model.triangles[t + 1], model.triangles[t + 2]};
      if (!onSkin(v)) {
        continue;
      }
      int count = (int) (14 * area(v) + random.nextDouble());
      for (int i = 0; i < count; i++) {
        double[] w = weights();
        double u =
            w[0] * model.uv[2 * v[0]] + w[1] * model.uv[2 * v[1]] + w[2] * model.uv[2 * v[2]];
        double vv =
            w[0] * model.uv[2 * v[0] + 1]
                + w[1] * model.uv[2 * v[1] + 1]
                + w[2] * model.uv[2 * v[2] + 1];
        double b = w[0] * model.beard[v[0]] + w[1] * model.beard[v[1]] + w[2] * model.beard[v[2]];
        if (model.part(v[0]) == Part.FACE && random.nextDouble() < BeardArea.at(beard, u, vv, b)) {
          beardStrand(v, w);
        }
      }
    }
  }

  private void beardStrand(int[] v, double[] w) {
    double[] p = point(v, w);
    double[] n = normal(v, w);
    double length = person.beardLength() * (0.6 + 0.5 * random.nextDouble());
    double[] down = {0.5 * Math.signum(p[0]) * Math.min(1, Math.abs(p[0]) / 3), -1, 0.1};
    double[] d = mixed(n, down, 0.62);
    double[][] path = new double[BEARD_STEPS + 1][];
    path[0] = p;
    for (int s = 1; s <= BEARD_STEPS; s++) {
      path[s] = path[s - 1].clone();
      d[1] -= 0.25;
      d[0] += 0.2 * Noise.normal(random.nextLong(), 0);
      unit(d);
      for (int k = 0; k < 3; k++) {
        path[s][k] += length / BEARD_STEPS * d[k];
      }
    }
    float tint = (float) (0.95 + 0.2 * Noise.normal(random.nextLong(), 1));
    ribbon(path, v[heaviest(w)], 0.11, tint);
  }

  /** A strip about the path, rolled by chance, thin at the tip. */
  private void ribbon(double[][] path, int root, double width, float tint) {
    double roll = ROLL * Noise.signed(person.seed(), mesh.vertices);
    double flat = Math.cos(roll);
    double tilt = Math.sin(roll);
    int before = -1;
    int last = path.length - 1;
    for (int s = 0; s <= last; s++) {
      double[] t = new double[3];
      double[] n = new double[3];
      for (int k = 0; k < 3; k++) {
        t[k] = path[Math.min(last, s + 1)][k] - path[Math.max(0, s - 1)][k];
        n[k] = path[s][k] - HeadShell.CENTRE[k];
      }
      if (path[s][1] < HeadShell.CENTRE[1]) {
        n[1] = 0;
      }
      unit(t);
      unit(n);
      double[] side = cross(t, n);
      unit(side);
      double[] out = cross(side, t);
      double a = (double) s / last;
      double half = 0.5 * width * (s == 0 ? 0.8 : 1.25 - a * a);
      float w = (float) Noise.step(-14, -4, path[s][1]);
      for (int e = -1; e <= 1; e += 2) {
        int v =
            mesh.vertex(
                (float) (path[s][0] + e * half * (flat * side[0] + tilt * out[0])),
                (float) (path[s][1] + e * half * (flat * side[1] + tilt * out[1])),
                (float) (path[s][2] + e * half * (flat * side[2] + tilt * out[2])),
                root,
                w);
        // Lit as if flat, turned outwards at the edges, as a tuft is round.
        double[] round = {
          out[0] + 0.5 * e * side[0], out[1] + 0.5 * e * side[1], out[2] + 0.5 * e * side[2]
        };
        unit(round);
        mesh.set(v, PersonMesh.NORMAL, (float) round[0], (float) round[1], (float) round[2]);
        mesh.set(v, PersonMesh.PLACE, (float) t[0], (float) t[1], (float) t[2]);
        mesh.set(v, PersonMesh.TINT, tint, (float) a);
      }
      int now = mesh.vertices - 2;
      if (before >= 0) {
        mesh.triangle(before, before + 1, now, Material.HAIR);
        mesh.triangle(before + 1, now + 1, now, Material.HAIR);
      }
      before = now;
    }
  }

  private boolean onSkin(int[] v) {
    for (int i : v) {
      if (model.part(i) != Part.FACE && model.part(i) != Part.HEAD_NECK) {
        return false;
      }
    }
    return true;
  }

  private double area(int[] v) {
    double[] a = new double[3];
    double[] b = new double[3];
    for (int k = 0; k < 3; k++) {
      a[k] = mesh.rest[3 * v[1] + k] - mesh.rest[3 * v[0] + k];
      b[k] = mesh.rest[3 * v[2] + k] - mesh.rest[3 * v[0] + k];
    }
    double[] c = cross(a, b);
    return 0.5 * Math.sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]);
  }

  private double[] weights() {
    double a = random.nextDouble();
    double b = random.nextDouble();
    if (a + b > 1) {
      a = 1 - a;
      b = 1 - b;
    }
    return new double[] {1 - a - b, a, b};
  }

  private static int heaviest(double[] w) {
    return w[0] >= w[1] && w[0] >= w[2] ? 0 : w[1] >= w[2] ? 1 : 2;
  }

  private double[] point(int[] v, double[] w) {
    return blend(mesh.rest, v, w);
  }

  private double[] normal(int[] v, double[] w) {
    double[] n = blend(normals, v, w);
    unit(n);
    return n;
  }

  private static double[] blend(float[] x, int[] v, double[] w) {
    double[] p = new double[3];
    for (int k = 0; k < 3; k++) {
      p[k] = w[0] * x[3 * v[0] + k] + w[1] * x[3 * v[1] + k] + w[2] * x[3 * v[2] + k];
    }
    return p;
  }

  private static double[] mixed(double[] a, double[] b, double share) {
    double[] m = new double[3];
    for (int k = 0; k < 3; k++) {
      m[k] = (1 - share) * a[k] + share * b[k];
    }
    unit(m);
    return m;
  }

  static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  static void unit(double[] a) {
    double l = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) + 1e-12;
    a[0] /= l;
    a[1] /= l;
    a[2] /= l;
  }
}
