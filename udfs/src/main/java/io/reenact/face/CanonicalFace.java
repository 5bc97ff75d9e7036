package io.reenact.face;

import io.reenact.nn.face.FaceModel;
import io.reenact.nn.face.Landmarks68;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * MediaPipe's canonical face: 468 vertices in centimetres (x to the subject's left, y up, z out of
 * the face), its triangles, and the weights of the 33 vertices of its Procrustes basis.
 */
final class CanonicalFace {
  /** Vertices of the mesh. */
  static final int POINTS = 468;

  /** The mesh's vertex for each of the 68 landmarks of the Multi-PIE order. */
  static final int[] LANDMARKS_68 = Landmarks68.indices();

  private static final CanonicalFace INSTANCE = parse(FaceModel.FACE_GEOMETRY.bytes());

  private final double[] xyz;
  private final int[] triangles;
  private final double[] basis;

  private CanonicalFace(double[] xyz, int[] triangles, double[] basis) {
    this.xyz = xyz;
    this.triangles = triangles;
    this.basis = basis;
  }

  static CanonicalFace instance() {
    return INSTANCE;
  }

  /** One coordinate (0 x, 1 y, 2 z) of one vertex, cm. */
  double at(int vertex, int axis) {
    return xyz[3 * vertex + axis];
  }

  /** Triples of vertices. */
  int[] triangles() {
    return triangles.clone();
  }

  /** Weight of a vertex in the Procrustes basis; 0 outside of it. */
  double basisWeight(int vertex) {
    return basis[vertex];
  }

  /**
   * Reads MediaPipe's GeometryPipelineMetadata: field 1 the mesh (3: vertex floats x, y, z, u, v;
   * 4: triangle indices), field 2 (repeated) a basis point (1: vertex, 2: weight).
   */
  private static CanonicalFace parse(byte[] bytes) {
    double[] basis = new double[POINTS];
    float[] vertices = new float[0];
    int[] triangles = new int[0];
    ByteBuffer top = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (top.hasRemaining()) {
      int key = varint(top);
      if (key == (1 << 3 | 2)) {
        ByteBuffer mesh = message(top);
        float[] v = new float[mesh.remaining() / 5];
        int[] t = new int[mesh.remaining() / 2];
        int vn = 0;
        int tn = 0;
        while (mesh.hasRemaining()) {
          switch (varint(mesh)) {
            case 3 << 3 | 5 -> v[vn++] = mesh.getFloat();
            case 4 << 3 -> t[tn++] = varint(mesh);
            default -> varint(mesh);
          }
        }
        vertices = Arrays.copyOf(v, vn);
        triangles = Arrays.copyOf(t, tn);
      } else if (key == (2 << 3 | 2)) {
        ByteBuffer point = message(top);
        int vertex = 0;
        float weight = 0;
        while (point.hasRemaining()) {
          if (varint(point) == (1 << 3)) {
            vertex = varint(point);
          } else {
            weight = point.getFloat();
          }
        }
        basis[vertex] = weight;
      } else {
        varint(top);
      }
    }
    if (vertices.length != 5 * POINTS) {
      throw new IllegalStateException(
          "the canonical face has " + vertices.length / 5 + " vertices");
    }
    double[] xyz = new double[3 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      for (int k = 0; k < 3; k++) {
        xyz[3 * i + k] = vertices[5 * i + k];
      }
    }
    return new CanonicalFace(xyz, triangles, basis);
  }

  private static ByteBuffer message(ByteBuffer in) {
    int length = varint(in);
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
