package io.reenact.synth;

import io.reenact.synth.PersonMesh.Material;
import io.reenact.synth.SyntheticPerson.Glasses;

/** Bends a pair of glasses to a face: two rims, a bridge and two temples, all round wire. */
final class GlassesMaker {
  private static final int AROUND = 28;
  private static final int SIDES = 6;

  private GlassesMaker() {}

  static void add(PersonMesh mesh, SyntheticPerson person, float[] eyes) {
    Glasses kind = person.glasses();
    if (kind == Glasses.NONE) {
      return;
    }
    float[] x = mesh.rest;
    int[] marks = mesh.model.landmarks;
    double bridgeY = x[3 * marks[27] + 1] - 0.3;
    double bridgeZ = x[3 * marks[27] + 2];
    double wide = kind == Glasses.SQUARE ? 2.6 : 2.45;
    double high = kind == Glasses.OVAL ? 1.85 : kind == Glasses.SQUARE ? 1.75 : 1.65;
    double power = kind == Glasses.SQUARE ? 4.5 : 2.4;
    double wire = kind == Glasses.OVAL ? 0.1 : 0.17;
    double z = Math.max(bridgeZ - 0.1, eyes[2] + 2.25);
    double[][] inner = new double[2][];
    int on = marks[27];
    for (int e = 0; e < 2; e++) {
      double s = e == 0 ? 1 : -1;
      double cx = s * Math.max(Math.abs(eyes[3 * e]), wide + 0.5);
      double[][] rim = new double[AROUND][];
      for (int i = 0; i < AROUND; i++) {
        double a = 2 * Math.PI * i / AROUND;
        double c = Math.cos(a);
        double n = Math.sin(a);
        double u = Math.signum(c) * Math.pow(Math.abs(c), 2 / power) * wide;
        double v = Math.signum(n) * Math.pow(Math.abs(n), 2 / power) * high;
        if (kind == Glasses.CAT_EYE) {
          v += 0.28 * Math.max(0, s * u) * (v > 0 ? 1 : 0.2);
        }
        double out = Math.abs(cx + u);
        rim[i] = new double[] {cx + u, eyes[3 * e + 1] - 0.15 + v, z - 0.022 * out * out};
      }
      tube(mesh, rim, true, wire, on);
      double edge = cx - s * wide;
      inner[e] = new double[] {edge, eyes[3 * e + 1] + 0.3, z - 0.022 * edge * edge};
      double far = cx + s * wide;
      int ear = marks[e == 0 ? 16 : 0];
      double[] hinge = {far, eyes[3 * e + 1] + 0.6, z - 0.022 * far * far};
      double[] end = {x[3 * ear] + s * 0.35, x[3 * ear + 1] + 1.2, x[3 * ear + 2] - 2};
      double[][] temple = new double[6][3];
      for (int i = 0; i < 6; i++) {
        double a = i / 5.0;
        for (int k = 0; k < 3; k++) {
          temple[i][k] = hinge[k] + a * (end[k] - hinge[k]);
        }
        temple[i][0] += s * 0.5 * Math.sin(Math.PI * Math.min(1, 1.3 * a));
      }
      tube(mesh, temple, false, wire * 0.95, on);
    }
    double[][] bridge = new double[5][3];
    for (int i = 0; i < 5; i++) {
      double a = i / 4.0;
      for (int k = 0; k < 3; k++) {
        bridge[i][k] = inner[0][k] + a * (inner[1][k] - inner[0][k]);
      }
      bridge[i][1] += 0.3 * Math.sin(Math.PI * a) + 0.1 * (bridgeY - bridge[i][1]);
      bridge[i][2] += 0.2 * Math.sin(Math.PI * a);
    }
    tube(mesh, bridge, false, wire, on);
  }

  private static void tube(PersonMesh mesh, double[][] path, boolean closed, double r, int on) {
    int n = path.length;
    int first = mesh.vertices;
    for (int i = 0; i < n; i++) {
      double[] a = path[closed ? (i + n - 1) % n : Math.max(0, i - 1)];
      double[] b = path[closed ? (i + 1) % n : Math.min(n - 1, i + 1)];
      double[] t = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
      HairGrower.unit(t);
      double[] u =
          HairGrower.cross(
              t, Math.abs(t[2]) > 0.8 ? new double[] {0, 1, 0} : new double[] {0.02, 0.05, 1});
      HairGrower.unit(u);
      double[] w = HairGrower.cross(t, u);
      for (int j = 0; j < SIDES; j++) {
        double c = Math.cos(2 * Math.PI * j / SIDES);
        double s = Math.sin(2 * Math.PI * j / SIDES);
        float[] normal = new float[3];
        for (int k = 0; k < 3; k++) {
          normal[k] = (float) (c * u[k] + s * w[k]);
        }
        int v =
            mesh.vertex(
                (float) (path[i][0] + r * normal[0]),
                (float) (path[i][1] + r * normal[1]),
                (float) (path[i][2] + r * normal[2]),
                on,
                1);
        mesh.set(v, PersonMesh.NORMAL, normal);
      }
    }
    for (int i = 0; i < (closed ? n : n - 1); i++) {
      for (int j = 0; j < SIDES; j++) {
        int a = first + i * SIDES + j;
        int b = first + i * SIDES + (j + 1) % SIDES;
        int c = first + (i + 1) % n * SIDES + j;
        int d = first + (i + 1) % n * SIDES + (j + 1) % SIDES;
        mesh.triangle(a, b, c, Material.GLASSES);
        mesh.triangle(b, d, c, Material.GLASSES);
      }
    }
  }
}
