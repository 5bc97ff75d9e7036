package io.reenact.faults;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store on the local disk that fails every n-th call: {@code flaky:///folder}. An object
 * appears when its stream is closed, if that call succeeds, and not at all otherwise.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
  private static final URI NAME = URI.create("flaky:///");
  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicLong FAILED = new AtomicLong();
  private static volatile long every = Long.MAX_VALUE;

  /** From now on every {@code n}-th call fails. */
  static void failEvery(long n) {
    CALLS.set(0);
    FAILED.set(0);
    every = n;
  }

  /** How many calls failed since {@link #failEvery}. */
  static long failed() {
    return FAILED.get();
  }

  private static void call(String what, Path path) throws IOException {
    if (CALLS.incrementAndGet() % every == 0) {
      FAILED.incrementAndGet();
      throw new IOException("503 Slow Down: " + what + " " + path.getName());
    }
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return NAME.getScheme();
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    call("HEAD", path);
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    call("LIST", path);
    return super.listStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    call("GET", path);
    return new FSDataInputStream(new Content(super.open(path, buffer), path));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    call("PUT", path);
    return new FSDataOutputStream(
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (!closed) {
              closed = true;
              call("PUT", path);
              try (FSDataOutputStream out = whole(path)) {
                writeTo(out);
              }
            }
          }
        },
        null);
  }

  private FSDataOutputStream whole(Path path) throws IOException {
    return super.create(
        path, FsPermission.getFileDefault(), true, 1 << 16, (short) 1, 1 << 26, null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    call("COPY", from);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    call("DELETE", path);
    return super.delete(path, recursive);
  }

  /** An object's bytes; each read is a call. */
  private static final class Content extends FilterInputStream
      implements Seekable, PositionedReadable {
    private final FSDataInputStream from;
    private final Path path;

    Content(FSDataInputStream from, Path path) {
      super(from);
      this.from = from;
      this.path = path;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      call("GET", path);
      return from.read(to, offset, length);
    }

    @Override
    public void seek(long position) throws IOException {
      from.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return from.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) throws IOException {
      call("GET", path);
      return from.read(position, to, offset, length);
    }

    @Override
    public void readFully(long position, byte[] to, int offset, int length) throws IOException {
      call("GET", path);
      from.readFully(position, to, offset, length);
    }

    @Override
    public void readFully(long position, byte[] to) throws IOException {
      readFully(position, to, 0, to.length);
    }
  }
}
