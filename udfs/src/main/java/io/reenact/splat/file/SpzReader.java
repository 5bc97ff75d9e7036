package io.reenact.splat.file;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.splat.Gaussians;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads compressed .spz of Niantic Labs, version 2, as {@link SpzWriter} writes them. Higher
 * harmonics are ignored.
 */
public final class SpzReader {
  /** Opacity logits are kept within what a sigmoid in 8 bits can tell apart. */
  private static final double LEAST_ALPHA = 0.5 / 255;

  private SpzReader() {}

  /**
   * @param in the file; not closed
   * @param name of the file, for messages
   * @param most Gaussians that are taken
   * @return direct buffer {@code [n, 14]}, see {@link Gaussians}
   * @throws UserError if it is not such a file, or has more Gaussians
   */
  public static FloatBuffer read(InputStream in, String name, int most) {
    try {
      GzipCompressorInputStream zip = new GzipCompressorInputStream(in);
      DataInputStream data = new DataInputStream(zip);
      ByteBuffer header =
          ByteBuffer.wrap(bytes(data, SpzFormat.HEADER)).order(ByteOrder.LITTLE_ENDIAN);
      int n = header.getInt(8);
      if (header.getInt(0) != SpzFormat.MAGIC || header.getInt(4) != SpzFormat.VERSION) {
        throw new BadInput(name + " is no .spz of version " + SpzFormat.VERSION);
      }
      if (n < 0 || n > most) {
        throw new BadInput(name + " says that it has " + n + " Gaussians, not 0 to " + most);
      }
      return body(data, n, header.get(13));
    } catch (EOFException e) {
      throw new BadInput(name + " ends too early; get it again", e);
    } catch (IOException e) {
      throw new BadInput(name + " is no .spz, or damaged; get it again", e);
    }
  }

  private static FloatBuffer body(DataInputStream data, int n, int fractionBits)
      throws IOException {
    byte[] positions = bytes(data, 9 * n);
    byte[] alphas = bytes(data, n);
    byte[] colours = bytes(data, 3 * n);
    byte[] scales = bytes(data, 3 * n);
    byte[] rotations = bytes(data, 3 * n);
    double step = Math.pow(2, -fractionBits);
    float[] g = new float[Gaussians.FLOATS];
    FloatBuffer out =
        ByteBuffer.allocateDirect(n * Gaussians.FLOATS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < n; i++) {
      double rest = 1;
      for (int k = 0; k < 3; k++) {
        int p = 9 * i + 3 * k;
        int fixed = (positions[p] & 0xff) | (positions[p + 1] & 0xff) << 8 | positions[p + 2] << 16;
        g[Gaussians.XYZ + k] = (float) (fixed * step);
        g[Gaussians.COLOUR + k] =
            (float) (((colours[3 * i + k] & 0xff) / 255.0 - 0.5) / SpzFormat.COLOUR);
        g[Gaussians.LOG_SCALE + k] = (float) ((scales[3 * i + k] & 0xff) / 16.0 - 10);
        double q = (rotations[3 * i + k] & 0xff) / 127.5 - 1;
        g[Gaussians.ROTATION + 1 + k] = (float) q;
        rest -= q * q;
      }
      g[Gaussians.ROTATION] = (float) Math.sqrt(Math.max(0, rest));
      double alpha = Math.max(LEAST_ALPHA, Math.min(1 - LEAST_ALPHA, (alphas[i] & 0xff) / 255.0));
      g[Gaussians.OPACITY] = (float) Math.log(alpha / (1 - alpha));
      out.put(i * Gaussians.FLOATS, g);
    }
    return out;
  }

  private static byte[] bytes(DataInputStream data, int n) throws IOException {
    byte[] bytes = new byte[n];
    data.readFully(bytes);
    return bytes;
  }
}
