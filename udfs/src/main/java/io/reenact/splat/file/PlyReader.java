package io.reenact.splat.file;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.splat.Gaussians;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads 3DGS .ply files (binary little-endian, float properties of a vertex in any order). Higher
 * harmonics and other extra properties are ignored. Files of {@link PlyWriter} are turned back to y
 * up; others are taken as they are.
 */
public final class PlyReader {
  private static final int MAX_LINE = 1024;
  private static final int MAX_LINES = 1000;
  private static final int MAX_GAUSSIANS = 50_000_000;

  private PlyReader() {}

  /**
   * @param in the file; not closed
   * @param name of the file, for messages
   * @return direct buffer {@code [n, 14]}, see {@link Gaussians}
   * @throws UserError if it is not such a file
   * @throws IOException from the stream
   */
  public static FloatBuffer read(InputStream in, String name) throws IOException {
    InputStream buffered = new BufferedInputStream(in, 1 << 16);
    List<String> lines = header(buffered, name);
    boolean turned = lines.stream().anyMatch(PlyFile::turned);
    int n = -1;
    List<String> properties = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.trim().split("\\s+");
      if (words[0].equals("element")) {
        n = count(words, n, name);
      } else if (words[0].equals("property")) {
        if (words.length != 3 || !(words[1].equals("float") || words[1].equals("float32"))) {
          throw new BadInput(name + ": '" + line + "' is not a float property; not a 3DGS .ply");
        }
        properties.add(words[2]);
      }
    }
    if (n < 0) {
      throw new BadInput(name + ": the header has no 'element vertex N'; not a 3DGS .ply");
    }
    return body(buffered, n, columns(properties, name), properties.size(), turned, name);
  }

  private static int count(String[] words, int before, String name) {
    try {
      int n = words.length == 3 && words[1].equals("vertex") ? Integer.parseInt(words[2]) : -1;
      if (before < 0 && n >= 0 && n <= MAX_GAUSSIANS) {
        return n;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new BadInput(
        name
            + ": expected one 'element vertex N' with N up to "
            + MAX_GAUSSIANS
            + " in the header");
  }

  private static int[] columns(List<String> properties, String name) {
    int[] columns = new int[PlyFile.PROPERTIES.length];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = properties.indexOf(PlyFile.PROPERTIES[k]);
      if (columns[k] < 0 && PlyFile.SOURCE[k] >= 0) {
        throw new BadInput(
            name + ": property '" + PlyFile.PROPERTIES[k] + "' is missing; not a 3DGS .ply");
      }
    }
    return columns;
  }

  private static FloatBuffer body(
      InputStream in, int n, int[] columns, int width, boolean turned, String name)
      throws IOException {
    byte[] bytes = new byte[width * Float.BYTES];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // Grown as the file goes on, so that a false count in the header costs no memory.
    FloatBuffer out = direct(Math.min(n, 4096));
    float[] g = new float[Gaussians.FLOATS];
    for (int i = 0; i < n; i++) {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new BadInput(
            name + ": the file ends after " + i + " of " + n + " Gaussians; get it again");
      }
      for (int k = 0; k < columns.length; k++) {
        if (PlyFile.SOURCE[k] >= 0) {
          g[PlyFile.SOURCE[k]] = row.getFloat(columns[k] * Float.BYTES);
        }
      }
      if (turned) {
        PlyFile.turn(g);
      }
      if (out.capacity() < (i + 1) * Gaussians.FLOATS) {
        FloatBuffer more = direct(Math.min(n, 2 * i));
        more.put(0, out, 0, i * Gaussians.FLOATS);
        out = more;
      }
      out.put(i * Gaussians.FLOATS, g);
    }
    return out;
  }

  private static FloatBuffer direct(int n) {
    return ByteBuffer.allocateDirect(n * Gaussians.FLOATS * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static List<String> header(InputStream in, String name) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < MAX_LINES) {
      String line;
      try {
        line = line(in);
      } catch (EOFException e) {
        throw new BadInput(name + ": no complete .ply header; not a 3DGS .ply", e);
      }
      if (lines.isEmpty() && !line.equals("ply")) {
        throw new BadInput(name + ": does not start with 'ply'; not a 3DGS .ply");
      }
      if (lines.size() == 1 && !line.equals("format binary_little_endian 1.0")) {
        throw new BadInput(name + ": " + line + " is not read; save it as binary little-endian");
      }
      if (line.equals("end_header")) {
        return lines;
      }
      lines.add(line);
    }
    throw new BadInput(name + ": the header has no end; not a 3DGS .ply");
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder b = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || b.length() > MAX_LINE) {
        throw new EOFException("no end of line");
      }
      b.append((char) c);
    }
    String line = b.toString();
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .stripTrailing();
  }
}
