package io.reenact.stage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as {@code viewfs:///...}, a scheme that results are renamed on; videos have so
 * much space and no more.
 */
public final class FullDiskFileSystem extends RawLocalFileSystem {
  static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  @Override
  public URI getUri() {
    return URI.create("viewfs:///");
  }

  @Override
  public String getScheme() {
    return "viewfs";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress),
        path);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return limited(
        super.create(path, overwrite, bufferSize, replication, blockSize, progress), path);
  }

  private static FSDataOutputStream limited(FSDataOutputStream out, Path path) throws IOException {
    if (!path.toString().contains("/files/videos/")) {
      return out;
    }
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] b, int from, int length) throws IOException {
            if (LEFT.addAndGet(-length) < 0) {
              throw noSpace();
            }
            out.write(b, from, length);
          }
        },
        null);
  }

  /** As {@link RawLocalFileSystem} reports a full disk; the constructor is hidden. */
  private static FSError noSpace() throws IOException {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException("No space left on device"));
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }
}
