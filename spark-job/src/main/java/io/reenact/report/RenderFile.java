package io.reenact.report;

import io.reenact.table.PictureName;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Files of one kind that units kept for renders, one a render: {@code writeFile(folder,
 * PictureName.safeId(renderId), extension, file)}. Of several the newest counts.
 */
final class RenderFile {
  private static final Pattern NAME = Pattern.compile("(.+)-[0-9a-f]{12}\\.[a-z]+");

  private final Map<String, FileStatus> found = new HashMap<>();
  private final Store store;

  RenderFile(Workspace workspace, Configuration hadoop, String folder) throws IOException {
    this.store = workspace.store(hadoop);
    for (FileStatus file : store.list(workspace.files(folder))) {
      Matcher name = NAME.matcher(file.getPath().getName());
      if (name.matches()) {
        found.merge(
            name.group(1),
            file,
            (a, b) -> a.getModificationTime() < b.getModificationTime() ? b : a);
      }
    }
  }

  /** Whether there is any. */
  boolean any() {
    return !found.isEmpty();
  }

  /** Whether a render has one. */
  boolean has(String renderId) {
    return found.containsKey(PictureName.safeId(renderId));
  }

  /** What a render's holds, if it has one. */
  Optional<byte[]> read(String renderId) throws IOException {
    FileStatus file = found.get(PictureName.safeId(renderId));
    if (file == null) {
      return Optional.empty();
    }
    Path path = file.getPath();
    return Optional.of(store.read(path));
  }
}
