package io.reenact.splat.file;

import io.reenact.splat.Gaussians;
import io.reenact.video.Provenance;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes Gaussians as the .ply of 3D Gaussian Splatting (binary little-endian, standard property
 * order, no higher harmonics). Common viewers expect y down, so the scene is turned by 180 degrees
 * about x; a comment in the header says so.
 */
public final class PlyWriter {
  private PlyWriter() {}

  /**
   * @param gaussians {@code [n, 14]} from index 0, see {@link Gaussians}
   * @param n number of Gaussians
   * @param origin what a comment of the header says of where they come from
   * @param out receives the file; not closed
   * @throws IOException from the stream
   */
  public static void write(FloatBuffer gaussians, int n, Provenance origin, OutputStream out)
      throws IOException {
    out.write(PlyFile.header(n, origin).getBytes(StandardCharsets.UTF_8));
    int chunk = 1024;
    int row = PlyFile.PROPERTIES.length * Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(chunk * row).order(ByteOrder.LITTLE_ENDIAN);
    float[] g = new float[Gaussians.FLOATS];
    for (int i = 0; i < n; i++) {
      gaussians.get(i * Gaussians.FLOATS, g);
      PlyFile.turn(g);
      for (int source : PlyFile.SOURCE) {
        bytes.putFloat(source < 0 ? 0 : g[source]);
      }
      if (!bytes.hasRemaining() || i == n - 1) {
        out.write(bytes.array(), 0, bytes.position());
        bytes.clear();
      }
    }
  }
}
