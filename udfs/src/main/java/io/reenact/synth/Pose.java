package io.reenact.synth;

import io.reenact.synth.HeadModel.Part;

/** A person's mesh held as a frame wants it; centimetres, before the camera. */
final class Pose {
  private static final float[] NECK = {0, -5.5f, -0.5f};

  /** The eyeballs' rest axis points outwards by so much, radians. */
  private static final double[] OUTWARD = {0.0991, -0.0991};

  final float[] positions;
  final float[] attributes;
  private final PersonMesh mesh;
  private final float[] centres;
  private final float[] restNormals;

  Pose(PersonMesh mesh, float[] eyeCentres) {
    this.mesh = mesh;
    this.centres = eyeCentres;
    positions = new float[3 * mesh.vertices];
    attributes = mesh.attributes.clone();
    restNormals = mesh.attributes;
  }

  void hold(FrameState s) {
    int head = mesh.model.vertices;
    System.arraycopy(mesh.rest, 0, positions, 0, 3 * head);
    mesh.model.express(s.expression(), positions);
    turnEyes(s);
    for (int v = head; v < mesh.vertices; v++) {
      int r = mesh.root[v];
      for (int k = 0; k < 3; k++) {
        positions[3 * v + k] = positions[3 * r + k] + mesh.rest[3 * v + k] - mesh.rest[3 * r + k];
      }
    }
    double[] turn = s.headRotation();
    for (int v = 0; v < mesh.vertices; v++) {
      bend(v, turn, s.shift());
    }
    PersonMesh.normals(
        positions,
        mesh.model.triangles,
        mesh.model.triangles.length / 3,
        attributes,
        PersonMesh.STRIDE,
        head);
    for (int v = head; v < mesh.vertices; v++) {
      rotate(v, turn, PersonMesh.NORMAL);
      rotate(v, turn, PersonMesh.PLACE);
    }
  }

  private void turnEyes(FrameState s) {
    for (int e = 0; e < 2; e++) {
      Part part = e == 0 ? Part.EYE_LEFT : Part.EYE_RIGHT;
      double yaw = s.gazeYaw() - OUTWARD[e];
      double cy = Math.cos(yaw);
      double sy = Math.sin(yaw);
      double cp = Math.cos(s.gazePitch());
      double sp = Math.sin(s.gazePitch());
      for (int v = 0; v < mesh.model.vertices; v++) {
        if (mesh.model.part(v) != part) {
          continue;
        }
        double x = positions[3 * v] - centres[3 * e];
        double y = positions[3 * v + 1] - centres[3 * e + 1];
        double z = positions[3 * v + 2] - centres[3 * e + 2];
        double x1 = cy * x + sy * z;
        double z1 = -sy * x + cy * z;
        positions[3 * v] = (float) (centres[3 * e] + x1);
        positions[3 * v + 1] = (float) (centres[3 * e + 1] + cp * y + sp * z1);
        positions[3 * v + 2] = (float) (centres[3 * e + 2] - sp * y + cp * z1);
      }
    }
  }

  private void bend(int v, double[] r, double[] shift) {
    float[] p = {positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]};
    System.arraycopy(bent(p, mesh.headWeight[v], r, shift), 0, positions, 3 * v, 3);
  }

  /**
   * Where a point is when the head is held so.
   *
   * @param p centimetres
   * @param w how far it goes with the head, 0 to 1
   * @param r the head's rotation
   */
  static float[] bent(float[] p, double w, double[] r, double[] shift) {
    float[] out = new float[3];
    double x = p[0] - NECK[0];
    double y = p[1] - NECK[1];
    double z = p[2] - NECK[2];
    for (int k = 0; k < 3; k++) {
      double turned = r[3 * k] * x + r[3 * k + 1] * y + r[3 * k + 2] * z + NECK[k];
      double still = p[k];
      out[k] = (float) (still + w * (turned - still) + shift[k]);
    }
    return out;
  }

  private void rotate(int v, double[] r, int attribute) {
    int o = PersonMesh.STRIDE * v + attribute;
    float w = mesh.headWeight[v];
    float x = restNormals[o];
    float y = restNormals[o + 1];
    float z = restNormals[o + 2];
    for (int k = 0; k < 3; k++) {
      float turned = (float) (r[3 * k] * x + r[3 * k + 1] * y + r[3 * k + 2] * z);
      float still = restNormals[o + k];
      attributes[o + k] = still + w * (turned - still);
    }
  }

  /** Centre of the head's turning, in the world's frame of centimetres. */
  static float[] neck() {
    return NECK.clone();
  }
}
