package io.reenact.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The end of a Parquet file. Parquet lists a column's encodings in the order of a hash set of an
 * enum, whose hash codes differ from one JVM to the next; put in order, files with the same rows
 * have the same bytes.
 */
final class ParquetFooter {
  /** Length of the footer (four bytes, little-endian) and the magic word. */
  private static final int TAIL = 8;

  private ParquetFooter() {}

  /**
   * Puts the lists of encodings in order; a file that has them so is left alone.
   *
   * @param file that nobody else has open
   * @throws IOException if it can't be read or written, or is no Parquet file
   */
  static void sort(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer tail = read(channel, Math.max(0, channel.size() - TAIL), TAIL, file);
      int size = tail.getInt(0);
      long data = channel.size() - TAIL - size;
      if (size < 0 || data < 0) {
        throw new IOException(file + " is no Parquet file");
      }
      FileMetaData meta =
          Util.readFileMetaData(new ByteArrayInputStream(read(channel, data, size, file).array()));
      if (!sort(meta)) {
        return;
      }
      ByteArrayOutputStream sorted = new ByteArrayOutputStream();
      Util.writeFileMetaData(meta, sorted);
      tail.putInt(0, sorted.size());
      sorted.write(tail.array());
      channel.truncate(data);
      channel.position(data);
      ByteBuffer out = ByteBuffer.wrap(sorted.toByteArray());
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length, Path file)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException(file + " is no Parquet file");
      }
    }
    return bytes;
  }

  /** Whether something changed. */
  private static boolean sort(FileMetaData meta) {
    boolean changed = false;
    for (RowGroup group : meta.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        List<Encoding> before = column.getMeta_data().getEncodings();
        List<Encoding> after = new ArrayList<>(before);
        after.sort(null);
        changed |= !after.equals(before);
        column.getMeta_data().setEncodings(after);
      }
    }
    return changed;
  }
}
