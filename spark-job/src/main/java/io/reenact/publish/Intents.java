package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What publications are about to do, recorded under {@code _publish} before it is done, so that
 * whoever comes next finishes one that was cut short.
 */
final class Intents {
  private final Workspace workspace;
  private final Store store;

  Intents(Workspace workspace, Store store) {
    this.workspace = workspace;
    this.store = store;
  }

  /** The records of publications that are not finished. */
  List<FileStatus> files() throws IOException {
    return store.list(workspace.intents()).stream()
        .filter(
            f -> f.getPath().getName().endsWith(".json") && !f.getPath().getName().startsWith("."))
        .toList();
  }

  /**
   * Finishes them all.
   *
   * @throws UserError if a record is damaged or not this job's
   */
  void finish() throws IOException {
    List<Intent> intents = new ArrayList<>();
    for (FileStatus file : files()) {
      intents.add(Intent.parse(file.getPath(), store.read(file.getPath())));
    }
    // Not before all have been read: what is refused should stop what comes with it, too.
    for (Intent intent : intents) {
      apply(intent);
    }
  }

  /** Records an intent and does it; nothing to do is fine. */
  void carryOut(String generation, List<String> removes, List<Intent.Move> adds, PublishLock lock)
      throws IOException {
    if (!removes.isEmpty() || !adds.isEmpty()) {
      Intent intent = new Intent(generation, removes, adds);
      store.sync(adds.stream().map(a -> workspace.resolve(a.from())).toList());
      lock.check();
      Path record = new Path(workspace.intents(), generation + ".json");
      store.writeAtomic(record, Json.bytes(intent));
      store.sync(List.of(record));
      apply(intent);
    }
  }

  private void apply(Intent intent) throws IOException {
    PublishedFiles files = new PublishedFiles(workspace, store);
    for (String gone : intent.removes()) {
      store.delete(inside(gone));
      files.remove(gone);
    }
    for (Intent.Move move : intent.adds()) {
      files.add(move);
      store.move(inside(move.from()), inside(move.to()));
    }
    // What it said must be done for good before the intent goes.
    List<Path> done = new ArrayList<>();
    for (Intent.Move move : intent.adds()) {
      done.add(workspace.resolve(move.to()));
      done.add(files.record(move.to()));
    }
    store.sync(done);
    store.delete(inside("_staging/" + intent.generation()));
    store.delete(new Path(workspace.intents(), intent.generation() + ".json"));
  }

  /**
   * A file of the workspace.
   *
   * @param path relative
   * @throws UserError if it lies behind a symbolic link
   */
  Path inside(String path) {
    Path full = workspace.resolve(path);
    if (store.leadsElsewhere(new Path(workspace.root()), full)) {
      throw new UserError(
          full
              + " lies behind a symbolic link: a table is a folder of the workspace; put it there");
    }
    return full;
  }
}
