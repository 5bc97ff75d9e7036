package io.reenact.video;

import io.reenact.error.BadInput;
import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Puts finished files on a Hadoop file system so that readers see the old file, no file, or the
 * whole new one, never a part: by a temporary name and a rename, or, on object stores, whose
 * renames copy but whose uploads only appear when complete, directly.
 */
final class HadoopOutput {
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs");

  private HadoopOutput() {}

  /** What writes a file's content. */
  interface Content {
    void writeTo(java.io.OutputStream out) throws IOException;
  }

  /**
   * Writes a file, replacing one of the same name, and creates the folders above it.
   *
   * @throws UserError if it may not be written
   * @throws UncheckedIOException if the file system fails
   */
  static void write(String uri, Configuration hadoop, Content content) {
    String shown = Av.shown(uri);
    try {
      Path path = new Path(uri);
      FileSystem files = path.getFileSystem(hadoop);
      if (files instanceof LocalFileSystem local) {
        writeLocal(local.pathToFile(path).toPath().toAbsolutePath(), content);
      } else if (OBJECT_STORES.contains(files.getScheme())) {
        writeDirectly(files, path, content);
      } else {
        writeAndRename(files, path, hadoop, content);
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(shown + " is not a valid path: " + Av.shown(e.getMessage()), e);
    } catch (AccessControlException | AccessDeniedException e) {
      throw new BadInput(shown + " can't be written; check permissions or credentials", e);
    } catch (UnsupportedFileSystemException e) {
      throw new BadInput(shown + " is on no known file system; check the path's scheme", e);
    } catch (IOException e) {
      throw new UncheckedIOException(shown + " can't be written: " + StorageErrors.line(e), e);
    }
  }

  // Not through Hadoop's local file system: it renames a file and its checksum in two steps.
  private static void writeLocal(java.nio.file.Path path, Content content) throws IOException {
    Files.createDirectories(path.getParent());
    java.nio.file.Path temporary =
        path.resolveSibling(temporaryName(path.getFileName().toString()));
    try {
      try (java.io.OutputStream out = Files.newOutputStream(temporary)) {
        content.writeTo(out);
      }
      Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeDirectly(FileSystem files, Path path, Content content)
      throws IOException {
    FSDataOutputStream out = files.create(path, true);
    try {
      content.writeTo(out);
    } catch (IOException | RuntimeException e) {
      // Closing would complete the upload with what there is.
      try {
        out.abort();
      } catch (UnsupportedOperationException unsupported) {
        out.close();
        files.delete(path, false);
      }
      throw e;
    }
    out.close();
  }

  private static void writeAndRename(
      FileSystem files, Path path, Configuration hadoop, Content content) throws IOException {
    Path temporary = new Path(path.getParent(), temporaryName(path.getName()));
    try {
      try (FSDataOutputStream out = files.create(temporary, true)) {
        content.writeTo(out);
      }
      FileContext.getFileContext(files.getUri(), hadoop)
          .rename(
              files.makeQualified(temporary), files.makeQualified(path), Options.Rename.OVERWRITE);
    } catch (IOException | RuntimeException e) {
      files.delete(temporary, false);
      throw e;
    }
  }

  private static String temporaryName(String name) {
    return "." + name + "." + UUID.randomUUID() + ".tmp";
  }
}
