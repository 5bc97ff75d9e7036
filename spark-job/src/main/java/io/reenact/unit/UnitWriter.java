package io.reenact.unit;

import io.reenact.row.Columns;
import io.reenact.row.RowCodec;
import io.reenact.table.Store;
import io.reenact.table.Table;
import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.text.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes the files of one attempt at a unit; nothing counts until the attempt is committed. */
public final class UnitWriter {
  private final Workspace workspace;
  private final Store store;
  private final UnitKey key;
  private final String settings;
  private final Path folder;
  private final List<UnitFile> files = new ArrayList<>();
  private final Set<Table> written = EnumSet.noneOf(Table.class);

  UnitWriter(Workspace workspace, Store store, UnitKey key, String settings, Path folder) {
    this.settings = settings;
    this.workspace = workspace;
    this.store = store;
    this.key = key;
    this.folder = folder;
  }

  /**
   * All rows of one table, as gzipped JSON lines; the columns of unit and settings are added.
   *
   * @throws IllegalArgumentException for rows of another table
   * @throws IllegalStateException if the table was written before
   */
  public synchronized <R extends Record> void rows(Class<R> type, Iterator<R> rows)
      throws IOException {
    Table table = Table.of(type);
    if (!written.add(table)) {
      throw new IllegalStateException("rows of " + table.folder() + " were written before");
    }
    RowCodec<R> codec = RowCodec.of(type);
    Path path = new Path(folder, table.folder() + ".jsonl.gz");
    MessageDigest digest = Hashes.sha256();
    long count = 0;
    try (OutputStream out =
        new GZIPOutputStream(new DigestOutputStream(store.create(path), digest), 1 << 16)) {
      while (rows.hasNext()) {
        Map<String, Object> row = codec.values(rows.next());
        if (table != Table.SETTINGS) {
          row.put(Columns.SETTINGS, settings);
        }
        row.put(Table.UNIT, key.hex());
        out.write(Json.line(row));
        out.write('\n');
        count++;
      }
    }
    files.add(entry(path, table.folder(), count, Hashes.hex(digest.digest())));
  }

  /**
   * A result file, named by its content so that equal results share one file.
   *
   * @param kind the folder under {@code files/}
   * @param name what a person should read in the name; made safe
   * @param suffix the name's end, of safe characters, for programs that look at it; or empty
   * @param extension without the dot
   * @param local the content
   */
  public UnitFile file(
      String kind, String name, String suffix, String extension, java.nio.file.Path local)
      throws IOException {
    String sha256;
    try (InputStream in = Files.newInputStream(local)) {
      sha256 = Hashes.of(in);
    }
    String file = Names.safe(name) + "-" + sha256.substring(0, 12) + suffix + "." + extension;
    Path path = new Path(workspace.files(kind), file);
    keep(local, path, sha256);
    UnitFile entry = entry(path, null, 0, sha256);
    synchronized (this) {
      files.add(entry);
    }
    return entry;
  }

  /**
   * A file of a sequence, such as the frames of a render, in a folder that holds the sequence and
   * nothing else, under a name that other programs expect. Units that make one sequence together
   * share the folder.
   *
   * @param kind the folder under {@code files/}
   * @param folder of the sequence; the key of what decides its content is part of it
   * @param name of the file, of safe characters
   * @param local the content
   */
  public UnitFile numbered(String kind, String folder, String name, java.nio.file.Path local)
      throws IOException {
    String sha256;
    try (InputStream in = Files.newInputStream(local)) {
      sha256 = Hashes.of(in);
    }
    Path path = new Path(new Path(workspace.files(kind), folder), name);
    keep(local, path, sha256);
    UnitFile entry = entry(path, null, 0, sha256);
    synchronized (this) {
      files.add(entry);
    }
    return entry;
  }

  /**
   * Puts the file there. An equal one stays, since a twin of this attempt may be reading it, but
   * gets this moment as its time: it may be an orphan that {@code Vacuum} is about to remove. A
   * damaged one of the same length is written again.
   */
  private void keep(java.nio.file.Path local, Path path, String sha256) throws IOException {
    boolean kept =
        store.exists(path)
            && store.status(path).getLen() == Files.size(local)
            && store.touch(path)
            && store.sha256(path).equals(sha256);
    if (!kept) {
      store.putAtomic(local, path);
    }
  }

  /** What was written so far. */
  public synchronized List<UnitFile> files() {
    return List.copyOf(files);
  }

  private UnitFile entry(Path path, String table, long rows, String sha256) throws IOException {
    return new UnitFile(workspace.relative(path), table, rows, store.status(path).getLen(), sha256);
  }
}
