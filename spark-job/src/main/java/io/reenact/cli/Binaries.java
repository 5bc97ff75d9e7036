package io.reenact.cli;

import io.reenact.error.UnusableStore;
import io.reenact.table.Store;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Binary cells of a query's result: told by their kind and length, or kept as files.
 *
 * @param folder where files go, on any Hadoop file system; null for none
 * @param hadoop of the file system
 */
record Binaries(String folder, Configuration hadoop) {
  private static final Map<String, int[]> MAGIC =
      Map.of(
          "png", new int[] {0x89, 'P', 'N', 'G'},
          "jpg", new int[] {0xff, 0xd8, 0xff},
          "gz", new int[] {0x1f, 0x8b},
          "ply", new int[] {'p', 'l', 'y', '\n'},
          "npy", new int[] {0x93, 'N', 'U', 'M'});

  /** The file extension that fits the first bytes; {@code bin} if none is known. */
  static String kind(byte[] bytes) {
    for (Map.Entry<String, int[]> m : MAGIC.entrySet()) {
      boolean same = bytes.length >= m.getValue().length;
      for (int i = 0; same && i < m.getValue().length; i++) {
        same = (bytes[i] & 0xff) == m.getValue()[i];
      }
      if (same) {
        return m.getKey();
      }
    }
    return "bin";
  }

  /** For people: such as {@code png, 10432 bytes}. */
  static String shown(byte[] bytes) {
    String kind = kind(bytes);
    return (kind.equals("bin") ? "" : kind + ", ") + bytes.length + " bytes";
  }

  boolean kept() {
    return folder != null;
  }

  /**
   * Keeps a cell as a file.
   *
   * @param row from 1
   * @return where
   */
  String keep(byte[] bytes, long row, String column) {
    String name = String.format(Locale.ROOT, "%s_%06d.%s", Names.safe(column), row, kind(bytes));
    Path path = new Path(folder, name);
    try {
      Store.of(path, hadoop).writeAtomic(path, bytes);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or("--save-binary " + folder, e);
    }
    return path.toString();
  }
}
