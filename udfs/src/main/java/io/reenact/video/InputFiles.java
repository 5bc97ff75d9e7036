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
   * A local file as the readers of this package take it. Not {@link java.net.URI}'s text, whose
   * percent signs Hadoop takes for themselves: a folder with a space in its name would be another.
   */
  public static String uri(java.nio.file.Path local) {
    return new Path(local.toUri()).toString();
  }

  /**
   * The file system of a path, on local disks without Hadoop's checksum files: users don't write
   * them, a forged one would spoil a clip, and looking for one fails on names with a colon.
   */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
