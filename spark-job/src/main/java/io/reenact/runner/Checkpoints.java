package io.reenact.runner;

import io.reenact.table.Store;
import io.reenact.text.Names;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** Files of a unit that outlive a killed attempt; removed when the unit is committed. */
public final class Checkpoints {
  private final Store store;
  private final Path folder;

  Checkpoints(Store store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  /** Replaces a file by a local one; a kill leaves the old one or the new one. */
  public void write(String name, java.nio.file.Path local) throws IOException {
    store.putAtomic(local, path(name));
  }

  /** Copies the file, as last written, to a local one; false if there is none. */
  public boolean read(String name, java.nio.file.Path local) throws IOException {
    Path path = path(name);
    if (!store.exists(path)) {
      return false;
    }
    store.fetch(path, local);
    return true;
  }

  private Path path(String name) {
    return new Path(folder, Names.safe(name));
  }
}
