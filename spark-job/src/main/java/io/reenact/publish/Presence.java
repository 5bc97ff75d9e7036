package io.reenact.publish;

import io.reenact.scratch.OwnedFolder;
import io.reenact.table.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Tells drivers on one machine at once that another one ended, so that none waits for the lease of
 * one that was killed: a folder beside the tickets, on a local disk, that its driver keeps locked
 * ({@link OwnedFolder}). It says on which boot of which machine that was, since only the same
 * kernel surely knows of the lock. Elsewhere, and where a file system has no locks, the lease tells
 * alone.
 */
final class Presence implements AutoCloseable {
  private static final Pattern FOLDERS = Pattern.compile("reenact-([0-9a-f]{8})");
  private static final String BOOT = "boot";

  private final OwnedFolder folder;

  private Presence(OwnedFolder folder) {
    this.folder = folder;
  }

  /** Shows that the driver with this id is there, as long as it lives, if that can be shown. */
  static Optional<Presence> show(Store store, Path locks, String id) throws IOException {
    Optional<java.nio.file.Path> place = store.local(locks);
    Optional<String> boot = boot();
    if (place.isEmpty() || boot.isEmpty()) {
      return Optional.empty();
    }
    Path shown = folder(locks, id);
    try {
      // The real one: two names of one file would be two locks of one process.
      java.nio.file.Path folder =
          Files.createDirectories(place.get()).toRealPath().resolve(shown.getName());
      Files.createDirectory(folder);
      Files.writeString(folder.resolve(BOOT), boot.get());
      return Optional.of(new Presence(OwnedFolder.own(folder)));
    } catch (IOException e) {
      store.delete(shown);
      return Optional.empty();
    }
  }

  /** Where the driver with this id shows itself. */
  static Path folder(Path locks, String id) {
    return new Path(locks, "reenact-" + id);
  }

  /** The id of the driver whose folder this is, if it surely has ended. */
  static Optional<String> ended(Store store, Path folder) throws IOException {
    Matcher matcher = FOLDERS.matcher(folder.getName());
    Optional<java.nio.file.Path> local = store.local(folder);
    Optional<String> boot = boot();
    if (!matcher.matches() || local.isEmpty() || boot.isEmpty()) {
      return Optional.empty();
    }
    try {
      java.nio.file.Path real = local.get().getParent().toRealPath().resolve(folder.getName());
      java.nio.file.Path said = real.resolve(BOOT);
      // One that goes loses that first, when its ticket is gone already.
      boolean here = !Files.exists(said) || Files.readString(said).equals(boot.get());
      return here && OwnedFolder.isAbandoned(real)
          ? Optional.of(matcher.group(1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Gone in the meantime, or nothing of ours.
    }
  }

  private static Optional<String> boot() {
    try {
      return Optional.of(
          Files.readString(java.nio.file.Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    folder.remove();
  }
}
