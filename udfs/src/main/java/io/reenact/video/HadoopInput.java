package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import io.reenact.error.BadInput;
import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.functional.FutureIO;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A file on a Hadoop file system as FFmpeg's input: read by range, never copied whole. */
final class HadoopInput implements AutoCloseable {
  private static final int BUFFER = 1 << 17;

  /** Bytes of one request to an object store: large enough for few, small enough to skip by. */
  private static final long READAHEAD = 1 << 20;

  private static final int WHENCE = 3;

  // JavaCPP has room for a few callbacks of one kind, so all inputs share these two.
  private static final Map<Long, HadoopInput> OPEN = new ConcurrentHashMap<>();
  private static final Reading READ = new Reading().retainReference();
  private static final Seeking SEEK = new Seeking().retainReference();

  private final String shown;
  private final FSDataInputStream in;
  private final long length;
  private final BytePointer key;
  private final AVIOContext context;
  private final byte[] chunk = new byte[BUFFER];
  private IOException failure;

  private HadoopInput(String shown, FSDataInputStream in, long length) {
    this.shown = shown;
    this.in = in;
    this.length = length;
    this.key = new BytePointer(1);
    OPEN.put(key.address(), this);
    this.context =
        avio_alloc_context(new BytePointer(av_malloc(BUFFER)), BUFFER, 0, key, READ, null, SEEK);
  }

  /**
   * Opens a file.
   *
   * @throws UserError if it isn't there, is a folder, or is empty
   * @throws UncheckedIOException if the file system fails or denies it, which may pass
   */
  static HadoopInput open(String uri, Configuration hadoop) {
    String shown = Av.shown(uri);
    try {
      Path path = new Path(uri);
      FileSystem files = InputFiles.of(path, hadoop);
      FileStatus status = files.getFileStatus(path);
      if (status.isDirectory()) {
        throw new BadInput(shown + " is a folder; give a video file");
      }
      if (status.getLen() == 0) {
        throw new BadInput(shown + " is empty (0 bytes); copy it again or leave it out");
      }
      // Packets are read in order, but from anywhere: by range, a few hundred at a time.
      FSDataInputStream in =
          FutureIO.awaitFuture(
              files
                  .openFile(path)
                  .withFileStatus(status)
                  .opt(Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, "random")
                  .optLong("fs.s3a.readahead.range", READAHEAD)
                  .build());
      return new HadoopInput(shown, in, status.getLen());
    } catch (IllegalArgumentException e) {
      throw new BadInput(shown + " is not a valid path: " + Av.shown(e.getMessage()), e);
    } catch (FileNotFoundException e) {
      throw new BadInput(shown + " does not exist; check the path", e);
    } catch (UnsupportedFileSystemException e) {
      throw new BadInput(shown + " is on no known file system; check the path's scheme", e);
    } catch (IOException e) {
      throw new UncheckedIOException(shown + " can't be read: " + StorageErrors.line(e), e);
    }
  }

  /** For {@code AVFormatContext.pb}; owned by this object. */
  AVIOContext context() {
    return context;
  }

  /** Bytes. */
  long length() {
    return length;
  }

  /**
   * Tells a failing file system from a damaged file.
   *
   * @throws UncheckedIOException if reading has failed since the last call
   */
  void rethrow() {
    if (failure != null) {
      IOException e = failure;
      failure = null;
      throw new UncheckedIOException(shown + " can't be read: " + StorageErrors.line(e), e);
    }
  }

  @Override
  public void close() {
    OPEN.remove(key.address());
    av_free(context.buffer());
    avio_context_free(context);
    key.close();
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read(BytePointer to, int size) {
    try {
      int n = in.read(chunk, 0, Math.min(size, chunk.length));
      if (n <= 0) {
        return AVERROR_EOF();
      }
      to.put(chunk, 0, n);
      return n;
    } catch (IOException e) {
      failure = e;
      return AVERROR_EXTERNAL();
    }
  }

  private long seek(long offset, int whence) {
    if ((whence & AVSEEK_SIZE) != 0) {
      return length;
    }
    try {
      long target =
          switch (whence & WHENCE) {
            case 0 -> offset;
            case 1 -> in.getPos() + offset;
            default -> length + offset;
          };
      if (target < 0) {
        return AVERROR_EXTERNAL();
      }
      // A damaged file may point behind its end; a seek there would be an error on some systems.
      in.seek(Math.min(target, length));
      return target;
    } catch (IOException e) {
      failure = e;
      return AVERROR_EXTERNAL();
    }
  }

  private static final class Reading extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      HadoopInput input = OPEN.get(opaque.address());
      return input == null ? AVERROR_EXTERNAL() : input.read(buffer, size);
    }
  }

  private static final class Seeking extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer opaque, long offset, int whence) {
      HadoopInput input = OPEN.get(opaque.address());
      return input == null ? AVERROR_EXTERNAL() : input.seek(offset, whence);
    }
  }
}
