package io.reenact.splat.file;

import io.reenact.splat.Gaussians;
import io.reenact.video.Provenance;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes Gaussians as compressed .spz of Niantic Labs, version 2: a gzip stream of a 16-byte header
 * and the attributes one after another (positions, alphas, colours, scales, rotations). The
 * embedded generator's 8,192 Gaussians take 119 KB, as .ply 558. The format's axes are right, up,
 * back, which are this project's: nothing is turned. Version 2 is what all readers of the format
 * know.
 */
public final class SpzWriter {
  /** Positions are 24-bit fixed point: steps of 2^-12 world units, up to 2048. */
  private static final int FRACTION_BITS = 12;

  private SpzWriter() {}

  /**
   * @param gaussians {@code [n, 14]} from index 0, see {@link Gaussians}
   * @param n number of Gaussians
   * @param origin what the gzip stream's comment says of where they come from
   * @param out receives the file; not closed
   * @throws IOException from the stream
   */
  public static void write(FloatBuffer gaussians, int n, Provenance origin, OutputStream out)
      throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setComment(origin.comment());
    parameters.setBufferSize(1 << 16);
    GzipCompressorOutputStream zip = new GzipCompressorOutputStream(out, parameters);
    zip.write(
        ByteBuffer.allocate(SpzFormat.HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(SpzFormat.MAGIC)
            .putInt(SpzFormat.VERSION)
            .putInt(n)
            .put((byte) 0)
            .put((byte) FRACTION_BITS)
            .array());
    byte[] positions = new byte[9 * n];
    byte[] alphas = new byte[n];
    byte[] colours = new byte[3 * n];
    byte[] scales = new byte[3 * n];
    byte[] rotations = new byte[3 * n];
    float[] g = new float[Gaussians.FLOATS];
    for (int i = 0; i < n; i++) {
      gaussians.get(i * Gaussians.FLOATS, g);
      for (int k = 0; k < 3; k++) {
        long fixed = Math.round((double) g[Gaussians.XYZ + k] * (1 << FRACTION_BITS));
        long bits = Math.max(-(1 << 23), Math.min((1 << 23) - 1, fixed));
        positions[9 * i + 3 * k] = (byte) bits;
        positions[9 * i + 3 * k + 1] = (byte) (bits >> 8);
        positions[9 * i + 3 * k + 2] = (byte) (bits >> 16);
        colours[3 * i + k] = quantized((SpzFormat.COLOUR * g[Gaussians.COLOUR + k] + 0.5) * 255);
        scales[3 * i + k] = quantized(16.0 * (g[Gaussians.LOG_SCALE + k] + 10));
      }
      alphas[i] = quantized(255 / (1 + Math.exp(-g[Gaussians.OPACITY])));
      rotation(g, rotations, 3 * i);
    }
    zip.write(positions);
    zip.write(alphas);
    zip.write(colours);
    zip.write(scales);
    zip.write(rotations);
    zip.finish();
  }

  /** x, y, z of the unit quaternion whose w is not negative. */
  private static void rotation(float[] g, byte[] to, int at) {
    double w = g[Gaussians.ROTATION];
    double length = w * w;
    for (int k = 1; k < 4; k++) {
      double v = g[Gaussians.ROTATION + k];
      length += v * v;
    }
    double scale = (w < 0 ? -127.5 : 127.5) / Math.max(1e-20, Math.sqrt(length));
    for (int k = 0; k < 3; k++) {
      to[at + k] = quantized(scale * g[Gaussians.ROTATION + 1 + k] + 127.5);
    }
  }

  private static byte quantized(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }
}
