package io.reenact.splat.file;

import io.reenact.video.Provenance;

/** What writer and reader of 3DGS .ply files share. */
final class PlyFile {
  /** The properties of the reference implementation's files without higher harmonics, in order. */
  static final String[] PROPERTIES = {
    "x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1",
    "scale_2", "rot_0", "rot_1", "rot_2", "rot_3"
  };

  /** Where each property lies in a Gaussian; -1 for the normals. */
  static final int[] SOURCE = {0, 1, 2, -1, -1, -1, 10, 11, 12, 13, 3, 4, 5, 6, 7, 8, 9};

  private static final String COMMENT =
      "comment y down: the scene (y up, face along +z) was turned by 180 degrees about x";

  private PlyFile() {}

  static String header(int n, Provenance origin) {
    StringBuilder b = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
    b.append(COMMENT).append('\n');
    b.append("comment ")
        .append(origin.comment())
        .append('\n')
        .append("element vertex ")
        .append(n)
        .append('\n');
    for (String p : PROPERTIES) {
      b.append("property float ").append(p).append('\n');
    }
    return b.append("end_header\n").toString();
  }

  static boolean turned(String headerLine) {
    return headerLine.equals(COMMENT);
  }

  /**
   * Turns one Gaussian by 180 degrees about x, in place: y and z change sign, and the quaternion is
   * multiplied by (0, 1, 0, 0). Twice gives the same Gaussian, its quaternion negated.
   */
  static void turn(float[] g) {
    g[1] = -g[1];
    g[2] = -g[2];
    float w = g[6];
    float x = g[7];
    float y = g[8];
    float z = g[9];
    g[6] = -x;
    g[7] = w;
    g[8] = -z;
    g[9] = y;
  }
}
