package io.reenact.table;

import io.reenact.text.Hashes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.security.AccessControlException;

/**
 * The few file operations that durability needs, on any Hadoop file system. Files whose presence
 * means something are written with {@link #writeAtomic}: on an object store an object appears when
 * its upload completes; elsewhere a temporary file is renamed.
 */
public final class Store {
  private static final Set<String> RENAMING = Set.of("file", "hdfs", "viewfs");

  /** Clients that try again by themselves, as they are configured; for others this class does. */
  private static final Set<String> PATIENT = Set.of("s3a", "abfs", "abfss", "gs");

  private static final long[] PAUSES_MS = {100, 400, 1600};

  private final FileSystem fs;
  private final boolean renames;
  private final boolean local;
  private final boolean again;

  private Store(FileSystem fs) {
    this.renames = RENAMING.contains(fs.getScheme());
    this.local = fs.getScheme().equals("file");
    this.again = !renames && !PATIENT.contains(fs.getScheme());
    // Checksum side files would be one more thing that a kill can leave half-written.
    this.fs = fs instanceof LocalFileSystem checked ? checked.getRawFileSystem() : fs;
  }

  /**
   * @throws IOException if the file system of {@code path} can't be reached
   */
  public static Store of(Path path, Configuration conf) throws IOException {
    return new Store(path.getFileSystem(conf));
  }

  /** A call whose repetition does no harm. */
  private interface Call<T> {
    T make() throws IOException;
  }

  /** A store that is busy or restarts is not a store that is gone. */
  private <T> T call(Call<T> call) throws IOException {
    for (int tried = 0; again && tried < PAUSES_MS.length; tried++) {
      try {
        return call.make();
      } catch (FileNotFoundException | AccessControlException | FileSystemException e) {
        throw e; // An answer, which will stay the same.
      } catch (IOException e) {
        pause(PAUSES_MS[tried], e);
      }
    }
    return call.make();
  }

  private static void pause(long ms, IOException why) throws IOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }

  /** Whether a file or folder is there. */
  public boolean exists(Path path) throws IOException {
    return call(() -> fs.exists(path));
  }

  /** The status of a file, or of a folder. */
  public FileStatus status(Path path) throws IOException {
    return call(() -> fs.getFileStatus(path));
  }

  /** The path with its scheme and authority. */
  public Path qualify(Path path) {
    return fs.makeQualified(path);
  }

  /** The same path for {@link java.nio.file}, if this is a local disk. */
  public Optional<java.nio.file.Path> local(Path path) {
    return local ? Optional.of(java.nio.file.Path.of(path.toUri().getPath())) : Optional.empty();
  }

  /** The caller closes it. */
  public FSDataInputStream open(Path path) throws IOException {
    return fs.open(path);
  }

  /** A file that is read whole. */
  public byte[] read(Path path) throws IOException {
    return call(
        () -> {
          try (InputStream in = fs.open(path)) {
            return in.readAllBytes();
          }
        });
  }

  /** A file that is read whole, if it is there. */
  public Optional<byte[]> readIfThere(Path path) throws IOException {
    try {
      return Optional.of(read(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Copies a file to a local one. */
  public void fetch(Path path, java.nio.file.Path local) throws IOException {
    call(
        () -> {
          try (InputStream in = fs.open(path)) {
            return java.nio.file.Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
          }
        });
  }

  /** SHA-256 of a file. */
  public String sha256(Path path) throws IOException {
    return call(
        () -> {
          try (InputStream in = fs.open(path)) {
            return Hashes.of(in);
          }
        });
  }

  /** Makes the folders above; replaces what is there. The caller closes it. */
  public OutputStream create(Path path) throws IOException {
    return fs.create(path, true);
  }

  /** After this returns the file is there, whole; before, it is not there at all. */
  public void writeAtomic(Path path, byte[] bytes) throws IOException {
    if (!renames) {
      call(
          () -> {
            try (OutputStream out = fs.create(path, true)) {
              out.write(bytes);
            }
            return null;
          });
      return;
    }
    Path temporary = temporaryFor(path);
    try (FSDataOutputStream out = fs.create(temporary, true)) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | FSError e) {
      throw without(temporary, e);
    }
    replace(temporary, path);
  }

  /** What a full disk holds of an unfinished file is needed for the record of the failure. */
  private IOException without(Path temporary, Throwable e) {
    IOException thrown = checked(e);
    try {
      fs.delete(temporary, false);
    } catch (IOException more) {
      thrown.addSuppressed(more);
    }
    return thrown;
  }

  /** Hadoop's local file system throws an Error where a disk is full. */
  private static IOException checked(Throwable e) {
    return e instanceof IOException io ? io : new IOException(e.getCause().getMessage(), e);
  }

  /**
   * Like {@link #writeAtomic}, but the first writer wins: false if a file was there. Of writers at
   * the same moment exactly one wins on local disks (a hard link), on HDFS (a rename) and on S3 (a
   * write on condition that there is none); on an object store without such writes the check comes
   * just before the write, and of two writers in between the last one wins.
   */
  public boolean writeOnce(Path path, byte[] bytes) throws IOException {
    if (exists(path)) {
      return false;
    }
    if (!renames) {
      return writeOnCondition(path, bytes);
    }
    Path temporary = temporaryFor(path);
    try (FSDataOutputStream out = fs.create(temporary, true)) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | FSError e) {
      throw without(temporary, e);
    }
    try {
      if (!local) {
        return fs.rename(temporary, path);
      }
      java.nio.file.Files.createLink(
          java.nio.file.Path.of(path.toUri().getPath()),
          java.nio.file.Path.of(temporary.toUri().getPath()));
      return true;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    } finally {
      fs.delete(temporary, false);
    }
  }

  private boolean writeOnCondition(Path path, byte[] bytes) throws IOException {
    String condition = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    if (!fs.hasPathCapability(path, condition)) {
      writeAtomic(path, bytes);
      return true;
    }
    FSDataOutputStreamBuilder<?, ?> create = fs.createFile(path);
    create.overwrite(true);
    create.recursive();
    create.must(condition, true);
    try (FSDataOutputStream out = create.build()) {
      out.write(bytes);
    } catch (IOException e) {
      // Refused because one is there, be it this writer's own, whose answer got lost on the way.
      if (fs.exists(path)) {
        return false;
      }
      throw e;
    }
    return true;
  }

  /** A hidden name beside {@code path} that nobody else uses. */
  static Path temporaryFor(Path path) {
    return new Path(
        path.getParent(),
        "." + path.getName() + "." + UUID.randomUUID().toString().substring(0, 8));
  }

  /** Uploads a local file, so that it appears whole. */
  public void putAtomic(java.nio.file.Path local, Path path) throws IOException {
    Path target = renames ? temporaryFor(path) : path;
    try {
      call(
          () -> {
            try (InputStream in = java.nio.file.Files.newInputStream(local);
                OutputStream out = fs.create(target, true)) {
              return in.transferTo(out);
            }
          });
    } catch (IOException | FSError e) {
      throw renames ? without(target, e) : checked(e);
    }
    if (renames) {
      replace(target, path);
    }
  }

  private void replace(Path from, Path to) throws IOException {
    if (fs.rename(from, to)) {
      return;
    }
    // HDFS doesn't rename onto a file. What is there is an older, equally whole one.
    fs.delete(to, false);
    if (!fs.rename(from, to)) {
      throw new IOException("could not rename " + from + " to " + to);
    }
  }

  /**
   * Makes files survive a loss of power, with their names. Local disks keep what was written in
   * memory for a while, in any order; other stores answer when they have it safe. The names of
   * folders further up need no more: file systems with a journal keep changes of names in order.
   */
  public void sync(Collection<Path> files) throws IOException {
    if (!local) {
      return;
    }
    Set<java.nio.file.Path> folders = new LinkedHashSet<>();
    for (Path file : files) {
      java.nio.file.Path path = java.nio.file.Path.of(file.toUri().getPath());
      force(path);
      folders.add(path.getParent());
    }
    for (java.nio.file.Path folder : folders) {
      force(folder);
    }
  }

  private static void force(java.nio.file.Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Moves a file; does nothing if that was done before. On S3A a copy by the server. */
  public void move(Path from, Path to) throws IOException {
    // Nearly always all is as it should be, and each look first would be a request of its own.
    if (renamed(from, to)) {
      return;
    }
    if (!exists(from)) {
      if (exists(to)) {
        return;
      }
      throw new FileNotFoundException(from + " is gone and " + to + " is not there");
    }
    mkdirs(to.getParent());
    if (!renamed(from, to) && !exists(to)) {
      throw new IOException("could not rename " + from + " to " + to);
    }
  }

  private boolean renamed(Path from, Path to) throws IOException {
    try {
      return call(() -> fs.rename(from, to));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Gives a file this moment as its time.
   *
   * @return false on an object store, where only writing it again does so
   */
  public boolean touch(Path path) throws IOException {
    if (!renames) {
      return false;
    }
    fs.setTimes(path, System.currentTimeMillis(), -1);
    return true;
  }

  /**
   * Whether a folder between the root and the path leads elsewhere, so that what seems to be inside
   * of the root is not. Only local disks have such links.
   */
  public boolean leadsElsewhere(Path root, Path path) {
    if (!local) {
      return false;
    }
    java.nio.file.Path top = java.nio.file.Path.of(root.toUri().getPath());
    java.nio.file.Path at = java.nio.file.Path.of(path.toUri().getPath()).getParent();
    while (at != null && at.startsWith(top) && !at.equals(top)) {
      if (java.nio.file.Files.isSymbolicLink(at)) {
        return true;
      }
      at = at.getParent();
    }
    return false;
  }

  /** Deletes a file or a folder with all in it; nothing there is fine. */
  public void delete(Path path) throws IOException {
    call(() -> fs.delete(path, true));
  }

  /** Makes a folder and those above it. */
  public void mkdirs(Path path) throws IOException {
    call(() -> fs.mkdirs(path));
  }

  /** What is directly in a folder; nothing if there is none. */
  public List<FileStatus> list(Path folder) throws IOException {
    try {
      return List.of(call(() -> fs.listStatus(folder)));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** All files under a folder, at any depth; none if there is no such folder. */
  public List<LocatedFileStatus> files(Path folder) throws IOException {
    List<LocatedFileStatus> found = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> it = fs.listFiles(folder, true);
      while (it.hasNext()) {
        found.add(it.next());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return found;
  }
}
