package io.reenact.table;

import io.reenact.doctor.Finding;
import io.reenact.doctor.MachineChecks;
import io.reenact.error.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Whether a corpus can be read and a workspace written, before a run finds out. */
public final class StoreCheck {
  /** S3 refuses signatures that are a quarter of an hour off. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  /** Enough for a store that answers; one that doesn't should not keep a doctor for minutes. */
  private static final List<String[]> IMPATIENT =
      List.of(
          new String[] {"fs.s3a.attempts.maximum", "2"},
          new String[] {"fs.s3a.retry.limit", "1"},
          new String[] {"fs.s3a.connection.establish.timeout", "5s"});

  private StoreCheck() {}

  /** File system settings with which a store that does not answer is given up soon. */
  public static Configuration impatient(Configuration conf) {
    Configuration soon = new Configuration(conf);
    IMPATIENT.forEach(s -> soon.set(s[0], s[1]));
    return soon;
  }

  /**
   * What is at a corpus' place.
   *
   * @param uri a folder, or a file such as a manifest
   */
  public static List<Finding> corpus(String uri, Configuration conf) {
    try {
      Path path = new Path(uri);
      FileStatus status = Store.of(path, conf).status(path);
      return List.of(
          Finding.ok("corpus", uri + (status.isDirectory() ? " is a folder" : " is a file")));
    } catch (FileNotFoundException e) {
      return List.of(Finding.fault("corpus", uri + " is not there", "check --corpus"));
    } catch (IOException | IllegalArgumentException e) {
      return List.of(Finding.fault("corpus", uri + ": " + StorageErrors.line(e), ""));
    }
  }

  /** Writes, reads and deletes a small file in a workspace, or where one would be made. */
  public static List<Finding> workspace(String uri, Configuration conf) {
    try {
      Path root = new Path(uri);
      Store store = Store.of(root, conf);
      if (store.local(root).isPresent()) {
        return List.of(MachineChecks.disk("workspace", store.local(root).get()));
      }
      String name = "_doctor-" + UUID.randomUUID();
      byte[] said = name.getBytes(StandardCharsets.US_ASCII);
      Path probe = new Path(root, name);
      try {
        store.writeAtomic(probe, said);
        Duration off =
            Duration.between(
                Instant.ofEpochMilli(store.status(probe).getModificationTime()), Instant.now());
        if (!Arrays.equals(store.read(probe), said)) {
          return List.of(
              Finding.fault("workspace", uri + " gives back another file than was written", ""));
        }
        return List.of(Finding.ok("workspace", uri + " takes and gives files"), clock(off));
      } finally {
        store.delete(probe);
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of(Finding.fault("workspace", uri + ": " + StorageErrors.line(e), ""));
    }
  }

  /**
   * This machine's clock against a store's.
   *
   * @param off how much later it is here
   */
  static Finding clock(Duration off) {
    String found = off.abs().toSeconds() + " s from the store's";
    return off.abs().compareTo(SKEW) > 0
        ? Finding.fault("clock", found, "set this machine's clock (NTP): S3 refuses it")
        : Finding.ok("clock", found);
  }
}
