package io.reenact.synth;

import java.util.Arrays;

/**
 * All triangles of a person: head, hair, beard, glasses. Grows while it is put together; hair and
 * glasses hang on vertices of the head.
 */
final class PersonMesh {
  /** What a triangle is made of. */
  enum Material {
    FACE,
    SKIN,
    INSIDE,
    TEETH,
    EYE,
    LASH,
    HAIR,
    GLASSES
  }

  /** Floats of a vertex for shading. */
  static final int STRIDE = 11;

  /** Normal, then canonical position (for hair its direction), texture coordinates. */
  static final int NORMAL = 0;

  static final int PLACE = 3;
  static final int UV = 6;

  /** Share of light that reaches it. */
  static final int OPEN = 8;

  /** For the head: label; for hair: tint of the strand. For eyes: radius on the eyeball. */
  static final int TINT = 9;

  /** For hair: 0 at the root, 1 at the tip; for eyes: height over the centre; for skin: scalp. */
  static final int ALONG = 10;

  final HeadModel model;

  /** Vertices of the head model come first. */
  int vertices;

  int triangles;

  /** Vertices from the head model's end to here are hair. */
  int hairEnd;

  /** Rest positions, centimetres. */
  float[] rest;

  /** The head's vertex that a vertex moves with; itself for the head. */
  int[] root;

  /** Share of the head's rotation. */
  float[] headWeight;

  float[] attributes;
  int[] indices;
  byte[] material;

  PersonMesh(HeadModel model, float[] shape) {
    this.model = model;
    vertices = model.vertices;
    rest = Arrays.copyOf(shape, 3 * 40_000);
    root = new int[40_000];
    headWeight = Arrays.copyOf(model.headWeight, 40_000);
    attributes = new float[STRIDE * 40_000];
    for (int v = 0; v < vertices; v++) {
      root[v] = v;
      int o = STRIDE * v;
      System.arraycopy(model.mean, 3 * v, attributes, o + PLACE, 3);
      attributes[o + UV] = model.uv[2 * v];
      attributes[o + UV + 1] = model.uv[2 * v + 1];
      attributes[o + OPEN] = 1;
      attributes[o + TINT] = model.label[v];
    }
    indices = new int[3 * 40_000];
    material = new byte[40_000];
  }

  /**
   * Adds a vertex.
   *
   * @return its number
   */
  int vertex(float x, float y, float z, int on, float weight) {
    int v = vertices++;
    if (v == root.length) {
      rest = Arrays.copyOf(rest, 2 * rest.length);
      root = Arrays.copyOf(root, 2 * root.length);
      headWeight = Arrays.copyOf(headWeight, 2 * headWeight.length);
      attributes = Arrays.copyOf(attributes, 2 * attributes.length);
    }
    rest[3 * v] = x;
    rest[3 * v + 1] = y;
    rest[3 * v + 2] = z;
    root[v] = on;
    headWeight[v] = weight;
    attributes[STRIDE * v + OPEN] = 1;
    return v;
  }

  void triangle(int a, int b, int c, Material m) {
    int t = triangles++;
    if (t == material.length) {
      material = Arrays.copyOf(material, 2 * t);
      indices = Arrays.copyOf(indices, 6 * t);
    }
    indices[3 * t] = a;
    indices[3 * t + 1] = b;
    indices[3 * t + 2] = c;
    material[t] = (byte) m.ordinal();
  }

  void set(int vertex, int attribute, float... values) {
    System.arraycopy(values, 0, attributes, STRIDE * vertex + attribute, values.length);
  }

  /** Cuts the arrays to size. */
  void finish() {
    rest = Arrays.copyOf(rest, 3 * vertices);
    root = Arrays.copyOf(root, vertices);
    headWeight = Arrays.copyOf(headWeight, vertices);
    attributes = Arrays.copyOf(attributes, STRIDE * vertices);
    indices = Arrays.copyOf(indices, 3 * triangles);
    material = Arrays.copyOf(material, triangles);
  }

  /** Adds the area-weighted normals of triangles to the vertices, then makes them unit. */
  static void normals(float[] x, int[] indices, int count, float[] out, int stride, int n) {
    for (int v = 0; v < n; v++) {
      out[stride * v] = 0;
      out[stride * v + 1] = 0;
      out[stride * v + 2] = 0;
    }
    for (int t = 0; t < 3 * count; t += 3) {
      int a = 3 * indices[t];
      int b = 3 * indices[t + 1];
      int c = 3 * indices[t + 2];
      float ux = x[b] - x[a];
      float uy = x[b + 1] - x[a + 1];
      float uz = x[b + 2] - x[a + 2];
      float vx = x[c] - x[a];
      float vy = x[c + 1] - x[a + 1];
      float vz = x[c + 2] - x[a + 2];
      float nx = uy * vz - uz * vy;
      float ny = uz * vx - ux * vz;
      float nz = ux * vy - uy * vx;
      for (int k = 0; k < 3; k++) {
        int o = stride * indices[t + k];
        out[o] += nx;
        out[o + 1] += ny;
        out[o + 2] += nz;
      }
    }
    for (int v = 0; v < n; v++) {
      int o = stride * v;
      double l =
          Math.sqrt(out[o] * out[o] + out[o + 1] * out[o + 1] + out[o + 2] * out[o + 2]) + 1e-12;
      out[o] /= (float) l;
      out[o + 1] /= (float) l;
      out[o + 2] /= (float) l;
    }
  }
}
