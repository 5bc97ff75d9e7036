package io.reenact.generator;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A float32 array in NumPy's .npy format (versions 1 and 2, C order, little-endian), the format of
 * boundaries and directions.
 *
 * @param shape lengths, outermost first
 * @param data values, row-major
 */
public record Npy(int[] shape, float[] data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']*)',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([0-9,"
              + " ]*)\\),?\\s*\\}\\s*");

  /**
   * Reads an array.
   *
   * @param bytes the file's bytes
   * @param name what to call the file in an error
   * @throws UserError if it is not a float32 .npy file in C order
   */
  public static Npy parse(byte[] bytes, String name) {
    if (bytes.length < 10 || !startsWithMagic(bytes)) {
      throw bad(name, "is not a .npy file");
    }
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes[6];
    int start = version == 1 ? 10 : 12;
    if (version < 1 || version > 2 || bytes.length < start) {
      throw bad(name, "has .npy version " + version + ", known are 1 and 2");
    }
    long header = version == 1 ? b.getShort(8) & 0xffffL : b.getInt(8) & 0xffffffffL;
    if (start + header > bytes.length) {
      throw bad(name, "ends inside its header");
    }
    Matcher m = HEADER.matcher(new String(bytes, start, (int) header, StandardCharsets.US_ASCII));
    if (!m.matches() || !m.group(1).equals("<f4") || !m.group(2).equals("False")) {
      throw bad(name, "is not a float32 array in C order");
    }
    int[] shape = shape(m.group(3), name);
    long count = 1;
    for (int s : shape) {
      count = Math.multiplyExact(count, s);
      if (count > bytes.length) {
        throw bad(name, "is shorter than its shape says");
      }
    }
    if (start + header + 4 * count != bytes.length) {
      throw bad(
          name,
          "holds "
              + (bytes.length - start - header)
              + " bytes of data, its shape needs "
              + 4 * count);
    }
    float[] data = new float[(int) count];
    b.position((int) (start + header));
    b.asFloatBuffer().get(data);
    return new Npy(shape, data);
  }

  /** This array as a version 1 file. */
  public byte[] encode() {
    String dims =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    // NumPy writes a tuple of one as "(n,)".
    String tuple = shape.length == 1 ? dims + "," : dims;
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + tuple + "), }";
    int padded = (10 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer b = ByteBuffer.allocate(padded + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - 10));
    b.put(header.getBytes(StandardCharsets.US_ASCII));
    while (b.position() < padded - 1) {
      b.put((byte) ' ');
    }
    b.put((byte) '\n');
    for (float v : data) {
      b.putFloat(v);
    }
    return b.array();
  }

  /** One row of a matrix. */
  public float[] row(int r) {
    int width = data.length / shape[0];
    float[] row = new float[width];
    System.arraycopy(data, r * width, row, 0, width);
    return row;
  }

  private static int[] shape(String text, String name) {
    String[] parts = text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*");
    int[] shape = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("\\d{1,9}")) {
        throw bad(name, "has the unusable shape (" + text + ")");
      }
      shape[i] = Integer.parseInt(parts[i]);
    }
    return shape;
  }

  private static boolean startsWithMagic(byte[] bytes) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private static UserError bad(String name, String what) {
    return new BadInput(name + " " + what + ": write it with numpy.save as a float32 array");
  }
}
