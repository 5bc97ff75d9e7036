package io.reenact.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system without a process for each file: without its native library Hadoop has
 * {@code chmod} set the permissions of every file that it makes, 364 times in a demo. {@code
 * submit.sh} names this class to Spark where all runs on one machine.
 */
public final class LocalFiles extends LocalFileSystem {
  /** Hadoop makes it by its name. */
  public LocalFiles() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (permission.getStickyBit()) {
        super.setPermission(path, permission);
        return;
      }
      String letters =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      Set<PosixFilePermission> set = PosixFilePermissions.fromString(letters);
      try {
        Files.setPosixFilePermissions(pathToFile(path).toPath(), set);
      } catch (UnsupportedOperationException e) {
        // No file system of the POSIX kind: as Hadoop would.
        super.setPermission(path, permission);
      }
    }
  }
}
