package io.reenact.plan;

import io.reenact.pool.LatestMap;
import io.reenact.text.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * What a file's content is, as a short text: the file system's own checksum where it keeps one
 * (S3's etag, HDFS's composed CRC), else SHA-256 of the bytes.
 */
public final class Checksums {
  private static final int REMEMBERED = 256;

  // A manifest can name many parts of one long file; it is read once.
  private static final Map<String, String> RECENT =
      Collections.synchronizedMap(new LatestMap<>(REMEMBERED));

  private Checksums() {}

  /** The etag, or nothing where the file system has none. */
  public static String etag(FileStatus file) {
    String etag = file instanceof EtagSource source ? source.getEtag() : null;
    return etag == null ? "" : etag.replace("\"", "");
  }

  /** The checksum; reads the file if nothing cheaper will do. */
  public static String of(FileSystem fs, FileStatus file) throws IOException {
    String etag = etag(file);
    if (!etag.isEmpty()) {
      return "etag:" + etag;
    }
    if (fs.getUri().getScheme().equals("hdfs")) {
      FileChecksum checksum = fs.getFileChecksum(file.getPath());
      if (checksum != null) {
        return checksum.getAlgorithmName() + ":" + Hashes.hex(checksum.getBytes());
      }
    }
    if (file.getLen() == 0) {
      // Nothing to read; and a pipe or a device, which has no length either, would never end.
      return "sha256:" + Hashes.hex(Hashes.sha256().digest());
    }
    String memo = file.getPath() + "|" + file.getLen() + "|" + file.getModificationTime();
    String known = RECENT.get(memo);
    if (known == null) {
      try (InputStream in = fs.open(file.getPath())) {
        known = "sha256:" + Hashes.of(in);
      }
      RECENT.put(memo, known);
    }
    return known;
  }
}
