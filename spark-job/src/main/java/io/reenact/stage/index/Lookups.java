package io.reenact.stage.index;

import io.reenact.error.StorageErrors;
import io.reenact.plan.Checksums;
import io.reenact.plan.Clip;
import io.reenact.video.InputFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * What file systems say of clips before anybody opens them. Whatever goes wrong is the clip's own
 * error: a manifest may name files of many stores, and one that is wrong spoils no other.
 */
final class Lookups {
  private final Configuration hadoop;

  /** Stores that could not be reached: asking a dead one again takes as long as the first time. */
  private final Map<String, String> dead = new ConcurrentHashMap<>();

  Lookups(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * What was found.
   *
   * @param bytes its length; -1 if there is an error
   * @param modified milliseconds since 1970; 0 if there is an error
   * @param etag or empty
   * @param error why it is no clip, or null
   */
  record Seen(long bytes, long modified, String etag, String error) {}

  Seen of(Clip clip) {
    String uri = clip.uri();
    Path path;
    try {
      path = new Path(uri);
    } catch (IllegalArgumentException e) {
      return wrong(uri, "is no path: " + StorageErrors.line(e));
    }
    String store = path.toUri().getScheme() + "://" + path.toUri().getAuthority();
    if (dead.containsKey(store)) {
      return wrong(uri, dead.get(store));
    }
    FileSystem fs;
    try {
      fs = InputFiles.of(path, hadoop);
    } catch (UnsupportedFileSystemException e) {
      return wrong(uri, "is on no known file system; check its scheme");
    } catch (IOException | RuntimeException e) {
      return dead(store, uri, e);
    }
    try {
      FileStatus file = fs.getFileStatus(path);
      if (file.isDirectory()) {
        return wrong(uri, "is a folder; give a file");
      }
      if (file.getLen() < 0) {
        return wrong(uri, "is on a store that doesn't tell lengths; copy it to one that does");
      }
      readable(fs, file);
      return new Seen(file.getLen(), file.getModificationTime(), Checksums.etag(file), null);
    } catch (FileNotFoundException e) {
      return wrong(uri, "does not exist; correct the manifest, or the link that points to it");
    } catch (IOException | RuntimeException e) {
      // A client of an object store throws unchecked exceptions too.
      boolean gone = StorageErrors.known(e).filter(l -> l.contains("connection")).isPresent();
      return gone ? dead(store, uri, e) : wrong(uri, "can't be read: " + StorageErrors.line(e));
    }
  }

  /**
   * Reads the beginning of a file of this machine: what may not be read, or can't be, is known
   * before the clip's unit, whose key then says so, and runs again once that is mended. Stores are
   * asked only when their files are read.
   */
  private static void readable(FileSystem fs, FileStatus file) throws IOException {
    // What has no length may be a pipe, which never ends.
    if (fs.getUri().getScheme().equals("file") && file.getLen() > 0) {
      try (InputStream in = fs.open(file.getPath())) {
        in.read();
      } catch (FileNotFoundException e) {
        // Java's word for every file that can't be opened.
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  private Seen dead(String store, String uri, Exception e) {
    dead.putIfAbsent(store, "can't be read: " + StorageErrors.line(e));
    return wrong(uri, dead.get(store));
  }

  private static Seen wrong(String uri, String why) {
    return new Seen(-1, 0, "", StorageErrors.withoutKeys(uri) + " " + why);
  }
}
