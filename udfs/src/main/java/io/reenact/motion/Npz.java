package io.reenact.motion;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Named arrays as NumPy's {@code np.load} opens them: a zip archive of .npy files. */
final class Npz {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** NumPy aligns data at this. */
  private static final int ALIGNMENT = 64;

  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  /**
   * Adds an array of float32.
   *
   * @param columns numbers a row; 0 for an array of one dimension
   */
  Npz floats(String name, int columns, float[] values) {
    ByteBuffer data = buffer(Float.BYTES * values.length);
    data.asFloatBuffer().put(values);
    int rows = columns == 0 ? values.length : values.length / columns;
    return add(name, "<f4", columns == 0 ? rows + "," : rows + ", " + columns, data);
  }

  /** Adds an array of int64. */
  Npz longs(String name, long[] values) {
    ByteBuffer data = buffer(Long.BYTES * values.length);
    data.asLongBuffer().put(values);
    return add(name, "<i8", values.length + ",", data);
  }

  /** Adds an array of strings, of characters within the basic plane. */
  Npz strings(String name, List<String> values) {
    int longest = Math.max(1, values.stream().mapToInt(String::length).max().orElse(1));
    ByteBuffer data = buffer(Integer.BYTES * longest * values.size());
    for (int i = 0; i < values.size(); i++) {
      data.position(Integer.BYTES * longest * i);
      values.get(i).chars().forEach(data::putInt);
    }
    return add(name, "<U" + longest, values.size() + ",", data);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Npz add(String name, String type, String shape, ByteBuffer data) {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int start = MAGIC.length + Short.BYTES;
    int length = (start + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - start;
    ByteBuffer file = buffer(start + length + data.capacity());
    file.put(MAGIC).putShort((short) length);
    file.put(
        (header + " ".repeat(length - 1 - header.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    file.put(data.array());
    arrays.put(name + ".npy", file.array());
    return this;
  }

  /** Writes the archive; the same arrays give the same bytes. */
  void write(OutputStream to) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(to);
    zip.setMethod(ZipOutputStream.STORED);
    for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
      ZipEntry entry = new ZipEntry(array.getKey());
      CRC32 sum = new CRC32();
      sum.update(array.getValue());
      entry.setCrc(sum.getValue());
      entry.setSize(array.getValue().length);
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(array.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }
}
