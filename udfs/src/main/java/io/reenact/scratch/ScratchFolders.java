package io.reenact.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Temporary folders of this JVM, all in one folder of its own a place. When the JVM ends that goes
 * with all in it; when it is killed, the next JVM that comes to the same place removes it ({@link
 * OwnedFolder}).
 */
public final class ScratchFolders {
  private static final Map<Path, OwnedFolder> OWN = new HashMap<>();

  private ScratchFolders() {}

  /**
   * A fresh, empty folder in the JVM's temporary folder, which only this user can enter.
   *
   * @param kind how its name begins
   */
  public static Path create(String kind) throws IOException {
    return create(temporary(), kind);
  }

  /**
   * An empty file there.
   *
   * @param kind how its name begins
   * @param suffix how it ends
   */
  public static Path file(String kind, String suffix) throws IOException {
    return Files.createTempFile(own(temporary()).path(), kind + "-", suffix);
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * The same elsewhere.
   *
   * @param place a folder, made if it is not there
   */
  public static Path create(Path place, String kind) throws IOException {
    return Files.createTempDirectory(own(place).path(), kind + "-");
  }

  private static OwnedFolder own(Path place) throws IOException {
    synchronized (OWN) {
      Path key = place.toAbsolutePath().normalize();
      OwnedFolder own = OWN.get(key);
      // Somebody may tidy up /tmp while a job runs for weeks.
      if (own == null || !Files.isDirectory(own.path())) {
        Files.createDirectories(key);
        OwnedFolder.sweep(key);
        own = OwnedFolder.create(key);
        if (OWN.isEmpty()) {
          Runtime.getRuntime().addShutdownHook(new Thread(ScratchFolders::remove, "scratch"));
        }
        OWN.put(key, own);
      }
      return own;
    }
  }

  private static void remove() {
    synchronized (OWN) {
      for (OwnedFolder own : OWN.values()) {
        try {
          own.remove();
        } catch (IOException | UncheckedIOException e) {
          // The next JVM tries again.
        }
      }
    }
  }
}
