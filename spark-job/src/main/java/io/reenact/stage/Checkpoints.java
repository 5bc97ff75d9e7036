package io.reenact.stage;

import io.reenact.table.Names;
import io.reenact.table.Store;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Files of a unit that outlive a killed attempt; removed when the unit is committed. */
public final class Checkpoints {
  private final Store store;
  private final Path folder;

  Checkpoints(Store store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  /** Replaces a file; a kill leaves the old one or the new one. */
  public void write(String name, byte[] bytes) throws IOException {
    store.writeAtomic(path(name), bytes);
  }

  /** Replaces a file by a local one. */
  public void write(String name, java.nio.file.Path local) throws IOException {
    store.putAtomic(local, path(name));
  }

  /** The file as last written, whole. */
  public Optional<byte[]> read(String name) throws IOException {
    Path path = path(name);
    return store.exists(path) ? Optional.of(store.read(path)) : Optional.empty();
  }

  private Path path(String name) {
    return new Path(folder, Names.safe(name));
  }
}
