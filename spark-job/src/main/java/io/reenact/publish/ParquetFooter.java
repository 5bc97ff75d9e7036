package io.reenact.publish;

import io.reenact.scratch.ScratchFolders;
import io.reenact.table.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
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

  private static final int BUFFER = 1 << 16;

  private ParquetFooter() {}

  /**
   * Puts the lists of encodings in order; a file that has them so is left alone. Several may do so
   * at a time: each puts the same bytes in the place of the file, whole.
   *
   * @throws IOException if it can't be read or written, or is no Parquet file
   */
  static void sort(Store store, Path file) throws IOException {
    long length = store.status(file).getLen();
    java.nio.file.Path copy = null;
    try (FSDataInputStream in = store.open(file)) {
      byte[] tail = new byte[TAIL];
      in.readFully(Math.max(0, length - TAIL), tail);
      ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
      int size = end.getInt(0);
      long data = length - TAIL - size;
      if (size < 0 || data < 0) {
        throw new IOException(file + " is no Parquet file");
      }
      byte[] footer = new byte[size];
      in.readFully(data, footer);
      FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(footer));
      if (!sort(meta)) {
        return;
      }
      ByteArrayOutputStream sorted = new ByteArrayOutputStream();
      Util.writeFileMetaData(meta, sorted);
      end.putInt(0, sorted.size());
      copy = ScratchFolders.file("footer", ".parquet");
      try (OutputStream out = Files.newOutputStream(copy)) {
        copy(in, data, out);
        sorted.writeTo(out);
        out.write(tail);
      }
      store.putAtomic(copy, file);
    } finally {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    }
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

  private static void copy(FSDataInputStream in, long bytes, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    in.seek(0);
    for (long left = bytes; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new IOException("a Parquet file ended " + left + " bytes early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
