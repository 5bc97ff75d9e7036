package io.reenact.synth;

import io.reenact.synth.HeadModel.Label;
import io.reenact.synth.HeadModel.Part;
import io.reenact.synth.PersonMesh.Material;

/** Puts a person's mesh together. */
final class HeadBuilder {
  /** Height between the upper and the lower lashes; the lower are too thick to be drawn. */
  private static final float LOWER_LASHES = 3.4f;

  private HeadBuilder() {}

  static PersonMesh build(HeadModel model, SyntheticPerson person) {
    float[] shape = model.shape(person.identity());
    float[] normals = new float[3 * model.vertices];
    PersonMesh.normals(
        shape, model.triangles, model.triangles.length / 3, normals, 3, model.vertices);
    clothe(model, person, shape, normals);
    PersonMesh mesh = new PersonMesh(model, shape);
    for (int t = 0; t < model.triangles.length; t += 3) {
      int a = model.triangles[t];
      int b = model.triangles[t + 1];
      int c = model.triangles[t + 2];
      Material material = material(model, a, b, c);
      if (material != Material.LASH || model.mean[3 * a + 1] > LOWER_LASHES) {
        mesh.triangle(a, b, c, material);
      }
    }
    openness(mesh, shape, normals);
    eyes(mesh, model.eyeCentres(person.identity()));
    HairGrower grower = new HairGrower(mesh, person, normals);
    grower.growHair();
    grower.growBeard();
    mesh.hairEnd = mesh.vertices;
    GlassesMaker.add(mesh, person, model.eyeCentres(person.identity()));
    mesh.finish();
    return mesh;
  }

  private static Material material(HeadModel m, int a, int b, int c) {
    boolean face = m.part(a) == Part.FACE && m.part(b) == Part.FACE && m.part(c) == Part.FACE;
    if (face) {
      return Material.FACE;
    }
    int last = Math.max(m.part[a], Math.max(m.part[b], m.part[c]));
    return switch (Part.values()[last]) {
      case FACE, HEAD_NECK -> Material.SKIN;
      case MOUTH_SOCKET, EYE_SOCKETS, GUMS_TONGUE -> Material.INSIDE;
      case TEETH -> Material.TEETH;
      case EYE_LEFT, EYE_RIGHT -> Material.EYE;
      case LASHES_LEFT, LASHES_RIGHT -> Material.LASH;
    };
  }

  /** How far below the collar a canonical point is, centimetres; positive where there is cloth. */
  static float underCollar(SyntheticPerson p, float x, float y, float z) {
    double side = Math.abs(x);
    double line = p.neckline() + 0.045 * side * side;
    if (z > 0) {
      line -= p.neckDepth() * Math.max(0, 1 - side / 4.5);
    } else {
      line += 1.2;
    }
    return (float) (line - y);
  }

  /** Cloth stands off the skin, so that a collar has an edge; shoulders get their width. */
  private static void clothe(HeadModel m, SyntheticPerson p, float[] shape, float[] normals) {
    for (int v = 0; v < m.vertices; v++) {
      if (m.part(v) != Part.FACE && m.part(v) != Part.HEAD_NECK) {
        continue;
      }
      float d = underCollar(p, m.mean[3 * v], m.mean[3 * v + 1], m.mean[3 * v + 2]);
      float out = (float) (0.45 * Noise.step(-0.5, 0.6, d));
      for (int k = 0; k < 3; k++) {
        shape[3 * v + k] += out * normals[3 * v + k];
      }
      // The model's bust is cut off inside the shoulders.
      shape[3 * v] *= (float) (1 + 0.95 * Noise.step(-9.5, -15.5, m.mean[3 * v + 1]));
    }
  }

  /** Less light in hollows and deep in the mouth. */
  private static void openness(PersonMesh mesh, float[] x, float[] normals) {
    HeadModel m = mesh.model;
    int n = m.vertices;
    float[] sum = new float[3 * n];
    int[] count = new int[n];
    for (int t = 0; t < m.triangles.length; t++) {
      int v = m.triangles[t];
      int w = m.triangles[t - t % 3 + (t + 1) % 3];
      for (int k = 0; k < 3; k++) {
        sum[3 * v + k] += x[3 * w + k];
        sum[3 * w + k] += x[3 * v + k];
      }
      count[v]++;
      count[w]++;
    }
    float lips = x[3 * m.landmarks[62] + 2];
    for (int v = 0; v < n; v++) {
      double hollow = 0;
      double length = 0.2;
      for (int k = 0; k < 3; k++) {
        double d = count[v] == 0 ? 0 : sum[3 * v + k] / count[v] - x[3 * v + k];
        hollow += d * normals[3 * v + k];
        length += Math.abs(d);
      }
      double open = 1 - 0.75 * Math.max(0, hollow / length);
      Part part = m.part(v);
      if (part == Part.MOUTH_SOCKET || part == Part.GUMS_TONGUE) {
        open = Math.max(0.05, Math.min(0.85, 0.75 + 0.28 * (x[3 * v + 2] - lips)));
      } else if (part == Part.TEETH) {
        open = Math.max(0.12, Math.min(0.95, 0.95 + 0.2 * (x[3 * v + 2] - lips)));
      } else if (part == Part.EYE_SOCKETS) {
        open = 0.4;
      }
      mesh.set(v, PersonMesh.OPEN, (float) open);
      if (part == Part.FACE || part == Part.HEAD_NECK) {
        mesh.set(v, PersonMesh.ALONG, m.scalp[v]);
      }
    }
  }

  private static void eyes(PersonMesh mesh, float[] centres) {
    HeadModel m = mesh.model;
    for (int v = 0; v < m.vertices; v++) {
      if (m.label[v] >= Label.SCLERA.ordinal() && m.label[v] <= Label.PUPIL.ordinal()) {
        int e = m.part(v) == Part.EYE_LEFT ? 0 : 1;
        mesh.set(v, PersonMesh.TINT, m.eyeRadius[v], mesh.rest[3 * v + 1] - centres[3 * e + 1]);
      }
    }
  }
}
