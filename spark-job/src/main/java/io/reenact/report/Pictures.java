package io.reenact.report;

import io.reenact.table.PictureName;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Pictures of renders: files that a unit kept as {@code writeFile("pictures",
 * PictureName.of(renderId, label), "png", file)}. Of several with one label the newest counts.
 */
final class Pictures {
  private static final String FOLDER = "pictures";

  private final Map<String, Map<String, FileStatus>> found = new HashMap<>();
  private final Workspace workspace;

  Pictures(Workspace workspace, Configuration hadoop) throws IOException {
    this.workspace = workspace;
    Store store = workspace.store(hadoop);
    for (FileStatus file : store.list(workspace.files(FOLDER))) {
      PictureName.parse(workspace.relative(store.qualify(file.getPath())))
          .ifPresent(
              name ->
                  found
                      .computeIfAbsent(name.render(), r -> new TreeMap<>())
                      .merge(
                          name.label(),
                          file,
                          (a, b) -> a.getModificationTime() < b.getModificationTime() ? b : a));
    }
  }

  /** Paths, relative to the workspace, by what they show. */
  Map<String, String> of(String renderId) {
    Map<String, String> paths = new TreeMap<>();
    found
        .getOrDefault(PictureName.safeId(renderId), Map.of())
        .forEach((label, file) -> paths.put(label, workspace.relative(file.getPath())));
    return paths;
  }
}
