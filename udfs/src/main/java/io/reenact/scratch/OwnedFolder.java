package io.reenact.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder {@code reenact-*} that one living process owns. It holds a file {@code .owner} with the
 * machine's name, which the process keeps locked: the system takes the lock back when the process
 * ends, however it ends. So an owner is surely dead whose lock can be had by another on the same
 * machine; process numbers, which are used again and differ between containers, say nothing.
 *
 * @param path of the folder
 * @param lock held until the end
 */
public record OwnedFolder(Path path, FileLock lock) {
  private static final String PREFIX = "reenact-";
  private static final String OWNER = ".owner";

  /** A folder that a script made has no owner until its JVM is up. */
  private static final Duration BIRTH = Duration.ofHours(1);

  /**
   * Paths of this JVM's own. To open and close such a file a second time would, on some systems,
   * give the lock away.
   */
  private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

  /** Makes a folder, which only this user can enter, and owns it. */
  static OwnedFolder create(Path place) throws IOException {
    return own(Files.createTempDirectory(place, PREFIX));
  }

  /** Takes a fresh folder, empty or not, as this process's own. */
  public static OwnedFolder own(Path folder) throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    HERE.add(path);
    // It gets its name once it is locked, so that nobody finds it unlocked.
    Path born = path.resolve(OWNER + "-born");
    FileChannel channel =
        FileChannel.open(born, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.lock();
      channel.write(ByteBuffer.wrap(host().getBytes(StandardCharsets.UTF_8)));
      Files.move(born, path.resolve(OWNER), StandardCopyOption.ATOMIC_MOVE);
      return new OwnedFolder(path, lock);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Removes the folder and all in it. */
  public void remove() throws IOException {
    delete(path);
    lock.channel().close();
  }

  /**
   * Whether its owner is surely dead: it was of this machine, and holds the folder no more. One of
   * this JVM's own never is.
   */
  public static boolean isAbandoned(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    if (isNone(path)) {
      return false;
    }
    try (FileChannel channel = open(path)) {
      return isFree(channel);
    } catch (IOException | OverlappingFileLockException e) {
      return false; // Not born yet, gone in the meantime, or this JVM's by another class loader.
    }
  }

  /** Removes the folders in a place whose owners are dead. What can't be removed stays. */
  public static void sweep(Path place) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path folder : folders) {
        try {
          sweepOne(folder.toAbsolutePath().normalize());
        } catch (IOException | UncheckedIOException e) {
          // Somebody else's, or gone in the meantime.
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A place that can't be listed can't be swept.
    }
  }

  private static void sweepOne(Path folder) throws IOException {
    if (isNone(folder)) {
      return;
    }
    try (FileChannel channel = open(folder)) {
      if (isFree(channel)) {
        delete(folder);
      }
    } catch (NoSuchFileException e) {
      Instant born = Files.getLastModifiedTime(folder).toInstant();
      if (isEmpty(folder) && born.isBefore(Instant.now().minus(BIRTH))) {
        delete(folder);
      }
    } catch (OverlappingFileLockException e) {
      // This JVM's, by another class loader.
    }
  }

  /** This JVM's own, or nothing that could be swept. */
  private static boolean isNone(Path folder) {
    return HERE.contains(folder)
        || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.isWritable(folder);
  }

  private static FileChannel open(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(OWNER),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    FileLock lock = channel.tryLock();
    return lock != null && host().equals(read(channel));
  }

  /** One with files belongs to who knows whom. */
  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      return inside.allMatch(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS));
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static String host() throws IOException {
    try {
      // Asks no name server.
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (NoSuchFileException e) {
      return InetAddress.getLocalHost().getHostName();
    }
  }

  /** The owner's file goes last: who is killed here leaves a folder that is found again. */
  private static void delete(Path folder) throws IOException {
    Path owner = folder.resolve(OWNER);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(owner)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // Others tidy up at the end, too.
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inside, IOException e) throws IOException {
            if (inside.equals(folder)) {
              Files.deleteIfExists(owner);
            }
            Files.deleteIfExists(inside);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
