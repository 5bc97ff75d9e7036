package io.reenact.nn.face;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * MediaPipe's canonical face: 468 points in cm (x to the image's right for a frontal face, y up, z
 * towards the viewer) and how rigid each is.
 */
final class CanonicalMesh {
  private static final CanonicalMesh INSTANCE = new CanonicalMesh(FaceModel.FACE_GEOMETRY.bytes());

  private final float[] points = new float[3 * LandmarkNetwork.POINTS];
  private final float[] rigidity = new float[LandmarkNetwork.POINTS];

  /**
   * Protobuf {@code GeometryPipelineMetadata}: field 1 is the mesh, whose field 3 holds x, y, z, u,
   * v a vertex; each field 2 is a point of the Procrustes basis, 1 its number and 2 its weight.
   */
  private CanonicalMesh(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int coordinate = 0;
    int end = 0;
    int vertex = 0;
    boolean mesh = false;
    while (in.hasRemaining()) {
      boolean inside = in.position() < end;
      int key = (int) varint(in);
      if (!inside && (key >> 3) <= 2 && (key & 7) == 2) {
        mesh = key >> 3 == 1;
        int length = (int) varint(in);
        end = in.position() + length;
      } else if ((key & 7) == 5) {
        float value = in.getFloat();
        if (!mesh) {
          rigidity[vertex] = value;
        } else if (coordinate++ % 5 < 3) {
          points[(coordinate - 1) / 5 * 3 + (coordinate - 1) % 5] = value;
        }
      } else {
        vertex = (int) varint(in);
      }
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** {@code [468, 3]} cm. */
  static float[] points() {
    return INSTANCE.points.clone();
  }

  /** 468 weights, zero for all but 33 points. */
  static float[] rigidity() {
    return INSTANCE.rigidity.clone();
  }
}
