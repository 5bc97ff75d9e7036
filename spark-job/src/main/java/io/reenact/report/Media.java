package io.reenact.report;

import io.reenact.table.Store;
import io.reenact.table.Workspace;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Links from a report to videos and pictures: to the workspace's files and the corpus's clips where
 * they are, or to copies in the report's folder.
 */
final class Media {
  private final Workspace workspace;
  private final Configuration hadoop;
  private final Store store;
  private final ReportFolder folder;
  private final boolean copies;
  private final Map<String, String> originals = new HashMap<>();

  Media(Workspace workspace, Configuration hadoop, ReportFolder folder, boolean copies)
      throws IOException {
    this.workspace = workspace;
    this.hadoop = hadoop;
    this.store = workspace.store(hadoop);
    this.folder = folder;
    this.copies = copies;
  }

  /**
   * A file of the workspace, or a folder of files.
   *
   * @param path relative to the workspace
   * @return relative to the report; null if a copy has no place for it
   */
  String file(String path) throws IOException {
    if (!copies) {
      return "../" + path;
    }
    Path from = workspace.resolve(path);
    if (!store.exists(from) || store.status(from).isDirectory()) {
      return null;
    }
    String to = "media/" + path.replaceFirst("^files/", "");
    folder.copy(store, from, to);
    return to;
  }

  /**
   * A clip of the corpus.
   *
   * @param uri where it is; null if nobody knows
   * @return null where no browser could reach it, or it is gone
   */
  String original(String identity, String clip, String uri) throws IOException {
    if (uri == null) {
      return null;
    }
    String known = originals.get(uri);
    if (known == null) {
      known = copies ? copied(identity, clip, uri) : inPlace(uri);
      originals.put(uri, known);
    }
    return known.isEmpty() ? null : known;
  }

  private static String inPlace(String uri) {
    Path path = new Path(uri);
    String scheme = path.toUri().getScheme();
    if (scheme == null || scheme.equals("file")) {
      // The browser's spelling: an empty authority, and characters of all kinds escaped.
      return java.nio.file.Path.of(path.toUri().getPath()).toUri().toASCIIString();
    }
    return scheme.equals("https") || scheme.equals("http") ? uri : "";
  }

  private String copied(String identity, String clip, String uri) throws IOException {
    Path path = new Path(uri);
    Store from = Store.of(path, hadoop);
    String name = path.getName();
    String extension = name.replaceFirst("^.*?(\\.[A-Za-z0-9]{1,5})?$", "$1");
    String to = "media/clips/" + Names.safe(identity + "_" + clip) + extension;
    if (!from.exists(path)) {
      // A corpus may be gone by now; the page says that the video is not at hand.
      return "";
    }
    folder.copy(from, path, to);
    return to;
  }
}
