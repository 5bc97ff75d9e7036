package io.reenact.video;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The file systems that users' files are read from. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * The file system of a path, on local disks without Hadoop's checksum files: users don't write
   * them, a forged one would spoil a clip, and looking for one fails on names with a colon.
   */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
